"""The receivers of alarms: which may come in, as what, and what they can show."""
