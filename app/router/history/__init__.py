"""What became of former alarms on their way to people, out of the steps that were kept."""
