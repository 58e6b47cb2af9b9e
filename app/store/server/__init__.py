"""A unit's store inside the central server's PostgreSQL: the same tables, one schema for each unit."""
