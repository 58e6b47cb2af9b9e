"""Pre-eclampsia is suspected in hypertension after 20 weeks with protein or severe symptoms; unknown is not no."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from app.clinic.danger_signs.pressure import PressureState
from app.clinic.danger_signs.pressure_file import PressureRule


class Suspicion(StrEnum):
    """Labels: texts `danger_signs.suspicion_<value>`."""

    SUSPECTED = "suspected"
    NOT_SUSPECTED = "not_suspected"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class PreeclampsiaFinding:
    """`missing`: what has to be known before it can be told; labels: texts `danger_signs.missing_<value>`.

    `parts`: each condition by name (hypertension, weeks, protein, symptoms; texts `danger_signs.part_<name>`), True,
    False, or None while it is not known.
    """

    suspicion: Suspicion
    missing: tuple[str, ...] = ()
    parts: Mapping[str, bool | None] = field(default_factory=dict, compare=False)


_HYPERTENSION = {
    PressureState.NOT_MEASURED: None,
    PressureState.NORMAL: False,
    PressureState.SECOND_DUE: None,
    PressureState.NOT_CONFIRMED: False,
    PressureState.HYPERTENSION: True,
    PressureState.EMERGENCY: True,
}


def judge_preeclampsia(
    rule: PressureRule,
    pressure: PressureState,
    weeks: int | None,
    protein: str | None,
    severe_symptom: bool | None,
) -> PreeclampsiaFinding:
    """`weeks`: completed; `protein`: a mark of the dipstick; `severe_symptom`: one of the rule's; None: not known.

    ValueError where `protein` is no mark.
    """
    hypertension = _HYPERTENSION[pressure]
    late = None if weeks is None else weeks >= rule.from_weeks
    much_protein = None if protein is None else rule.protein_counts(protein)
    evidence = _either(much_protein, severe_symptom)
    parts = {"hypertension": hypertension, "weeks": late, "protein": much_protein, "symptoms": severe_symptom}
    if False in (hypertension, late, evidence):
        return PreeclampsiaFinding(Suspicion.NOT_SUSPECTED, parts=parts)
    if hypertension and late and evidence:
        return PreeclampsiaFinding(Suspicion.SUSPECTED, parts=parts)
    second = pressure is PressureState.SECOND_DUE
    asked = (
        ("second_reading" if second else "pressure", hypertension is None),
        ("weeks", late is None),
        ("protein", evidence is None and much_protein is None),
        ("symptoms", evidence is None and severe_symptom is None),
    )
    return PreeclampsiaFinding(Suspicion.UNKNOWN, tuple(name for name, unknown in asked if unknown), parts)


def _either(one: bool | None, other: bool | None) -> bool | None:
    """Whether one of the two holds; None while that cannot be told."""
    if one or other:
        return True
    return None if one is None or other is None else False
