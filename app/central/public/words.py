"""The words of the public pages, and in which language somebody is spoken to."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final

RESOURCES: Final = Path(__file__).resolve().parents[3] / "resources" / "public"
DEFAULT: Final = "pt_BR"
LANGUAGES: Final[Mapping[str, str]] = {"pt": "pt_BR", "en": "en"}
"""As links and browsers call them → as the texts do."""
TAGS: Final[Mapping[str, str]] = {"pt_BR": "pt-BR", "en": "en"}
"""As a page calls its own language."""
_PART: Final = re.compile(r"^([A-Za-z]{1,8})(?:-[A-Za-z0-9-]*)?(?:;q=([01](?:\.\d{0,3})?))?$")
_MOST_PARTS: Final = 20


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Name → language → sentence."""
    return tomllib.loads((RESOURCES / "texts.toml").read_text(encoding="utf-8"))


class Words:
    """The sentences in one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.tag = TAGS[language]

    def __call__(self, name: str, /, **values: object) -> str:
        """The sentence, filled; KeyError where there is none."""
        return texts()[name][self.language].format_map(values)


def spoken_language(wanted: str, accepted: str) -> str:
    """What the link or the switch says, else what the browser likes best of ours, else Portuguese."""
    if wanted in LANGUAGES:
        return LANGUAGES[wanted]
    best, weight = DEFAULT, 0.0
    for part in accepted.split(",")[:_MOST_PARTS]:
        match = _PART.match(part.replace(" ", ""))
        language = LANGUAGES.get(match.group(1).lower()) if match else None
        liked = float(match.group(2) or 1) if match else 0.0
        if language is not None and liked > weight:
            best, weight = language, liked
    return best


def short(language: str) -> str:
    """As links call it."""
    return next(code for code, one in LANGUAGES.items() if one == language)
