"""What is said aloud by a screen reader when it happens, without anybody asking: alarms, messages, mistakes."""
