"""What a wall shows of a ward: rings of samples, numbers with their age, alarms worst first. Knows no window."""
