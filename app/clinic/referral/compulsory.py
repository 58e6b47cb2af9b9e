"""What must be there before a referral is sent, and before an answer is: each lack with a code of its own. Pure."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from app.clinic.problems import Problem
from app.clinic.referral.model import NewAnswer, NewReferral, Priority, Verdict
from app.clinic.referral.parameters import Parameters

LONGEST_TEXT: Final = 4000
MOST_SOURCES: Final = 20


@dataclass(frozen=True)
class Known:
    """What the record holds: physical exams with a result, pregnancies counted, whether dated and classified."""

    physical_exams: int
    pregnancies_count: int | None
    is_dated: bool
    is_classified: bool


def problems_of_record(known: Known, priority: Priority, parameters: Parameters) -> tuple[Problem, ...]:
    """What the record lacks; an emergency waits for none of it."""
    if priority is Priority.EMERGENCY:
        return ()
    found = []
    if known.physical_exams < parameters.physical_exams:
        found.append(Problem("physical_exam", "referrals.no_physical_exam", {"fewest": parameters.physical_exams}))
    if known.pregnancies_count is None or known.pregnancies_count < 1:
        found.append(Problem("pregnancies_count", "referrals.no_pregnancies_count"))
    if not known.is_dated:
        found.append(Problem("lmp", "referrals.not_dated"))
    if not known.is_classified:
        found.append(Problem("assessment", "referrals.not_classified"))
    return tuple(found)


def problems_of_text(new: NewReferral, from_unit: str, parameters: Parameters) -> tuple[Problem, ...]:
    """What is wrong with what was written."""
    found = []
    if not re.fullmatch(r"\d{7}", new.to_unit, re.ASCII) or new.to_unit == from_unit:
        found.append(Problem("to_unit", "referrals.unit_wrong"))
    if new.reason not in parameters.reasons:
        found.append(Problem("reason", "referrals.no_reason"))
    if not new.hypothesis.strip():
        found.append(Problem("hypothesis", "referrals.no_hypothesis"))
    if not new.justification.strip():
        found.append(Problem("justification", "referrals.no_justification"))
    long = [name for name in ("hypothesis", "justification") if len(getattr(new, name)) > LONGEST_TEXT]
    found += [Problem(name, "referrals.text_too_long", {"most": LONGEST_TEXT}) for name in long]
    return tuple(found)


def problems_of_answer(new: NewAnswer, parameters: Parameters, exams: Collection[str]) -> tuple[Problem, ...]:
    """What is wrong with an answer; `exams`: the codes that may be requested."""
    found = []
    conduct = parameters.conducts.get(new.conduct)
    if conduct is None or new.verdict not in conduct.verdicts:
        found.append(Problem("conduct", "referrals.conduct_wrong"))
    elif conduct.needs_clinic and new.clinic not in parameters.clinics:
        found.append(Problem("clinic", "referrals.no_clinic"))
    elif not conduct.needs_clinic and new.clinic is not None:
        found.append(Problem("clinic", "referrals.clinic_without_booking"))
    if not any(one.strip() for one in new.sources):
        found.append(Problem("sources", "referrals.no_sources"))
    found += _problems_of_verdict(new, parameters)
    if unknown := sorted(set(new.requested_exams) - set(exams)):
        found.append(Problem("requested_exams", "referrals.unknown_exam", {"code": unknown[0]}))
    texts = [new.guidance, *new.sources]
    if len(new.sources) > MOST_SOURCES or any(len(one) > LONGEST_TEXT for one in texts):
        found.append(Problem("guidance", "referrals.text_too_long", {"most": LONGEST_TEXT}))
    return tuple(found)


def _problems_of_verdict(new: NewAnswer, parameters: Parameters) -> list[Problem]:
    inconclusive = new.verdict is Verdict.INCONCLUSIVE
    found = []
    if inconclusive != bool(new.causes) or not set(new.causes) <= set(parameters.causes):
        found.append(Problem("causes", "referrals.causes_wrong"))
    if inconclusive and not new.requested_exams and not new.guidance.strip():
        found.append(Problem("guidance", "referrals.says_nothing_to_do"))
    if new.verdict is Verdict.NOT_CONFIRMED and not new.guidance.strip():
        found.append(Problem("guidance", "referrals.no_guidance"))
    return found
