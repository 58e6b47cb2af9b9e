"""Who lies where with which device: the beds of the ward, by keyboard."""
