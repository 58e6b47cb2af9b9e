"""Whose record opens without a reason."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app.clinic.people.care import CareFacts, CareGround, care_ground, care_limits
from app.clinic.people.model import PersonRecord
from app.clinic.people.service import PeopleService
from app.clinic.pregnancies.service import PregnancyService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.settings import StationProfile, StationRole, write_profile
from app.store.store import Store
from app.store.tables import audit, care_link
from tests.clinic.conftest import TODAY

OWN_UNIT, OTHER_UNIT = "1234567", "7654321"


@pytest.mark.parametrize(
    ("seen", "referred", "ground"),
    [
        (None, None, None),
        (0, None, CareGround.SEEN_HERE),
        (care_limits().seen_days, None, CareGround.SEEN_HERE),
        (care_limits().seen_days + 1, None, None),
        (None, care_limits().referred_days, CareGround.REFERRED_HERE),
        (None, care_limits().referred_days + 1, None),
    ],
)
def test_a_visit_or_a_referral_counts_to_its_last_day(
    seen: int | None, referred: int | None, ground: CareGround | None
) -> None:
    seen_on, referred_on = (None if ago is None else TODAY - timedelta(days=ago) for ago in (seen, referred))
    assert care_ground(CareFacts(False, seen_on, referred_on), TODAY, care_limits()) is ground


def test_whom_this_unit_registered_is_always_in_its_care() -> None:
    assert care_ground(CareFacts(True), TODAY, care_limits()) is CareGround.REGISTERED_HERE


@pytest.fixture
def stranger(store: Store, nurse: Session, joana: PersonRecord) -> PersonRecord:
    """Joana, registered by another unit."""
    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Fictícia", OWN_UNIT, "2408102", "Natal")
    with store.write(nurse.actor) as writing:
        write_profile(writing, profile)
        writing.append(care_link, {"person_id": joana.id, "ground": "registered", "unit": OTHER_UNIT})
    return joana


def last_details(store: Store) -> str:
    with store.read() as connection:
        newest = select(audit.c.details).where(audit.c.action == "person_opened").order_by(audit.c.number.desc())
        return str(connection.execute(newest.limit(1)).scalar_one())


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_a_stranger_opens_with_a_reason_that_the_audit_keeps(
    store: Store, people: PeopleService, nurse: Session, stranger: PersonRecord
) -> None:
    assert refusal(lambda: people.open(nurse, stranger.id)) == "people.reason_needed"
    assert refusal(lambda: people.open(nurse, stranger.id, reason="  ")) == "people.reason_needed"
    people.open(nurse, stranger.id, reason="veio sem agendamento")
    assert last_details(store) == '{"reason":"veio sem agendamento"}'


def test_a_referral_puts_her_in_care_for_its_time(
    store: Store, people: PeopleService, nurse: Session, stranger: PersonRecord, fake_clock: FakeClock
) -> None:
    with store.write(nurse.actor) as writing:
        writing.append(care_link, {"person_id": stranger.id, "ground": "referred", "unit": OWN_UNIT})
    assert people.open(nurse, stranger.id).id == stranger.id
    fake_clock.advance((care_limits().referred_days + 1) * 86_400)
    assert refusal(lambda: people.open(nurse, stranger.id)) == "people.reason_needed"


def test_who_was_seen_here_is_in_care(
    people: PeopleService, pregnancies: PregnancyService, nurse: Session, stranger: PersonRecord
) -> None:
    pregnancies.open(nurse, stranger.id, date(2026, 1, 5))
    assert people.open(nurse, stranger.id).id == stranger.id
