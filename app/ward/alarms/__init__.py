"""Alarms of the ward: conditions, the state machine, the signs that each state must have. No clock, no file."""
