"""The record as it is sent: everything of the pregnancy that holds, as one canonical text whose hash names the version.

No name and no document of the woman is in it: she comes with her own record, and the library may quote it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, select

from app.clinic.allergies.rows import read_allergies
from app.clinic.allergies.sent import to_sent
from app.clinic.assessments.model import StoredAssessment
from app.clinic.assessments.rows import read_assessments
from app.clinic.assessments.trace import assessment_to_text, form_to_text
from app.clinic.people.care import own_unit_name
from app.clinic.people.rows import read_person
from app.clinic.pregnancies.model import Observation, Pregnancy
from app.clinic.pregnancies.rows import read_observations, read_pregnancy
from app.clinic.prenatal.dating_rows import read_choices
from app.clinic.prenatal.exam_catalogue import ExamKind, exams
from app.clinic.prenatal.facts import Fact, Kind, read_facts
from app.clinic.prenatal.history_service import read_answers
from app.clinic.referral.compulsory import Known
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import to_text
from app.kernel.errors import KnownError
from app.store.tables import account

LARGEST = 180_000
"""Characters of a snapshot inside of an event: sync takes no larger payload."""
_KINDS = tuple(one for one in Kind if one is not Kind.CALL)


@dataclass(frozen=True)
class Record:
    """The record now. `text` is canonical JSON, `sha256` the version that it is."""

    pregnancy: Pregnancy
    assessment: StoredAssessment | None
    known: Known
    text: str
    sha256: str


def take(connection: Connection, pregnancy_id: str, today: date, sent_by: str) -> Record:
    """Raises KnownError pregnancies.not_found, referrals.record_too_large."""
    found = read_pregnancy(connection, pregnancy_id, today)
    observed = [one for one in read_observations(connection, pregnancy_id) if one.is_current]
    facts = [one for kind in _KINDS for one in read_facts(connection, pregnancy_id, kind) if one.is_current]
    current = [one for one in read_assessments(connection, pregnancy_id) if one.is_current]
    assessment = current[0] if current else None
    answers = read_answers(connection, found.person_id, pregnancy_id)
    content = {
        "format": 1,
        "sent_by": sent_by,
        "unit_name": own_unit_name(connection),
        "pregnancy_id": found.id,
        "person_id": found.person_id,
        "birth_date": read_person(connection, found.person_id).birth_date.isoformat(),
        "allergies": to_sent(read_allergies(connection, found.person_id)),
        "dating": {
            "lmp": found.lmp.isoformat() if found.lmp else None,
            "choices": [
                {"estimate_id": one.estimate_id, "lmp": one.lmp.isoformat() if one.lmp else None, "reason": one.reason}
                for one in read_choices(connection, pregnancy_id)
            ],
        },
        "assessment": _assessment(assessment),
        "observations": [_observation(one) for one in observed],
        "facts": [_fact(one) for one in facts],
        "history": {one.question: one.answer.value for one in answers},
    }
    text = canonical_json(content)
    if len(canonical_json({"snapshot": text})) > LARGEST:
        raise KnownError("referrals.record_too_large")
    return Record(found, assessment, _known(found, assessment, observed, facts), text, sha256_hex(text))


def author_of(connection: Connection, account_id: str, otherwise: str) -> str:
    """The name of whoever sends, with the professional register where there is one."""
    wanted = select(account.c.display_name, account.c.professional_register).where(account.c.id == account_id)
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        return otherwise
    return ", ".join(part for part in (row["display_name"], row["professional_register"]) if part)


def _known(
    found: Pregnancy, assessment: StoredAssessment | None, observed: list[Observation], facts: list[Fact]
) -> Known:
    physical = {code for code, one in exams().items() if one.kind is ExamKind.PHYSICAL}
    # A blood pressure taken at the reception or in a visit is an observation with the exam's code.
    results = [one.code for one in facts if one.kind is Kind.EXAM_RESULT] + [one.code for one in observed]
    done = len(physical.intersection(results))
    counted = next((one.value for one in observed if one.code == "pregnancies_count"), None)
    count = int(counted) if isinstance(counted, int | float) and not isinstance(counted, bool) else None
    return Known(done, count, found.lmp is not None, assessment is not None)


def _assessment(one: StoredAssessment | None) -> Mapping[str, object] | None:
    if one is None:
        return None
    ranks = [risk_class.code for risk_class in one.rules.classes]
    return {
        "id": one.id,
        "class": one.assessment.risk_class,
        # From the lowest class on: a municipality's own classes sort too, wherever they are read.
        "class_rank": ranks.index(one.assessment.risk_class),
        "total": float(one.assessment.total),
        "form": form_to_text(one.form),
        "result": assessment_to_text(one.assessment),
        "recorded_at": to_text(one.recorded_at),
    }


def _observation(one: Observation) -> Mapping[str, object]:
    return {
        "id": one.id,
        "code": one.code,
        "value": one.value,
        "unit": one.unit,
        "observed_at": to_text(one.observed_at),
    }


def _fact(one: Fact) -> Mapping[str, object]:
    told = {"id": one.id, "kind": one.kind.value, "code": one.code, "day": one.day.isoformat()}
    return {**told, "content": one.content, "recorded_at": to_text(one.recorded_at)}
