"""The tables of the router as people read and edit them."""
