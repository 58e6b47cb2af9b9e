"""The channels that messages go out by: what each asks for, whether it is on, whether it answers."""
