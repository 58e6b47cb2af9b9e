"""Names as they are compared: without accents, case, punctuation and digits. The only definition of "the same text"."""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a base letter and an accent.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})

PARTICLES = frozenset({"de", "da", "do", "das", "dos", "e"})
"""Parts of Brazilian names that say little: ignored in a query where it has other words."""


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower-case words of letters, one space between them: "João D'Ávila  (filho)" → "joao d avila filho".

    Digits and every other character separate words, so that a folded text never has more than letters and spaces.
    """
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """The folded words of a text in their order."""
    # Folding case can bring back composed letters and the other way round: decompose on both sides.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)
    plain = [_plain(character) for character in decomposed if not unicodedata.combining(character)]
    return "".join(plain).split()


def _plain(character: str) -> str:
    return character if character.isalpha() else " "


def digits(text: str) -> str:
    """The ASCII digits of a text, punctuation dropped: "123.456-7" → "1234567"."""
    return "".join(character for character in text if "0" <= character <= "9")
