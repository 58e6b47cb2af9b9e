"""The reference hospital's desk: what came in, in the order in which it is to be read, and the answer."""
