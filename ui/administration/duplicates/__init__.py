"""Two records of one woman: found, compared, made one, given back."""
