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

    `unit`: CNES of the unit that registered the woman; None: all. `reasons_of`: count the reasons in this class alone.
    """

    since: date | None = None
    until: date | None = None
    unit: str | None = None
    by: ReportBy = ReportBy.TOTAL
    reasons_of: str | None = None


class ReportFigure(StrEnum):
    """A figure behind which stand women; together with EARLY stand LATE and START_UNKNOWN, and so on."""

    OPENED = "opened"
    CLASS = "class"
    REASON = "reason"
    EARLY = "early"
    LATE = "late"
    START_UNKNOWN = "start_unknown"
    ENOUGH_VISITS = "enough_visits"
    FEW_VISITS = "few_visits"
    NO_VISITS = "no_visits"
    PAST_DUE = "past_due"
    NOT_SEEN = "not_seen"


@dataclass(frozen=True)
class BehindFilter:
    """Which women: those that `figure` counted within `wanted`.

    `code`: the class (ReportFigure.CLASS, "" for unclassified) or the factor (REASON). `group`: the row's group where
    `wanted.by` made groups; None: all of them.
    """

    wanted: ReportFilter
    figure: ReportFigure
    code: str = ""
    group: str | None = None


@dataclass(frozen=True)
class WomanBehind:
    """One pregnancy behind a figure. `opened` is a day of the unit's place; `visits` 0: none was recorded."""

    pregnancy_id: str
    person_id: str
    shown_name: str
    synthetic: bool
    current: bool
    opened: date
    lmp: date | None
    class_code: str | None
    visits: int
    last_visit: date | None


@dataclass(frozen=True)
class WomenBehind:
    """One page, those first who came last, and how many there are in all."""

    rows: tuple[WomanBehind, ...]
    total: int


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

    def total(self) -> ReportRow:
        """All rows as one: every count adds up, since a pregnancy stands in one group only."""
        counts = ("opened", "start_known", "early", "visits_known", "enough_visits", "current", "past_due", "not_seen")
        classes = {code for row in self.rows for code in row.by_class}
        return ReportRow(
            group="",
            by_class={code: sum(row.by_class[code] for row in self.rows) for code in classes},
            **{name: sum(getattr(row, name) for row in self.rows) for name in counts},
        )


@dataclass(frozen=True)
class ReportPair:
    """A report and the one of the period before it; `before` None: there is no such period."""

    now: Report
    before: Report | None


@dataclass(frozen=True)
class ReportFigures:
    """The shipped figures, in days but for `enough_visits`; `sources`: name of the figure → where it comes from."""

    early_days: int
    enough_visits: int
    not_seen_days: int
    past_due_days: int
    sources: Mapping[str, str]


@cache
def report_figures() -> ReportFigures:
    """Read once from `resources/data/reports.toml`."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return ReportFigures(
        early_days=int(content["early_start"]["days"]),
        enough_visits=int(content["enough_visits"]["visits"]),
        not_seen_days=int(content["not_seen"]["days"]),
        past_due_days=int(content["past_due"]["days"]),
        sources={name: str(one["source"]) for name, one in content.items()},
    )
