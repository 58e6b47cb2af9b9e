"""How loud the ward is, and what other limits would have changed: counts over the log and the recordings."""
