"""Whom a campaign or a reminder is for: conditions that are put together on screen, and the same in words."""
