"""Referrals: what both sides show (words, badges, course, answer), and the referring side: form, list, answer."""
