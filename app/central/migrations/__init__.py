"""The chain of changes of the central server's tables; `app.central.upgrading` runs it."""
