"""What can be examined: laboratory, physical, ultrasound; files with units, plausible ranges and sourced references."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from app.clinic.figures import FigureSource, Head, coded, known_code, load_figures, source_of, whole_number, words
from app.clinic.problems import InputError, Problem
from app.clinic.risk.checks import check_cover, is_empty
from app.clinic.risk.factor_readers import read_interval, read_labels
from app.clinic.risk.rules import Interval, Labels
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings
from app.kernel.errors import KnownError

FOLDER = Path(__file__).parents[3] / "resources" / "exams"


class ExamKind(StrEnum):
    """The three groups; labels: texts `prenatal.exams_<value>`."""

    LABORATORY = "laboratory"
    PHYSICAL = "physical"
    ULTRASOUND = "ultrasound"


class Level(StrEnum):
    """What a band says; labels: texts `prenatal.level_<value>`."""

    USUAL = "usual"
    DOUBTFUL = "doubtful"
    ATTENTION = "attention"
    URGENT = "urgent"


@dataclass(frozen=True)
class Band:
    """Values inside `interval` mean this; `code`: what other rules call it, or ""."""

    interval: Interval
    level: Level
    label: Labels
    code: str


@dataclass(frozen=True)
class Reference:
    """The bands of one source, from completed week `from_week` to below `below_week` (None: no end; any week)."""

    source: FigureSource
    from_week: int | None
    below_week: int | None
    bands: tuple[Band, ...]

    def holds_at(self, week: int | None) -> bool:
        """Whether it applies in this completed week; None (not dated): only what holds in every week."""
        if self.from_week is None and self.below_week is None:
            return True
        if week is None:
            return False
        return (self.from_week or 0) <= week and (self.below_week is None or week < self.below_week)


@dataclass(frozen=True)
class Landmark:
    """What is expected at one completed week, in words."""

    week: int
    source: FigureSource
    label: Labels


@dataclass(frozen=True)
class Exam:
    """One exam. `type`: number, choice or text; `unit`: UCUM. `equals_weeks_from`: cm ≈ completed weeks from there."""

    code: str
    kind: ExamKind
    label: Labels
    type: str
    unit: str
    decimals: int
    plausible: Interval | None
    choices: tuple[str, ...]
    references: tuple[Reference, ...]
    landmarks: tuple[Landmark, ...]
    equals_weeks_from: int | None
    equals_weeks_source: FigureSource | None = None


def load_exams(raw: bytes) -> dict[str, Exam]:
    """The exams of one file by code; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "exams")


@cache
def exams() -> Mapping[str, Exam]:
    """Every exam that is shipped, by code (read once)."""
    found: dict[str, Exam] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        found |= load_exams(path.read_bytes())
    return MappingProxyType(found)


def exam(code: str) -> Exam:
    """KnownError prenatal.unknown_exam."""
    if code not in exams():
        raise KnownError("prenatal.unknown_exam", code=code)
    return exams()[code]


def _read(root: Entry, head: Head, problems: Problems) -> dict[str, Exam]:
    kinds = [one.value for one in ExamKind]
    kind = known_code(root, "kind", "unknown_code", kinds, problems)
    group = ExamKind(kind) if kind in kinds else ExamKind.LABORATORY
    return coded(root, "exams", [], lambda entry: _exam(entry, group, head, problems), problems)


def _exam(entry: Entry, kind: ExamKind, head: Head, problems: Problems) -> Exam:
    shape = known_code(entry, "type", "unknown_code", ["number", "choice", "text"], problems)
    is_number = shape == "number"
    if not is_number:
        source_of(entry, head, problems)
    equals_weeks = _equals_weeks(entry, head, problems)
    return Exam(
        code=entry.code(),
        kind=kind,
        label=read_labels(entry),
        type=shape,
        unit=entry.text("unit") if is_number else "",
        decimals=whole_number(entry, "decimals", problems) if is_number else 0,
        plausible=_plausible(entry, head, problems) if is_number else None,
        choices=words(entry, "choices", problems) if shape == "choice" else (),
        references=_references(entry, head, problems),
        landmarks=_landmarks(entry, head, problems),
        equals_weeks_from=equals_weeks[0] if equals_weeks else None,
        equals_weeks_source=equals_weeks[1] if equals_weeks else None,
    )


