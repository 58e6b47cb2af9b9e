"""Synthetic people and the demo unit: nobody here exists, and every record says so."""
