"""The place of the alarms: who has each, what became of former ones, and who is called."""
