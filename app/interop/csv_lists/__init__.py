"""Lists as tables for a spreadsheet: people, pregnancies, the audit trail, reports."""
