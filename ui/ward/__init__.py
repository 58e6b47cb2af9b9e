"""The ward on the screen: the wall of all beds, one bed, its history."""
