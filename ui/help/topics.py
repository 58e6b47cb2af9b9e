"""The topics of the help: `resources/help/<language>/<topic>.md`, their order in `resources/help/contents.toml`.

A topic is a small part of Markdown (`ui.help.markup`). Its first line is its title (`# …`); a line `keywords: …` after
it holds other words that people may search by. In the text, tokens in braces never drift from the program:

    {text:reception.new_person}   the words of a button or heading, as the screen has them now
    {key:Ctrl+K}                  a key
    {topic:reception-find}        a link to another topic, by its title
    {picture:board}               alone in its line: resources/help/pictures/<language>/board.png, where there is one
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from ui.resources import RESOURCES
from ui.texts import DEFAULT_LANGUAGE, LANGUAGES, chosen_language

FOLDER: Final = RESOURCES / "help"
START: Final = "start"
"""The topic of whoever stands nowhere in particular."""
_KEYWORDS: Final = "keywords:"
_INSTEAD: Final = "en"


@dataclass(frozen=True)
class Topic:
    """One topic in one language; `body` is what stands below title and keywords, tokens and all."""

    name: str
    title: str
    keywords: str
    body: str


@dataclass(frozen=True)
class Group:
    """Topics that belong together; its word is the text `help.group_<key>`."""

    key: str
    topics: tuple[str, ...]


@cache
def groups() -> tuple[Group, ...]:
    """The table of contents, in its order."""
    with (FOLDER / "contents.toml").open("rb") as file:
        found: dict[str, list[str]] = tomllib.load(file)
    return tuple(Group(key, tuple(topics)) for key, topics in found.items())


def all_topics() -> tuple[str, ...]:
    """The names of every topic, in the order of the contents."""
    return tuple(name for group in groups() for name in group.topics)


def has_topic(name: str) -> bool:
    """Whether the table of contents knows it."""
    return name in all_topics()


def topic(name: str, language: str | None = None) -> Topic:
    """A topic in the language chosen (or in `language`); OSError where its file is missing."""
    return _read(name, language or chosen_language())


def in_every_language(name: str) -> Iterator[Topic]:
    """A topic as it stands in each language, the chosen one first."""
    first = chosen_language()
    for language in (first, *(one for one in LANGUAGES if one != first)):
        yield _read(name, language)


def picture_path(name: str, language: str | None = None) -> Path:
    """Where a picture lies, whether it was made or not."""
    return FOLDER / "pictures" / (language or chosen_language()) / f"{name}.png"


def _written(name: str, language: str) -> Path:
    """Its file; in English where a later language has it not yet."""
    own = FOLDER / language / f"{name}.md"
    return own if language == DEFAULT_LANGUAGE or own.is_file() else FOLDER / _INSTEAD / f"{name}.md"


@cache
def _read(name: str, language: str) -> Topic:
    lines = _written(name, language).read_text(encoding="utf-8").strip().splitlines()
    title, rest = lines[0].removeprefix("#").strip(), lines[1:]
    keywords = ""
    if rest and rest[0].startswith(_KEYWORDS):
        keywords, rest = rest[0].removeprefix(_KEYWORDS).strip(), rest[1:]
    return Topic(name, title, keywords, "\n".join(rest).strip())
