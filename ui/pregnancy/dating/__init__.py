"""When the pregnancy began: every estimate, and the one in use."""
