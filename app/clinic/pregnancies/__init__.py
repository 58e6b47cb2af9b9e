"""Pregnancies and what was observed in them: appended, corrected by superseding, listed by class."""
