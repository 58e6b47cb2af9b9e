"""Looking back at one bed: every beat of 24 hours, alarms where they were, strips to measure and to print."""
