"""How the beds of a wall are arranged on one or two screens. A bed that no arrangement names is shown all the same."""
