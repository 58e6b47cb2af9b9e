"""What an administration decides for many machines at once: a file that sets a station up and keeps its settings."""
