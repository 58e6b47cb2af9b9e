"""Quiet hours, free days, and so many messages a day."""
