"""Looking back at a recorded stay: how its hours are laid out, where gaps are, what a strip shows."""
