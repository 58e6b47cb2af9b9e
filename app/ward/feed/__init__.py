"""What the ward tells a screen: the same few items within one process and between two."""
