"""Reminders and campaigns: who may be told what, when, through which channel, and what came of it (docs/reminders.md)."""
