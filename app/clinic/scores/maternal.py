"""The Maternal Early Warning Criteria: each met, not met, or not measured. Reading the file and evaluating it."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final

from app.clinic.figures import Head, coded, known_code, load_figures, source_of, words
from app.clinic.pregnancies.kinds import codes_of, kinds
from app.clinic.pregnancies.model import Value
from app.clinic.risk.checks import check_cover
from app.clinic.risk.factor_readers import read_interval, read_labels
from app.clinic.risk.rules import Interval, Labels
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings
from app.clinic.scores.readings import Readings, number_of, word_of
from app.kernel.errors import KnownError

DEFAULT_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "scores" / "maternal-early-warning.yaml"
PRESENT: Final = "present"


class Finding(StrEnum):
    """Where a criterion stands; labels: texts `scores.finding_<value>`."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion; readings of the kind `reading` inside `interval` meet it (None: it is asked, not measured)."""

    code: str
    reading: str
    interval: Interval | None
    source: str
    label: Labels


@dataclass(frozen=True)
class MaternalCriteria:
    """The whole validated list, in the order of the file."""

    head: Head
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class CriterionFinding:
    """One criterion with what was found: `value` is the reading or answer, None where there is none."""

    criterion: Criterion
    finding: Finding
    value: Value


@dataclass(frozen=True, slots=True)
class MaternalResult:
    """Every criterion. Any one that is met calls for an evaluation at the bedside."""

    findings: tuple[CriterionFinding, ...]
    version: str

    @property
    def met(self) -> tuple[str, ...]:
        """The codes of what calls."""
        return self._with(Finding.MET)

    @property
    def not_measured(self) -> tuple[str, ...]:
        """The codes of what nobody measured or asked."""
        return self._with(Finding.NOT_MEASURED)

    @property
    def calls(self) -> bool | None:
        """Whether an evaluation at the bedside is called for; None: nothing is met, and something is unknown."""
        if self.met:
            return True
        return None if self.not_measured else False

    def _with(self, finding: Finding) -> tuple[str, ...]:
        return tuple(one.criterion.code for one in self.findings if one.finding is finding)


@cache
def default_maternal_criteria() -> MaternalCriteria:
    """The list that is shipped with the program (read once)."""
    return load_maternal_criteria(DEFAULT_FILE.read_bytes())


def load_maternal_criteria(raw: bytes) -> MaternalCriteria:
    """The list of a file; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "maternal_early_warning")


def evaluate_maternal(criteria: MaternalCriteria, readings: Readings, *, maternal: bool) -> MaternalResult:
    """Every criterion against one set of readings; `maternal`: pregnant, or up to 42 days after a birth.

    Raises KnownError scores.only_maternal, scores.not_a_reading (reading, value).
    """
    if not maternal:
        raise KnownError("scores.only_maternal")
    return MaternalResult(tuple(_finding(one, readings) for one in criteria.criteria), criteria.head.version)


def _finding(criterion: Criterion, readings: Readings) -> CriterionFinding:
    value = readings.get(criterion.reading)
    if value is None:
        return CriterionFinding(criterion, Finding.NOT_MEASURED, None)
    if criterion.interval is None:
        met = word_of(readings, criterion.reading) == PRESENT
    else:
        number = number_of(readings, criterion.reading)
        met = number is not None and criterion.interval.holds(number)
    return CriterionFinding(criterion, Finding.MET if met else Finding.NOT_MET, value)


def _read(root: Entry, head: Head, problems: Problems) -> MaternalCriteria:
    measured = _measured(root, problems)
    asked_line = root.line_at("asked")
    asked = words(root, "asked", problems)
    known = [code for code in codes_of("maternal_warning") if kinds()[code].type == "choice"]
    for code in asked:
        if code not in known:
            problems.add_unknown(asked_line, "unknown_reading", code, known)
        if code in measured:
            problems.add(asked_line, "duplicate_code", value=code)
    places: dict[str, tuple[str, Interval | None]] = {**measured, **{code: (code, None) for code in asked}}

    def criterion(entry: Entry) -> Criterion:
        code = known_code(entry, "code", "unknown_code", list(places), problems)
        reading, interval = places.get(code, ("", None))
        return Criterion(code, reading, interval, source_of(entry, head, problems), read_labels(entry))

    return MaternalCriteria(head, tuple(coded(root, "criteria", tuple(places), criterion, problems).values()))


def _measured(root: Entry, problems: Problems) -> dict[str, tuple[str, Interval | None]]:
    found: dict[str, tuple[str, Interval | None]] = {}
    known = [kind.code for kind in kinds().values() if kind.type == "number"]
    seen: list[str] = []
    for entry in mappings(root.node("measured"), "measured", problems):
        reading = known_code(entry, "reading", "unknown_reading", known, problems)
        if reading in seen:
            problems.add(entry.line, "duplicate_code", value=reading)
        seen.append(reading)
        intervals = []
        for band in mappings(entry.node("bands"), "bands", problems):
            interval = read_interval(band, problems)
            intervals.append((band.line, interval))
            code = band.code("criterion", optional=True)
            if code in found:
                problems.add(band.line, "duplicate_code", value=code)
            if code:
                found[code] = (reading, interval)
            band.finish()
        check_cover(intervals, reading, problems)
        entry.finish()
    return found
