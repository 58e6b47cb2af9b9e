"""The calendar of vaccines in pregnancy: a file that a unit can replace, read whole or refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType

from app.clinic.figures import FigureSource, Head, coded, known_code, load_figures, source_of, whole_number
from app.clinic.prenatal.history_questions import Scope
from app.clinic.risk.factor_readers import read_labels
from app.clinic.risk.rules import Labels
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings
from app.kernel.errors import KnownError

FILE = Path(__file__).parents[3] / "resources" / "vaccines" / "vaccines.yaml"


@dataclass(frozen=True, slots=True)
class Wait:
    """A stretch of time between two doses: calendar months, then days."""

    months: int
    days: int

    def after(self, day: date) -> date:
        """The day on which it has passed; the end of a shorter month stands for a day that it lacks."""
        return add_months(day, self.months) + timedelta(days=self.days)


@dataclass(frozen=True, slots=True)
class Interval:
    """After which dose: it may be given once `minimum` has passed, and should be once `recommended` has."""

    after: str
    """The number of an earlier dose of the same vaccine, or the code of another vaccine (its last dose)."""
    minimum: Wait
    recommended: Wait


@dataclass(frozen=True, slots=True)
class Vaccine:
    """One vaccine of the calendar; weeks are completed weeks, None: no bound.

    `doses`: how many the scheme has; `intervals`: dose number → what it waits for. `booster_years`: one more dose so
    many years after the last. `postpartum_days`: it may still be given so long after birth. `against`: the diseases.
    """

    code: str
    scope: Scope
    doses: int
    intervals: Mapping[int, Interval]
    from_week: int | None
    overdue_week: int | None
    booster_years: int | None
    postpartum_days: int | None
    source: FigureSource
    label: Labels
    against: Labels


def add_months(day: date, months: int) -> date:
    """The same day of the month later on; the last day where that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    first_of_next = date(day.year + years + (month == 11), (month + 1) % 12 + 1, 1)
    last = first_of_next - timedelta(days=1)
    return last.replace(day=min(day.day, last.day))


def load_vaccines(raw: bytes) -> Mapping[str, Vaccine]:
    """The vaccines in a file's content, in its order; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "vaccines")


@cache
def vaccines() -> Mapping[str, Vaccine]:
    """Those of the shipped file by code (read once)."""
    return load_vaccines(FILE.read_bytes())


def vaccine(code: str) -> Vaccine:
    """One of the shipped file; KnownError prenatal.unknown_vaccine."""
    found = vaccines().get(code)
    if found is None:
        raise KnownError("prenatal.unknown_vaccine", code=code)
    return found


def _read(root: Entry, head: Head, problems: Problems) -> Mapping[str, Vaccine]:
    def one(entry: Entry) -> Vaccine | None:
        source, scope = source_of(entry, head, problems), known_code(entry, "scope", "unknown_code", _SCOPES, problems)
        doses, against = whole_number(entry, "doses", problems), entry.entry("against")
        if doses < 1:
            problems.add(entry.line_at("doses"), "empty_range")
        diseases = read_labels(against) if against is not None else Labels("", "")
        if against is not None:
            against.finish()
        weeks = _optional(entry, "from_week", problems), _optional(entry, "overdue_week", problems)
        if weeks[0] is not None and weeks[1] is not None and weeks[0] >= weeks[1]:
            problems.add(entry.line_at("overdue_week"), "empty_range")
        rest = _optional(entry, "booster_years", problems), _optional(entry, "postpartum_days", problems)
        intervals = _intervals(entry, doses, problems) if entry.has("intervals") else {}
        code, label = entry.code(), read_labels(entry)
        if source not in head.sources or scope not in _SCOPES:
            return None
        found = head.sources[source]
        return Vaccine(code, Scope(scope), doses, intervals, *weeks, *rest, found, label, diseases)

    read = coded(root, "vaccines", [], one, problems)
    kept = {code: one for code, one in read.items() if one is not None}
    for found in kept.values():
        for number, interval in found.intervals.items():
            if interval.after not in kept and not interval.after.isdecimal():
                problems.add_unknown(root.line_at("vaccines"), "unknown_code", interval.after, list(kept))
            elif interval.after.isdecimal() and not 1 <= int(interval.after) < number:
                problems.add_unknown(root.line_at("vaccines"), "unknown_code", interval.after, [])
    return MappingProxyType(kept)


_SCOPES = [one.value for one in Scope]


def _optional(entry: Entry, key: str, problems: Problems) -> int | None:
    return whole_number(entry, key, problems) if entry.has(key) else None


def _intervals(entry: Entry, doses: int, problems: Problems) -> dict[int, Interval]:
    found: dict[int, Interval] = {}
    for one in mappings(entry.node("intervals"), "intervals", problems):
        number, after = whole_number(one, "dose", problems), one.text("after")
        waits = _wait(one, "minimum", problems), _wait(one, "recommended", problems)
        one.finish()
        if not 1 <= number <= doses:
            problems.add(one.line, "empty_range")
        if number in found:
            problems.add(one.line, "duplicate_code", value=str(number))
        someday = date(2026, 1, 1)
        if waits[0].after(someday) > waits[1].after(someday):
            problems.add(one.line, "empty_range")
        found[number] = Interval(after, *waits)
    return found


def _wait(entry: Entry, key: str, problems: Problems) -> Wait:
    inner = entry.entry(key)
    if inner is None:
        return Wait(0, 0)
    read = Wait(_optional(inner, "months", problems) or 0, _optional(inner, "days", problems) or 0)
    inner.finish()
    return read
