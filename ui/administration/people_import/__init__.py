"""People brought in from a table: choose the file, say which column is what, look, store all or nothing."""
