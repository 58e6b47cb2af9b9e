"""The pages for patients: a way out, preferences, confirming data, asking to be registered."""
