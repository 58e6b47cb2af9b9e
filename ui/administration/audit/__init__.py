"""Who did or looked at what and when, and whether the trail still holds."""
