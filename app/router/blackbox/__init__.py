"""What happened to every message, alarm, node and command: chained by hashes, sealed, on this machine's disk."""
