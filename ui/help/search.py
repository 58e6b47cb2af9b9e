"""The search over every topic: accents do not matter, and words of the other language find as well."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from app.clinic.text_keys import fold
from ui.help.markup import Kind, lines_of, plain
from ui.help.topics import Topic, all_topics, in_every_language, topic
from ui.texts import LANGUAGES, chosen_language, speaking

_MOST: Final = 14
_EXCERPT: Final = 90
"""Characters of a sentence that stand below a title in the list."""


@dataclass(frozen=True)
class Found:
    """A topic that fits; `excerpt` is the sentence with the word, empty where the title says enough."""

    name: str
    title: str
    excerpt: str = ""


@dataclass(frozen=True)
class _Indexed:
    """Folded words of one topic in one language, most telling first."""

    title: str
    keywords: str
    headings: str
    words: str

    def rank(self, asked: list[str]) -> int | None:
        """How well it fits, 0 best; None where a word is nowhere in it."""
        everything = f"{self.title} {self.keywords} {self.words}"
        if not all(_begins(one, everything) for one in asked):
            return None
        for number, part in enumerate((self.title, self.keywords, self.headings)):
            if all(_begins(one, part) for one in asked):
                return number
        return 3


def search(typed: str) -> tuple[Found, ...]:
    """The topics that hold every word typed, the best first; none for nothing typed."""
    asked = fold(typed).split()
    if not asked:
        return ()
    ranked: list[tuple[int, int, str]] = []
    for place, name in enumerate(all_topics()):
        ranks = [rank for one in _index(name) if (rank := one.rank(asked)) is not None]
        if ranks:
            ranked.append((min(ranks), place, name))
    return tuple(_found(name, asked) for _rank, _place, name in sorted(ranked)[:_MOST])


def _begins(asked: str, folded: str) -> bool:
    """Whether some word begins like that: "triag" finds "triagem", "ar" does not find "lugar"."""
    return f" {folded}".find(f" {asked}") >= 0


def _found(name: str, asked: list[str]) -> Found:
    here = topic(name)
    if all(_begins(one, fold(here.title)) for one in asked):
        return Found(name, here.title)
    for sentence in _sentences(here):
        if any(_begins(one, fold(sentence)) for one in asked):
            short = sentence if len(sentence) <= _EXCERPT else sentence[: _EXCERPT - 1].rstrip() + "…"
            return Found(name, here.title, short)
    return Found(name, here.title)


def _sentences(one: Topic) -> Iterator[str]:
    for line in lines_of(one.body):
        if line.kind not in (Kind.PICTURE, Kind.HEADING):
            yield plain(line.words)


@cache
def _index(name: str) -> tuple[_Indexed, ...]:
    return tuple(_indexed(one, language) for one, language in zip(in_every_language(name), _languages(), strict=True))


def _languages() -> list[str]:
    first = chosen_language()
    return [first, *(one for one in LANGUAGES if one != first)]


def _indexed(one: Topic, language: str) -> _Indexed:
    with speaking(language):
        blocks = [line for line in lines_of(one.body) if line.kind is not Kind.PICTURE]
        headings = " ".join(fold(plain(line.words)) for line in blocks if line.kind is Kind.HEADING)
        words = " ".join(fold(plain(line.words)) for line in blocks)
    return _Indexed(fold(one.title), fold(one.keywords), headings, words)
