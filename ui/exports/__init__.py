"""What leaves the program as a file: asked about, written for its owner alone, said to be unprotected."""
