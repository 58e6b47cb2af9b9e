"""The record as the hospital reads it: a snapshot turned back into the values that the record's own screens show. Pure.

What is answered is this text with its hash, so this text is what is read, and not the record as it stands now.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.clinic.allergies.model import AllergyList
from app.clinic.allergies.sent import read_sent
from app.clinic.assessments.trace import assessment_from_text, form_from_text
from app.clinic.danger_signs.readings import PRESENT
from app.clinic.danger_signs.signs import EMERGENCY_PREFIX, KIND_PREFIX
from app.clinic.danger_signs.situation import STEP
from app.clinic.dating import GestationalAge, due_date, gestational_age
from app.clinic.pregnancies.model import Observation
from app.clinic.prenatal.charts_service import PregnancyCharts, charts_of
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.prenatal.exams_service import Request, Result, to_request, to_result
from app.clinic.prenatal.facts import Fact, Kind
from app.clinic.prenatal.visit_content import Measured, measured_by_day
from app.clinic.prenatal.visits_service import Visit, to_visit
from app.clinic.risk.assessment import Assessment
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.rules import RuleBase
from app.kernel.clock import from_text


@dataclass(frozen=True)
class CaseClass:
    """The classification as it was sent, with the rule base that it was made with."""

    form: ReferralForm
    assessment: Assessment
    rules: RuleBase = field(repr=False, compare=False)
    at: datetime


@dataclass(frozen=True)
class Seen:
    """A danger sign or an obstetric emergency (its code) that was seen, or a step (an action's code) that was done."""

    code: str
    at: datetime


@dataclass(frozen=True)
class CaseRecord:
    """Everything of one snapshot. Ages are those of the day it is read on.

    `unit_name`: of the unit that sent it, "" in referrals of an earlier program. `classified` None: not classified, or
    its rule base has not come here. `ids`: every fact and observation in it. `allergies` None: of an earlier program.
    """

    sent_by: str
    unit_name: str
    birth_date: date
    lmp: date | None
    age: GestationalAge | None
    due: date | None
    classified: CaseClass | None
    requests: tuple[Request, ...]
    results: tuple[Result, ...]
    charts: PregnancyCharts
    visits: tuple[Visit, ...]
    measured: Mapping[date, tuple[Measured, ...]]
    history: Mapping[str, str]
    vaccines: tuple[Fact, ...]
    signs: tuple[Seen, ...]
    emergencies: tuple[Seen, ...]
    steps: tuple[Seen, ...]
    observations: tuple[Observation, ...]
    ids: frozenset[str]
    allergies: AllergyList | None = None

    def latest(self, code: str) -> Observation | None:
        """The latest observation of a kind."""
        return next((one for one in self.observations if one.code == code), None)


def rule_base_in(snapshot: str) -> str | None:
    """The SHA-256 of the rule base that the snapshot's classification was made with."""
    told = json.loads(snapshot)["assessment"]
    return None if told is None else str(json.loads(told["result"])["rule_base"]["sha256"])


def read_case_record(snapshot: str, rules: RuleBase | None, day: date, zone: str) -> CaseRecord:
    """`rules`: the rule base of `rule_base_in`, None where it is not here; `day`: today at the hospital."""
    told = json.loads(snapshot)
    facts = [_fact(one, told) for one in told["facts"]]
    # The latest first, as the record's own reading has it.
    rows = sorted((_observation(one, told) for one in told["observations"]), key=_newest, reverse=True)
    lmp = date.fromisoformat(told["dating"]["lmp"]) if told["dating"]["lmp"] else None
    # A catalogue of another program may lack an exam that was sent: what cannot be named is not guessed at.
    known = [one for one in facts if one.code in exams() or one.kind not in (Kind.EXAM_RESULT, Kind.EXAM_REQUEST)]
    results = tuple(one for one in known if one.kind is Kind.EXAM_RESULT)
    return CaseRecord(
        sent_by=told["sent_by"],
        unit_name=told.get("unit_name", ""),
        birth_date=date.fromisoformat(told["birth_date"]),
        lmp=lmp,
        age=gestational_age(lmp, day) if lmp else None,
        due=due_date(lmp) if lmp else None,
        classified=_classified(told["assessment"], rules),
        requests=_requests(known, day),
        results=tuple(to_result(one, lmp) for one in results),
        charts=charts_of(rows, results, lmp, day, zone),
        visits=tuple(to_visit(one, None) for one in reversed(known) if one.kind is Kind.VISIT),
        measured=measured_by_day(tuple(rows), results, zone),
        history=dict(told["history"]),
        vaccines=tuple(one for one in known if one.kind is Kind.VACCINE),
        signs=_present(rows, KIND_PREFIX),
        emergencies=_present(rows, EMERGENCY_PREFIX),
        steps=tuple(Seen(str(one.value), one.observed_at) for one in reversed(rows) if one.code == STEP),
        observations=tuple(rows),
        ids=frozenset([*(one.id for one in facts), *(one.id for one in rows)]),
        allergies=read_sent(told["allergies"], told["person_id"]) if "allergies" in told else None,
    )


def _requests(facts: Sequence[Fact], day: date) -> tuple[Request, ...]:
    answered = frozenset(str((one.content or {}).get("request_id")) for one in facts if one.kind is Kind.EXAM_RESULT)
    return tuple(to_request(one, answered, day) for one in facts if one.kind is Kind.EXAM_REQUEST)


def _present(rows: Sequence[Observation], prefix: str) -> tuple[Seen, ...]:
    found: dict[str, Seen] = {}
    for one in rows:
        if one.code.startswith(prefix) and one.value == PRESENT:
            code = one.code.removeprefix(prefix)
            found.setdefault(code, Seen(code, one.observed_at))
    return tuple(found.values())


def _classified(told: Mapping[str, Any] | None, rules: RuleBase | None) -> CaseClass | None:
    if told is None or rules is None:
        return None
    form, result = form_from_text(told["form"]), assessment_from_text(told["result"], rules)
    return CaseClass(form, result, rules, from_text(told["recorded_at"]))


def _newest(one: Observation) -> tuple[datetime, str]:
    return one.observed_at, one.id


def _observation(told: Mapping[str, Any], record: Mapping[str, Any]) -> Observation:
    at = from_text(told["observed_at"])
    return Observation(
        id=told["id"],
        pregnancy_id=record["pregnancy_id"],
        code=told["code"],
        value=told["value"],
        unit=told["unit"],
        observed_at=at,
        recorded_at=at,
        by="",
        supersedes=None,
        superseded_by=None,
        reason=None,
    )


def _fact(told: Mapping[str, Any], record: Mapping[str, Any]) -> Fact:
    return Fact(
        id=told["id"],
        person_id=record["person_id"],
        pregnancy_id=record["pregnancy_id"],
        kind=Kind(told["kind"]),
        code=told["code"],
        day=date.fromisoformat(told["day"]),
        content=told["content"],
        recorded_at=from_text(told["recorded_at"]),
        by="",
        supersedes=None,
        superseded_by=None,
        reason=None,
    )
