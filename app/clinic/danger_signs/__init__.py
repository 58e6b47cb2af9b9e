"""Danger signs come first: asked before anything else, and one of them stops the form."""
