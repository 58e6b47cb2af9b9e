"""Exams that are asked for together, by trimester: a file that a unit can replace, and what it suggests today. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from app.clinic.figures import FigureSource, Head, coded, load_figures, source_of, whole_number, words
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.risk.factor_readers import read_labels
from app.clinic.risk.rules import Labels
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings

FILE = Path(__file__).parents[3] / "resources" / "exam-sets" / "exam-sets.yaml"


@dataclass(frozen=True, slots=True)
class SetItem:
    """One exam of a set; `only_if`: another exam's code, whose latest result must be one of `values` ("": always)."""

    code: str
    only_if: str
    values: tuple[str, ...]

    def fits(self, latest: Mapping[str, object]) -> bool | None:
        """Whether it is wanted by the latest results; None where the other exam has none yet."""
        if not self.only_if:
            return True
        return None if self.only_if not in latest else latest[self.only_if] in self.values


@dataclass(frozen=True, slots=True)
class ExamSet:
    """One set; suggested from completed week `from_week` to below `below_week` (None: no end)."""

    code: str
    label: Labels
    source: FigureSource
    from_week: int
    below_week: int | None
    items: tuple[SetItem, ...]

    def holds_at(self, week: int) -> bool:
        """Whether it is the set of this completed week."""
        return self.from_week <= week and (self.below_week is None or week < self.below_week)


def load_exam_sets(raw: bytes) -> Mapping[str, ExamSet]:
    """The sets in a file's content, in its order; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "exam_sets")


@cache
def exam_sets() -> Mapping[str, ExamSet]:
    """Those of the shipped file by code (read once)."""
    return load_exam_sets(FILE.read_bytes())


def set_at(week: int | None, sets: Iterable[ExamSet]) -> ExamSet | None:
    """The set of a completed week; None where the pregnancy is not dated."""
    return None if week is None else next((one for one in sets if one.holds_at(week)), None)


def still_wanted(
    chosen: ExamSet, latest: Mapping[str, object], waiting: Sequence[str], done_weeks: Mapping[str, Sequence[int]]
) -> tuple[str, ...]:
    """The exams of a set to ask for now: they fit, none waits, and none was done in the weeks of the set.

    `done_weeks`: exam code → completed weeks in which results were taken.
    """
    return tuple(
        item.code
        for item in chosen.items
        if item.fits(latest)
        and item.code not in waiting
        and not any(chosen.holds_at(week) for week in done_weeks.get(item.code, ()))
    )


def _read(root: Entry, head: Head, problems: Problems) -> Mapping[str, ExamSet]:
    def one(entry: Entry) -> ExamSet | None:
        source, label, code = source_of(entry, head, problems), read_labels(entry), entry.code()
        begins = whole_number(entry, "from_week", problems) if entry.has("from_week") else 0
        ends = whole_number(entry, "below_week", problems) if entry.has("below_week") else None
        if ends is not None and begins >= ends:
            problems.add(entry.line, "empty_range")
        items = tuple(_item(item, problems) for item in mappings(entry.node("exams"), "exams", problems))
        if source not in head.sources:
            return None
        return ExamSet(code, label, head.sources[source], begins, ends, items)

    read = coded(root, "sets", [], one, problems)
    return MappingProxyType({code: found for code, found in read.items() if found is not None})


def _item(entry: Entry, problems: Problems) -> SetItem:
    code = entry.text("exam")
    only_if = entry.text("only_if") if entry.has("only_if") else ""
    values = words(entry, "values", problems) if only_if else ()
    for one in (code, only_if):
        if one and one not in exams():
            problems.add_unknown(entry.line, "unknown_code", one, list(exams()))
    known = exams()[only_if].choices if only_if in exams() else values
    for value in values:
        if value not in known:
            problems.add_unknown(entry.line, "unknown_code", value, list(known))
    entry.finish()
    return SetItem(code, only_if, values)
