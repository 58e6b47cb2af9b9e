"""A station among many: what it says of itself to the network's server, and of which new version it hears."""
