"""Danger signs are asked before anything else: the question, the emergency card, the second reading of a pressure."""
