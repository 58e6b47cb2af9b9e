"""People out of a table: read whatever spreadsheets write, map columns, check every row, store all or nothing."""
