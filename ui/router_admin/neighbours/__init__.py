"""Other stations of the same network: how they stand, letting one in by a code, removing one."""
