"""Ways to reach a person, one file each behind `interface.py`."""
