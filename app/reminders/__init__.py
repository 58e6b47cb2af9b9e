"""Reminders and campaigns: who may be told what, when, how, and what came of it (docs/reminders.md)."""
