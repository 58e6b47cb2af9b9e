"""Who lies where, with which device."""
