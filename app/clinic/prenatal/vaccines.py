"""Which doses of the schedule are due in a gestational week; the schedule is a file, shipped without doses."""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.clinic.figures import FigureSource, Head, load_figures, source_of, whole_number
from app.clinic.risk.factor_readers import read_labels
from app.clinic.risk.rules import Labels
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings

FILE = Path(__file__).parents[3] / "resources" / "vaccines" / "vaccines.yaml"


class DoseStatus(StrEnum):
    """Where a dose stands; labels: texts `prenatal.dose_<value>`. UNKNOWN: it hangs on the week, and none is known."""

    GIVEN = "given"
    LATER = "later"
    DUE = "due"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Dose:
    """One dose of the schedule; weeks are completed weeks, None: no bound."""

    code: str
    number: int
    from_week: int | None
    overdue_week: int | None
    source: FigureSource
    label: Labels


def load_doses(raw: bytes) -> tuple[Dose, ...]:
    """The doses in a file's content; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "vaccines")


@cache
def doses() -> tuple[Dose, ...]:
    """Those of the shipped file (read once)."""
    return load_doses(FILE.read_bytes())


def status_of(dose: Dose, given: AbstractSet[tuple[str, int]], week: int | None) -> DoseStatus:
    """Where one dose stands; `given`: (code, dose number) of what she has had."""
    if (dose.code, dose.number) in given:
        return DoseStatus.GIVEN
    if dose.from_week is None and dose.overdue_week is None:
        return DoseStatus.DUE
    if week is None:
        return DoseStatus.UNKNOWN
    if dose.from_week is not None and week < dose.from_week:
        return DoseStatus.LATER
    return DoseStatus.OVERDUE if dose.overdue_week is not None and week >= dose.overdue_week else DoseStatus.DUE


def _read(root: Entry, head: Head, problems: Problems) -> tuple[Dose, ...]:
    found: list[Dose] = []
    for entry in mappings(root.node("doses"), "doses", problems):
        source = source_of(entry, head, problems)
        code, number = entry.code(), whole_number(entry, "dose", problems)
        begins = whole_number(entry, "from_week", problems) if entry.has("from_week") else None
        overdue = whole_number(entry, "overdue_week", problems) if entry.has("overdue_week") else None
        label = read_labels(entry)
        entry.finish()
        if begins is not None and overdue is not None and begins >= overdue:
            problems.add(entry.line, "empty_range")
        if any((one.code, one.number) == (code, number) for one in found):
            problems.add(entry.line, "duplicate_code", value=code)
        if source in head.sources:
            found.append(Dose(code, number, begins, overdue, head.sources[source], label))
    return tuple(found)
