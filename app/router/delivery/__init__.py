"""One alarm's way to a person: shown, accepted, at the bed, else the next, in the end the failsafe. Pure."""
