"""One line of the doctor's report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Grade(StrEnum):
    """`unknown` is a real answer: some things cannot be told without a window or without trying."""

    GOOD = "good"
    ATTENTION = "attention"
    BAD = "bad"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Finding:
    """`topic`: text `doctor.topic_<topic>`; `code`: text `doctor.<code>`, with `doctor.<code>_next` where it is not
    good. `values`: technical, and none of a person."""

    topic: str
    grade: Grade
    code: str
    values: Mapping[str, object] = field(default_factory=dict)


def shown(path: Path) -> str:
    """A path without the name of the person whose folder it lies in."""
    home = Path.home()
    return f"~/{path.relative_to(home).as_posix()}" if path.is_relative_to(home) else str(path)