def _plausible(entry: Entry, head: Head, problems: Problems) -> Interval | None:
    inner = entry.entry("plausible")
    if inner is None:
        return None
    found = read_interval(inner, problems)
    if is_empty(found) or found.lower is None or found.upper is None:
        problems.add(inner.line, "empty_range")
    source_of(inner, head, problems)
    inner.finish()
    return found


def _references(entry: Entry, head: Head, problems: Problems) -> tuple[Reference, ...]:
    found = []
    for one in mappings(entry.node("references", optional=True), "references", problems):
        source = source_of(one, head, problems)
        begins = whole_number(one, "from_week", problems) if one.has("from_week") else None
        ends = whole_number(one, "below_week", problems) if one.has("below_week") else None
        if begins is not None and ends is not None and begins >= ends:
            problems.add(one.line, "empty_range")
        bands = _bands(one, problems)
        one.finish()
        if source in head.sources:
            found.append(Reference(head.sources[source], begins, ends, bands))
    return tuple(found)


def _bands(entry: Entry, problems: Problems) -> tuple[Band, ...]:
    levels = [one.value for one in Level]
    found, lines = [], []
    for one in mappings(entry.node("bands"), "bands", problems):
        interval = read_interval(one, problems)
        level = known_code(one, "level", "unknown_code", levels, problems)
        label, code = read_labels(one), one.code(optional=True)
        one.finish()
        lines.append((one.line, interval))
        if is_empty(interval):
            problems.add(one.line, "empty_range")
        if level in levels:
            found.append(Band(interval, Level(level), label, code))
    check_cover(lines, "bands", problems)
    return tuple(found)


def _landmarks(entry: Entry, head: Head, problems: Problems) -> tuple[Landmark, ...]:
    found = []
    for one in mappings(entry.node("landmarks", optional=True), "landmarks", problems):
        week, source, label = whole_number(one, "week", problems), source_of(one, head, problems), read_labels(one)
        one.finish()
        if source in head.sources:
            found.append(Landmark(week, head.sources[source], label))
    return tuple(found)


def _equals_weeks(entry: Entry, head: Head, problems: Problems) -> tuple[int, FigureSource] | None:
    if entry.node("equals_weeks", optional=True) is None:
        return None
    inner = entry.entry("equals_weeks")
    if inner is None:
        return None
    week, source = whole_number(inner, "from_week", problems), source_of(inner, head, problems)
    inner.finish()
    return (week, head.sources[source]) if source in head.sources else None


def problem_of(what: Exam, value: object) -> str | None:
    """The code of what is wrong with a result (texts `prenatal.result_<code>`), or None."""
    if what.type == "choice":
        return None if value in what.choices else "unknown_choice"
    if what.type == "text":
        return None if isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_TEXT else "bad_text"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "not_a_number"
    exact = Decimal(str(value))
    if not exact.is_finite():
        return "not_a_number"
    if what.plausible is not None and not what.plausible.holds(value):
        return "out_of_range"
    return None if round(exact, what.decimals) == exact else "too_many_decimals"


def check_results(values: Mapping[str, object]) -> None:
    """Results by the code of their exam. Raises InputError prenatal.result_refused, which names each that is wrong."""
    problems = []
    for code, value in values.items():
        what = exam(code)
        wrong = problem_of(what, value)
        if wrong is not None:
            limits = what.plausible
            said = {"lowest": limits.lower, "highest": limits.upper, "unit": what.unit} if limits else {}
            problems.append(Problem(code, f"prenatal.result_{wrong}", said))
    if problems:
        raise InputError("prenatal.result_refused", tuple(problems))


LONGEST_TEXT = 4000
