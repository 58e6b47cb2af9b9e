"""Practice: a window of its own with invented people, where nothing is real and nothing leaves."""
