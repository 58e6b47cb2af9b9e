"""Wrong entries: their history, striking one out with a reason, moving one to the right woman."""
