"""Counts against alarm fatigue: how loud the beds are, and what other limits would have changed."""
