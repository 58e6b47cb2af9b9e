"""Who works here: waiting accounts first, every account with what may be done about it."""
