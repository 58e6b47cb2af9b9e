"""What the manager asks: how many, of which class, why, how early; counted, never guessed."""
