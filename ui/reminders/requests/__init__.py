"""What patients asked for on the public pages."""
