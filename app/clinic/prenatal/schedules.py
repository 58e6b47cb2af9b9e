"""Schedules of prenatal visits: files that a municipality can replace, read whole or refused."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from app.clinic.dating import LONGEST_DAYS
from app.clinic.figures import Head, known_code, load_figures, source_of, whole_number, words
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings
from app.kernel.errors import KnownError

FOLDER = Path(__file__).parents[3] / "resources" / "schedules"
DEFAULT: Final = "cab32"


class Professional(StrEnum):
    """Who sees the woman; labels: texts `prenatal.professional_<value>`."""

    NURSE = "nurse"
    DOCTOR = "doctor"


@dataclass(frozen=True)
class Stretch:
    """Below `until_week` (completed weeks) visits come every so many days."""

    until_week: int
    every_days: int


@dataclass(frozen=True)
class Schedule:
    """One way of planning visits: by `stretches`, or at fixed `weeks`; the other of the two is empty."""

    code: str
    head: Head
    source: str
    stretches: tuple[Stretch, ...]
    weeks: tuple[int, ...]
    overdue_after_days: int
    fewest_visits: int
    alternating: tuple[Professional, ...]
    postpartum_days: int


def load_schedule(raw: bytes) -> Schedule:
    """The schedule in a file's content; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "schedule")


@cache
def schedules() -> dict[str, Schedule]:
    """Those that are shipped, by code (read once)."""
    found = [load_schedule(path.read_bytes()) for path in sorted(FOLDER.glob("*.yaml"))]
    return {one.code: one for one in found}


def schedule(code: str) -> Schedule:
    """KnownError prenatal.unknown_schedule."""
    if code not in schedules():
        raise KnownError("prenatal.unknown_schedule", code=code)
    return schedules()[code]


def _read(root: Entry, head: Head, problems: Problems) -> Schedule:
    source = source_of(root, head, problems)
    known_code(root, "tolerance_source", "unknown_source", list(head.sources), problems)
    kind = known_code(root, "type", "unknown_code", ["intervals", "contacts"], problems)
    return Schedule(
        code=root.code(),
        head=head,
        source=source,
        stretches=_stretches(root, problems) if kind == "intervals" else (),
        weeks=_weeks(root, problems) if kind == "contacts" else (),
        overdue_after_days=whole_number(root, "overdue_after_days", problems),
        fewest_visits=whole_number(root, "fewest_visits", problems),
        alternating=_alternating(root, problems),
        postpartum_days=whole_number(root, "postpartum_days", problems),
    )


def _alternating(root: Entry, problems: Problems) -> tuple[Professional, ...]:
    known = [one.value for one in Professional]
    found = words(root, "alternating", problems)
    for word in found:
        if word not in known:
            problems.add_unknown(root.line_at("alternating"), "unknown_code", word, known)
    if not found:
        problems.add(root.line_at("alternating"), "empty")
    return tuple(Professional(word) for word in found if word in known)


def _stretches(root: Entry, problems: Problems) -> tuple[Stretch, ...]:
    found, before = [], 0
    for entry in mappings(root.node("intervals"), "intervals", problems):
        one = Stretch(whole_number(entry, "until_week", problems), whole_number(entry, "every_days", problems))
        if one.until_week <= before or one.every_days < 1 or 7 * one.until_week > LONGEST_DAYS:
            problems.add(entry.line, "empty_range")
        before = max(before, one.until_week)
        found.append(one)
        entry.finish()
    if not found:
        problems.add(root.line_at("intervals"), "empty")
    return tuple(found)


def _weeks(root: Entry, problems: Problems) -> tuple[int, ...]:
    listed = words(root, "weeks", problems)
    if not listed or not all(word.isascii() and word.isdigit() for word in listed):
        problems.add(root.line_at("weeks"), "not_whole", key="weeks", value=", ".join(listed)[:60])
        return ()
    weeks = tuple(int(word) for word in listed)
    if any(later <= earlier for earlier, later in pairwise(weeks)) or 7 * weeks[-1] > LONGEST_DAYS:
        problems.add(root.line_at("weeks"), "empty_range")
    return weeks
