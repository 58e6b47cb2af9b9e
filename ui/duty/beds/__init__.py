"""Whose each bed is, and handing it over."""
