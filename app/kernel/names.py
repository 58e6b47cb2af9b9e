"""Names of people, as far as every room must read them alike."""

from typing import Final

LINKING_WORDS: Final = frozenset({"da", "de", "di", "do", "das", "dos", "e"})
"""What joins two names and is none itself: no initial is made of it."""
