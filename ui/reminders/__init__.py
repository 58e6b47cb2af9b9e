"""Reminders and campaigns: what is sent, what was, what waits for a person, and what it is made of."""
