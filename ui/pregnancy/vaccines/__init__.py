"""The vaccines of a pregnancy: what was given, what is due, and why not yet."""
