"""The chain of schema changes; `app.store.migrate` runs it without configuration files."""
