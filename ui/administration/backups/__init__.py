"""Backups: how the last one went, the list, a new one, and the way back."""
