"""The reception board: who waits, the escuta inicial with its aids, and the board on the wall."""
