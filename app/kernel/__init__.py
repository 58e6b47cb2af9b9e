"""What every room needs and nobody's field owns: clock, identifiers, errors, canonical text, folders."""
