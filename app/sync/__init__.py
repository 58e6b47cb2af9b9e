"""How stations agree with the central server: docs/sync.md."""
