"""What the report service takes and gives back."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[3] / "resources" / "data" / "reports.toml"


class ReportBy(StrEnum):
    """What the rows of the report stand for."""

    TOTAL = "total"
    UNIT = "unit"
    MONTH = "month"


@dataclass(frozen=True)
class ReportFilter:
    """Pregnancies opened from `since` to `until` (days of the unit's place, both included; None: without end).

    `unit`: CNES of the unit that registered the woman; None: all.
    """

    since: date | None = None
    until: date | None = None
    unit: str | None = None
    by: ReportBy = ReportBy.TOTAL


@dataclass(frozen=True)
class ReportRow:
    """The counts of one group; `group` is "" (total), a CNES or a month as YYYY-MM.

    `by_class` has the key "" for unclassified pregnancies. Shares are to be taken of what is known: `early` of
    `start_known`, `enough_visits` of `visits_known`. `past_due` and `not_seen` count current pregnancies only.
    """

    group: str
    opened: int
    by_class: Mapping[str, int]
    start_known: int
    early: int
    visits_known: int
    enough_visits: int
    current: int
    past_due: int
    not_seen: int


@dataclass(frozen=True)
class Report:
    """The rows, and how often each factor earned points in the assessments in force, the most frequent first.

    `reasons`: code of a factor or of a counts-once group → pregnancies; labels are those of the rule base.
    """

    rows: tuple[ReportRow, ...]
    reasons: Mapping[str, int]


@dataclass(frozen=True)
class ReportFigures:
    """The shipped figures, in days but for `enough_visits`."""

    early_days: int
    enough_visits: int
    not_seen_days: int
    past_due_days: int


@cache
def report_figures() -> ReportFigures:
    """Read once from `resources/data/reports.toml`."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return ReportFigures(
        early_days=int(content["early_start"]["days"]),
        enough_visits=int(content["enough_visits"]["visits"]),
        not_seen_days=int(content["not_seen"]["days"]),
        past_due_days=int(content["past_due"]["days"]),
    )
