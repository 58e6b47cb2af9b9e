"""The languages of the program: one line each."""

from collections.abc import Mapping
from typing import Final

LANGUAGES: Final[dict[str, str]] = {"pt_BR": "Português", "en": "English"}
"""Language code → its own name, as a person looks for it in a list."""
_INSTEAD: Final = "en"


def text_in(texts: Mapping[str, str], language: str) -> str | None:
    """The text in `language`; in English where a later language lacks it yet. None: there is none."""
    return texts.get(language) or texts.get(_INSTEAD)
