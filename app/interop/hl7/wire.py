"""The grammar of HL7 v2: from the bytes of a message to segments, fields, repetitions and components.

Source: HL7 v2.6, chapter 2. Nothing here knows what a field means.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from app.interop.refusals import Why

_LONGEST_CODE: Final = 250
_LINE_ENDS: Final = re.compile(rb"\r\n|\r|\n")
_CHARACTER_SETS: Final = {
    "8859/1": "latin-1",
    **{f"8859/{part}": f"iso8859-{part}" for part in (2, 3, 4, 5, 6, 7, 8, 9, 15)},
    "UNICODE UTF-8": "utf-8",
    "UNICODE": "utf-8",
    "UTF-8": "utf-8",
}
_UNSAID: Final = {"", "ASCII"}
"""Devices that name no character set, or ASCII, and send more than that, mean UTF-8 or ISO-8859-1."""


class RefusedError(Exception):
    """The whole message cannot be taken: `why`, and `where` (segment and field, never what a person is called)."""

    def __init__(self, why: Why, where: str) -> None:
        super().__init__(why, where)
        self.why = why
        self.where = where


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The five characters that a message chooses for itself (MSH-1 and MSH-2)."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    def plain(self, text: str) -> str:
        r"""`text` with its escape sequences resolved: \F\ \S\ \T\ \R\ \E\, \Xhh..\ and \.br\; others are left out."""
        return _unescaped(text, self) if self.escape in text else text


def _unescaped(text: str, used: Delimiters) -> str:
    meaning = {
        "F": used.field,
        "S": used.component,
        "T": used.subcomponent,
        "R": used.repetition,
        "E": used.escape,
        ".br": " ",
        "P": "#",
    }

    def resolve(found: re.Match[str]) -> str:
        sequence = found.group(1)
        if sequence[:1] == "X":
            try:
                return bytes.fromhex(sequence[1:]).decode("latin-1")
            except ValueError:
                return ""
        return meaning.get(sequence, "")

    mark = re.escape(used.escape)
    return re.sub(f"{mark}([^{mark}]*){mark}", resolve, text)


@dataclass(frozen=True, slots=True)
class Segment:
    """One line; fields count from 1 as in the standard, and a field that is not there is empty."""

    name: str
    parts: list[str]
    used: Delimiters

    def field(self, number: int) -> str:
        """The field as it was sent, escapes and delimiters in it."""
        return self.parts[number] if number < len(self.parts) else ""

    def code(self, number: int) -> str:
        """The field of a code or unit, cut where none is longer: what is looked up is remembered, and must be small."""
        return self.field(number)[:_LONGEST_CODE]

    def repetitions(self, number: int) -> list[str]:
        """The field's repetitions, each as it was sent."""
        return self.field(number).split(self.used.repetition)

    def components(self, number: int) -> list[str]:
        """The components of the field's first repetition, in plain text without spaces around."""
        text, used = self.field(number), self.used
        if used.repetition in text:
            text = text.split(used.repetition, 1)[0]
        if used.escape not in text:
            return [one.strip() for one in text.split(used.component)]
        return [used.plain(one).strip() for one in text.split(used.component)]

    def component(self, number: int, index: int) -> str:
        """One component (from 1) of the field's first repetition, in plain text."""
        found = self.components(number)
        return found[index - 1] if index <= len(found) else ""


@dataclass(frozen=True)
class Message:
    """The segments of one message; the first is MSH."""

    segments: list[Segment]

    @cached_property
    def header(self) -> Segment:
        """MSH."""
        return self.segments[0]

    def all(self, name: str) -> list[Segment]:
        """The segments of that name."""
        return [one for one in self.segments if one.name == name]

    def first(self, name: str) -> Segment:
        """The first segment of that name; an empty one where there is none."""
        return next((one for one in self.segments if one.name == name), Segment(name, [name], self.header.used))


def parse(raw: bytes) -> Message:
    """The message in `raw`; Refused where header, delimiters or character set cannot be trusted."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").strip(b"\r\n\t \x00")
    if not raw.startswith(b"MSH"):
        raise RefusedError(Why.NOT_A_MESSAGE, "MSH")
    lines = [line for line in _LINE_ENDS.split(raw) if line.strip()]
    used = _delimiters(lines[0])
    decoded = _decoded(raw, lines[0], used)
    segments: list[Segment] = []
    for line in _lines(decoded):
        parts = line.split(used.field)
        name = parts[0].strip().upper()
        if not segments:
            parts.insert(1, used.field)
        elif name == "MSH":
            # Two messages in one frame: the second one's numbers would be the first one's patient's.
            raise RefusedError(Why.NOT_A_MESSAGE, "MSH[2]")
        segments.append(Segment(name, parts, used))
    return Message(segments)


def _lines(text: str) -> list[str]:
    return [line for line in text.replace("\r\n", "\r").replace("\n", "\r").split("\r") if line.strip()]


def _delimiters(header: bytes) -> Delimiters:
    """MSH-1 and MSH-2: four characters, or five since HL7 2.7 (the last marks a cut-off, and is not used)."""
    text = header.decode("latin-1")
    field = text[3:4]
    marks = text[4:].split(field, 1)[0] if field else ""
    given = field + marks
    usable = len(marks) in (4, 5) and len(set(given)) == len(given)
    if not usable or any(one.isalnum() or not " " < one <= "~" for one in given):
        raise RefusedError(Why.ENCODING_CHARACTERS, "MSH-2")
    return Delimiters(field, *marks[:4])


def _decoded(raw: bytes, header: bytes, used: Delimiters) -> str:
    """The text, by MSH-18; Refused where the name is unknown or the bytes are not what it says."""
    fields = header.decode("latin-1").split(used.field)
    said = fields[17].split(used.repetition)[0].strip().upper() if len(fields) > 17 else ""
    if raw.isascii():
        # Every character set that is taken here agrees in these bytes.
        if said in _UNSAID or said in _CHARACTER_SETS:
            return raw.decode("ascii")
    elif said in _UNSAID:
        try:
            return raw.decode("utf-8")
        except UnicodeDecodeError:
            return raw.decode("latin-1")
    codec = _CHARACTER_SETS.get(said)
    if codec is None:
        raise RefusedError(Why.CHARACTER_SET, "MSH-18")
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        raise RefusedError(Why.CHARACTER_SET, "MSH-18") from None
