"""Allergies of a person: what is known, that nothing is known, and who said so."""
