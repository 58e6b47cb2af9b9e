"""Requests about personal data, sealed records, and how long each kind of data stays."""
