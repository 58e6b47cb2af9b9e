"""How the sending stands."""
