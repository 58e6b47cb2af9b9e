"""Who came today, how urgent each is, and what happened to each arrival: events appended, a board read from them."""
