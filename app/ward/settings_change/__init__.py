"""Limits of a bedside device changed from elsewhere: wanted, taken by the device, in force."""
