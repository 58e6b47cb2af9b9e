"""The clinic's services over a fresh store, with people who may use them; nobody here is real."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from app.clinic.assessments.service import AssessmentService
from app.clinic.drafts import DraftService
from app.clinic.people.model import NewPerson, PersonRecord, Sex
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.risk.loader import default_rule_base
from app.kernel.clock import local_date, usual_zone
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.store import Store

TODAY = date(2026, 3, 2)
"""The day of the tests' clock."""


def session_of(role: Role, account_id: str = "") -> Session:
    now = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)
    name = account_id or role.value
    return Session(name, f"Fictícia {name}", name, role, Status.ACTIVE, "pt_BR", now)


def someone(**changes: Any) -> NewPerson:
    """A complete, acceptable, synthetic person."""
    person: dict[str, Any] = {
        "full_name": "Joana Fictícia da Silva",
        "birth_date": date(1996, 4, 9),
        "sex": Sex.FEMALE,
        "mother_name": "Rosa Fictícia da Silva",
        "no_document_reason": "Dados sintéticos",
        "municipality_code": "2408102",
        "synthetic": True,
    }
    return NewPerson(**{**person, **changes})


def end_pregnancy(store: Store, session: Session, pregnancy_id: str) -> None:
    """Close it for this unit for good: another one goes on with it."""
    day = local_date(store.clock.now(), usual_zone())
    OutcomeService(store).record(session, pregnancy_id, NewOutcome(OutcomeKind.TRANSFER, day))


@pytest.fixture
def nurse() -> Session:
    return session_of(Role.NURSE)


@pytest.fixture
def student() -> Session:
    return session_of(Role.STUDENT)


@pytest.fixture
def people(store: Store) -> PeopleService:
    return PeopleService(store)


@pytest.fixture
def pregnancies(store: Store) -> PregnancyService:
    return PregnancyService(store)


@pytest.fixture
def assessments(store: Store) -> AssessmentService:
    return AssessmentService(store, default_rule_base())


@pytest.fixture
def drafts(store: Store) -> DraftService:
    return DraftService(store)


@pytest.fixture
def register(people: PeopleService, nurse: Session) -> Callable[..., PersonRecord]:
    """Register `someone(**changes)` without asking about duplicates."""

    def make(**changes: Any) -> PersonRecord:
        entered = someone(**changes)
        seen = frozenset(one.person.person_id for one in people.likely_duplicates(nurse, entered))
        return people.register(nurse, entered, seen_duplicates=seen)

    return make


@pytest.fixture
def joana(register: Callable[..., PersonRecord]) -> PersonRecord:
    return register()


@pytest.fixture
def pregnancy(pregnancies: PregnancyService, nurse: Session, joana: PersonRecord) -> Pregnancy:
    return pregnancies.open(nurse, joana.id, date(2025, 10, 13))
