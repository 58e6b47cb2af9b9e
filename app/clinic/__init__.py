"""People, pregnancies and what is known of them; the classification of gestational risk."""
