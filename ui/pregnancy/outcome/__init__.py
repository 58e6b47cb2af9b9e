"""How a pregnancy ended, and the others of the same woman."""
