"""Texts with `{{placeholders}}`: read once and refused with the place of what is wrong, then filled. Pure.

A template is text and placeholders and nothing else: no loops, no conditions, nothing that could run for long.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from app.kernel.errors import KnownError
from app.reminders.placeholders import PLACEHOLDERS, Facts

LONGEST_SUBJECT: Final = 150
LONGEST_BODY: Final = 4000
_BRACES: Final = re.compile(r"\{\{(?P<code>[^{}]*)\}\}|\{\{|\}\}")
_LINES: Final = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SHOWN: Final = 40


@dataclass(frozen=True)
class TemplateProblem:
    """One thing that is wrong: `code` (texts `templates.problem_<code>`), the 1-based `line` and `column`, what stands
    there."""

    code: str
    line: int
    column: int
    found: str


@dataclass(frozen=True)
class Text:
    """A text that was read: `parts` are words and placeholders' codes in turn, words first."""

    source: str
    parts: tuple[str, ...]

    @property
    def codes(self) -> frozenset[str]:
        """The placeholders that it names."""
        return frozenset(self.parts[1::2])

    def fill(self, values: Mapping[str, str]) -> str:
        """The text for one person; KeyError where a value is missing."""
        return "".join(values[part] if number % 2 else part for number, part in enumerate(self.parts))

    @property
    def longest(self) -> int:
        """Signs when every placeholder is as long as it usually gets."""
        words = sum(len(part) for part in self.parts[::2])
        return words + sum(PLACEHOLDERS[code].longest for code in self.parts[1::2])


@lru_cache(maxsize=512)
def read_text(source: str) -> Text:
    """The text behind its source.

    Raises KnownError `templates.refused` with `problems` (tuple of TemplateProblem, in order), and `line`, `column`,
    `found` and `problem` of the first.
    """
    parts: list[str] = []
    problems: list[TemplateProblem] = []
    end = 0
    words = ""
    for match in _BRACES.finditer(source):
        words += source[end : match.start()]
        end = match.end()
        code = match.group("code")
        name = (code or "").strip()
        if code is None:
            problems.append(_problem("not_closed" if match.group() == "{{" else "not_opened", source, match.start()))
        elif name not in PLACEHOLDERS:
            problems.append(_problem("unknown" if name else "empty", source, match.start()))
        else:
            parts += [words, name]
            words = ""
    if problems:
        raise _refusal(problems)
    return Text(source, (*parts, words + source[end:]))


def read_subject(source: str) -> Text:
    """A subject: one line, and no longer than it should be. KnownError `templates.refused`."""
    broken = _LINES.search(source)
    if broken is not None:
        raise _refusal([_problem("line_break", source, broken.start())])
    return _bounded(read_text(source), LONGEST_SUBJECT)


def read_body(source: str) -> Text:
    """A body: not empty, and no longer than it should be. KnownError `templates.refused`."""
    if not source.strip():
        raise _refusal([TemplateProblem("nothing", 1, 1, "")])
    return _bounded(read_text(source), LONGEST_BODY)


def values_for(codes: frozenset[str], facts: Facts) -> Mapping[str, str]:
    """What stands in the place of each of these. KnownError `templates.value_missing` (placeholder) for the first that
    this person has not."""
    values: dict[str, str] = {}
    for code in sorted(codes):
        value = PLACEHOLDERS[code].value(facts)
        if not value:
            raise KnownError("templates.value_missing", placeholder=code)
        values[code] = value
    return values


def _bounded(text: Text, most: int) -> Text:
    if len(text.source) > most:
        raise _refusal([_problem("too_long", text.source, most)])
    return text


def _problem(code: str, source: str, place: int) -> TemplateProblem:
    before = source[:place]
    column = place - (before.rfind("\n") + 1) + 1
    return TemplateProblem(
        code, before.count("\n") + 1, column, source[place : place + _SHOWN].split("\n", maxsplit=1)[0]
    )


def _refusal(problems: Sequence[TemplateProblem]) -> KnownError:
    first = problems[0]
    place = {"line": first.line, "column": first.column, "found": first.found}
    return KnownError("templates.refused", problems=tuple(problems), problem=first.code, **place)
