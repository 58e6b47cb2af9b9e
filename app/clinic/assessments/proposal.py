"""What the record already knows of a form: proposals, each with where it comes from."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.clinic.assessments.model import ProposedForm
from app.clinic.assessments.recorded_pressure import RecordedPressure
from app.clinic.danger_signs.readings import SIDES
from app.clinic.dating import completed_years
from app.clinic.pregnancies.model import Observation
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.vocabulary import CHOICE_FIELDS, NUMBER_FIELDS

FROM_BIRTH_DATE = "birth_date"
FROM_OBSERVATION = "observation"
FROM_LAST_ASSESSMENT = "last_assessment"
FROM_HISTORY = "history"
SECOND_DUE = "second_due"
SECOND_MISSING = "second_missing"
"""Not from where a pressure comes but why there is none: a high one waits today, or was left waiting on another day."""
# Readings belong to their day; only what changes slowly is taken over from an earlier form.
_CARRIED_OVER = ("marital_status", "schooling", "family_income")

_OBSERVED = frozenset({*NUMBER_FIELDS, *CHOICE_FIELDS}) - frozenset(SIDES)


def propose(
    birth: date,
    day: date,
    observations: Iterable[Observation],
    last_form: ReferralForm | None,
    history: Mapping[str, bool] | None = None,
    pressure: RecordedPressure | None = None,
) -> ProposedForm:
    """A start for the form of `day`; `observations` latest first. Everything not known stays unknown.

    Conditions start as never asked: yesterday's "no" is no answer of today; those present last time are taken over.
    `history`: conditions answered in the history form, by the code of the rule base; it goes before the last form.
    `pressure`: the only way in for a blood pressure; one high reading that waits for its second stays unknown.
    """
    known: dict[str, Any] = {"age_years": float(completed_years(birth, day))}
    sources = {"age_years": FROM_BIRTH_DATE}
    _take_pressure(pressure, known, sources)
    for one in observations:
        if one.is_current and one.code in _OBSERVED and one.code not in known:
            kind = CHOICE_FIELDS.get(one.code)
            known[one.code] = kind(str(one.value)) if kind else one.value
            sources[one.code] = FROM_OBSERVATION
    present: frozenset[str] = frozenset()
    if last_form is not None:
        for name in _CARRIED_OVER:
            if name not in known and (value := getattr(last_form, name)) is not None:
                known[name], sources[name] = value, FROM_LAST_ASSESSMENT
        present = last_form.conditions
        sources |= dict.fromkeys(present, FROM_LAST_ASSESSMENT)
    answered = history or {}
    sources |= dict.fromkeys(answered, FROM_HISTORY)
    asked = present | answered.keys()
    present = frozenset(code for code in asked if answered.get(code, True))
    return ProposedForm(ReferralForm(**known, conditions=present, conditions_asked=asked), sources, pressure)


def _take_pressure(pressure: RecordedPressure | None, known: dict[str, Any], sources: dict[str, str]) -> None:
    if pressure is None:
        return
    if pressure.waiting is not None:
        sources |= dict.fromkeys(SIDES, SECOND_DUE if pressure.is_today else SECOND_MISSING)
        return
    counted = pressure.counted
    if counted is None:
        return
    for code, value in zip(SIDES, (counted.systolic, counted.diastolic), strict=True):
        if value is not None:
            known[code], sources[code] = float(value), FROM_OBSERVATION
