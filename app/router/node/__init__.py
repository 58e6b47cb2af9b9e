"""The router as a process of its own: the ward's feed in, messages to receivers out, windows told how it stands."""
