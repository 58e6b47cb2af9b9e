"""Stored classifications: form, result, whole trace and the rule base that made it; replayed years later."""
