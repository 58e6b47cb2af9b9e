"""What matters of a pregnancy today, at one glance."""
