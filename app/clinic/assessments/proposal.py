"""What the record already knows of a form: proposals, each with where it comes from."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.clinic.assessments.model import ProposedForm
from app.clinic.dating import completed_years
from app.clinic.pregnancies.model import Observation
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.vocabulary import CHOICE_FIELDS, NUMBER_FIELDS

FROM_BIRTH_DATE = "birth_date"
FROM_OBSERVATION = "observation"
FROM_LAST_ASSESSMENT = "last_assessment"
FROM_HISTORY = "history"
# Readings belong to their day; only what changes slowly is taken over from an earlier form.
_CARRIED_OVER = ("marital_status", "schooling", "family_income")


def propose(
    birth: date,
    day: date,
    observations: Iterable[Observation],
    last_form: ReferralForm | None,
    history: Mapping[str, bool] | None = None,
) -> ProposedForm:
    """A start for the form of `day`; `observations` latest first. Everything not known stays unknown.

    Conditions start as never asked: yesterday's "no" is no answer of today; those present last time are taken over.
    `history`: conditions answered in the history form, by the code of the rule base; it goes before the last form.
    """
    known: dict[str, Any] = {"age_years": float(completed_years(birth, day))}
    sources = {"age_years": FROM_BIRTH_DATE}
    for one in observations:
        if one.is_current and one.code in (*NUMBER_FIELDS, *CHOICE_FIELDS) and one.code not in known:
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
    return ProposedForm(ReferralForm(**known, conditions=present, conditions_asked=asked), sources)
