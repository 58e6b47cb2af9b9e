"""Two versions of something compared: part by part, word by word. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

_WORDS: Final = re.compile(r"\s+|\S+")


@dataclass(frozen=True)
class Part:
    """One part of a version in words; "" where the version has none."""

    heading: str
    before: str
    after: str

    @property
    def changed(self) -> bool:
        """Whether the two differ."""
        return self.before != self.after


@dataclass(frozen=True)
class Piece:
    """Some words: `kind` is kept, gone or new."""

    kind: str
    words: str


def compared(before: Mapping[str, str] | None, after: Mapping[str, str]) -> tuple[Part, ...]:
    """Everything that either of the two says, heading by heading; `before` None: only what `after` says."""
    old = after if before is None else before
    headings = list(dict.fromkeys([*after, *old]))
    return tuple(Part(one, old.get(one, ""), after.get(one, "")) for one in headings)


def pieces(part: Part) -> tuple[Piece, ...]:
    """The words of both sides in their order."""
    old, new = _WORDS.findall(part.before), _WORDS.findall(part.after)
    found: list[Piece] = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Piece("kept", "".join(old[first:last])))
            continue
        if last > first:
            found.append(Piece("gone", "".join(old[first:last])))
        if end > start:
            found.append(Piece("new", "".join(new[start:end])))
    return tuple(found)
