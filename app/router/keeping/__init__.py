"""What the router keeps in the store of its station: every step of every alarm, and what its process has to know."""
