"""The part of Markdown that topics are written in, read into blocks: headings, paragraphs, lists, notes, pictures.

One reading serves the screen (HTML), the paper (blocks of `ui.papers`) and the search (plain words).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Final

from ui.help.topics import picture_path, topic
from ui.texts import chosen_language, tr

TOKEN: Final = re.compile(r"\{(text|key|topic|picture):([^}]+)\}")
_STRONG: Final = re.compile(r"\*\*(.+?)\*\*")
_NUMBERED: Final = re.compile(r"(\d+)\. ")


class Kind(StrEnum):
    """What a line of a topic is."""

    HEADING = "heading"
    WORDS = "words"
    BULLET = "bullet"
    STEP = "step"
    NOTE = "note"
    PICTURE = "picture"


@dataclass(frozen=True)
class Line:
    """One block; `words` still hold their tokens. A paragraph stands in one line of the file."""

    kind: Kind
    words: str


def lines_of(body: str) -> Iterator[Line]:
    """The blocks of a topic, in their order."""
    for raw in body.splitlines():
        line = raw.strip()
        if not line:
            continue
        if line.startswith("## "):
            yield Line(Kind.HEADING, line[3:])
        elif line.startswith("- "):
            yield Line(Kind.BULLET, line[2:])
        elif line.startswith("> "):
            yield Line(Kind.NOTE, line[2:])
        elif (step := _NUMBERED.match(line)) is not None:
            yield Line(Kind.STEP, line[step.end() :])
        elif (token := TOKEN.fullmatch(line)) is not None and token[1] == "picture":
            yield Line(Kind.PICTURE, token[2])
        else:
            yield Line(Kind.WORDS, line)


def label(key: str) -> str:
    """The words of a button or heading, without a count in it and the dots behind which a question follows."""
    return tr(key, count="").rstrip("…. ")


def shown_keys(keys: str) -> str:
    """A key as the list of keys shows it."""
    return keys.replace("+", " + ") if keys != "+" else keys


def plain(words: str) -> str:
    """The words as they stand on paper: labels in quotation marks, links by their title."""
    opening, closing = ("“", "”") if chosen_language() != "pt_BR" else ("«", "»")

    def said(token: re.Match[str]) -> str:
        if token[1] == "text":
            return f"{opening}{label(token[2])}{closing}"
        if token[1] == "key":
            return shown_keys(token[2])
        return topic(token[2]).title if token[1] == "topic" else ""

    return _STRONG.sub(r"\1", TOKEN.sub(said, words))


def html(words: str) -> str:
    """The words as they stand on screen."""

    def said(token: re.Match[str]) -> str:
        if token[1] == "text":
            return f"<b>{escape(label(token[2]))}</b>"
        if token[1] == "key":
            return f'<span class="key">&nbsp;{escape(shown_keys(token[2]))}&nbsp;</span>'.replace(" +", "&nbsp;+")
        return f'<a href="help:{token[2]}">{escape(topic(token[2]).title)}</a>' if token[1] == "topic" else ""

    return _STRONG.sub(r"<b>\1</b>", TOKEN.sub(said, escape(words, quote=False)))


_AROUND: Final[dict[Kind, str]] = {Kind.BULLET: "ul", Kind.STEP: "ol"}
_ALONE: Final[dict[Kind, Callable[[str], str]]] = {
    Kind.HEADING: lambda words: f'<p class="head">{html(words)}</p>',
    Kind.WORDS: lambda words: f"<p>{html(words)}</p>",
    Kind.NOTE: lambda words: f'<table width="100%" class="note"><tr><td>{html(words)}</td></tr></table>',
}


def page(body: str, picture_width: int) -> str:
    """A topic as HTML for Qt's rich text; a picture that was not made is left out."""
    parts: list[str] = []
    around = ""
    for line in lines_of(body):
        wanted = _AROUND.get(line.kind, "")
        if wanted != around:
            parts.append((f"</{around}>" if around else "") + (f"<{wanted}>" if wanted else ""))
            around = wanted
        if wanted:
            parts.append(f"<li>{html(line.words)}</li>")
        elif line.kind is Kind.PICTURE:
            if picture_path(line.words).is_file():
                parts.append(f'<p class="picture"><img src="picture:{line.words}" width="{picture_width}"/></p>')
        else:
            parts.append(_ALONE[line.kind](line.words))
    parts.append(f"</{around}>" if around else "")
    return "".join(parts)
