"""Alarms of the ward: conditions, the state machine, and the signs that each state must have. Pure: no clock, no file."""
