"""The bounds of high blood pressure in memory, and how resources/danger-signs/blood-pressure.yaml is read."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Final

from app.clinic.danger_signs.signs import KIND_PREFIX
from app.clinic.figures import Head, load_figures, source_of, whole_number, words
from app.clinic.pregnancies.kinds import codes_of, kinds
from app.clinic.risk.yaml_nodes import Entry, Problems

DEFAULT_FILE: Final = Path(__file__).resolve().parents[3] / "resources" / "danger-signs" / "blood-pressure.yaml"
PROTEIN: Final = "urine_protein"


@dataclass(frozen=True, slots=True)
class PressureBounds:
    """High from either of the two on, in mmHg."""

    systolic_from: Decimal
    diastolic_from: Decimal
    source: str

    def reached(self, systolic: Decimal | None, diastolic: Decimal | None) -> bool:
        """Whether one of the two is so high; a side that is not known is not."""
        return (systolic is not None and systolic >= self.systolic_from) or (
            diastolic is not None and diastolic >= self.diastolic_from
        )


@dataclass(frozen=True)
class PressureRule:
    """The whole validated rule; `rest`: the second reading is due from … to … after the first."""

    head: Head
    hypertension: PressureBounds
    severe: PressureBounds
    rest: tuple[timedelta, timedelta]
    from_weeks: int
    protein_from: str
    severe_symptoms: tuple[str, ...]

    def protein_counts(self, mark: str) -> bool:
        """Whether this mark of the dipstick is `protein_from` or more; ValueError where there is no such mark."""
        marks = kinds()[PROTEIN].choices
        return marks.index(mark) >= marks.index(self.protein_from)


@cache
def default_pressure_rule() -> PressureRule:
    """The rule that is shipped with the program (read once)."""
    return load_pressure_rule(DEFAULT_FILE.read_bytes())


def load_pressure_rule(raw: bytes) -> PressureRule:
    """The rule of a file; KnownError figures.refused names every wrong line."""
    return load_figures(raw, _read, "blood_pressure")


def _read(root: Entry, head: Head, problems: Problems) -> PressureRule | None:
    hypertension = _bounds(root, "hypertension", head, problems)
    severe = _bounds(root, "severe", head, problems)
    if severe.systolic_from <= hypertension.systolic_from or severe.diastolic_from <= hypertension.diastolic_from:
        problems.add(root.line_at("severe"), "severe_not_above")
    rest = _rest(root, head, problems)
    preeclampsia, symptoms = root.entry("preeclampsia"), root.entry("severe_symptoms")
    if preeclampsia is None or symptoms is None:
        return None
    weeks = whole_number(preeclampsia, "from_weeks", problems)
    protein = preeclampsia.text("protein_from")
    marks = list(kinds()[PROTEIN].choices)
    if protein and protein not in marks:
        problems.add_unknown(preeclampsia.line_at("protein_from"), "unknown_value", protein, marks)
    source_of(preeclampsia, head, problems)
    preeclampsia.finish()
    signs = words(symptoms, "signs", problems)
    known = [code.removeprefix(KIND_PREFIX) for code in codes_of("danger")]
    for code in signs:
        if code not in known:
            problems.add_unknown(symptoms.line_at("signs"), "unknown_code", code, known)
    source_of(symptoms, head, problems)
    symptoms.finish()
    return PressureRule(head, hypertension, severe, rest, weeks, protein, signs)


def _bounds(root: Entry, key: str, head: Head, problems: Problems) -> PressureBounds:
    entry = root.entry(key)
    if entry is None:
        return PressureBounds(Decimal(0), Decimal(0), "")
    systolic, diastolic = entry.number("systolic_from"), entry.number("diastolic_from")
    bounds = PressureBounds(systolic or Decimal(0), diastolic or Decimal(0), source_of(entry, head, problems))
    entry.finish()
    return bounds


def _rest(root: Entry, head: Head, problems: Problems) -> tuple[timedelta, timedelta]:
    entry = root.entry("rest_minutes")
    if entry is None:
        return timedelta(), timedelta()
    first, last = whole_number(entry, "from", problems), whole_number(entry, "to", problems)
    source_of(entry, head, problems)
    if not 0 < first <= last:
        problems.add(entry.line, "empty_range")
    entry.finish()
    return timedelta(minutes=first), timedelta(minutes=last)
