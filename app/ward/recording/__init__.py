"""What the monitors of a ward said, kept: signals for 72 hours, trends for 30 days, within a stated disk budget."""
