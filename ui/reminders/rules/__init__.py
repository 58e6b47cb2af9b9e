"""Reminders that follow the record."""
