"""Waiting for a person."""
