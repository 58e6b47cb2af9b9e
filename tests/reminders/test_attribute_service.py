"""What is known of a person beyond her record changes by what differs alone, and its history stays."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.attribute_service import AttributeService, HeldAttribute
from app.reminders.attributes import attributes
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import person_attribute
from tests.clinic.conftest import session_of
from tests.security.questions import audited

NURSE = session_of(Role.NURSE)
SURGERY = date(2026, 3, 10)
People = tuple[str, ...]


@pytest.fixture
def service(store: Store) -> AttributeService:
    return AttributeService(store)


def value_of(held: tuple[HeldAttribute, ...], code: str) -> object | None:
    return next(one.value for one in held if one.attribute.code == code)


def kept(store: Store) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(person_attribute)).scalar_one()


def test_nothing_is_known_of_somebody_who_was_never_asked(service: AttributeService, people: People) -> None:
    held = service.of_person(NURSE, people[0])
    assert [one.attribute.code for one in held] == [one.code for one in attributes().values() if not one.hidden]
    assert all((one.value, one.at, one.by) == (None, None, "") for one in held)


def test_what_was_said_is_read_back_as_it_was_said(service: AttributeService, people: People) -> None:
    said: dict[str, Any] = {
        **{"interested_in_surgery": False, "surgery_date": SURGERY, "treatment_phase": "waiting"},
        **{"language": "en", "time_zone": "America/Manaus"},
    }
    held = service.set(NURSE, people[0], said)
    assert {one.attribute.code: one.value for one in held} == said
    assert service.of_person(NURSE, people[0]) == held
    assert all(one.at is not None and one.by == "nurse" for one in held)
    assert all(one.value is None for one in service.of_person(NURSE, people[1]))


def test_only_what_differs_is_written_down(
    store: Store, service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    service.set(NURSE, people[0], {"surgery_date": SURGERY, "language": "en"})
    fake_clock.advance(1)
    trail = audited(store)
    service.set(NURSE, people[0], {"surgery_date": SURGERY, "language": "en", "treatment_phase": None})
    assert (kept(store), audited(store)) == (2, trail)
    service.set(NURSE, people[0], {"surgery_date": SURGERY + timedelta(days=1), "language": "en"})
    assert (kept(store), audited(store)) == (3, [*trail, "attributes_changed"])


def test_what_was_taken_away_is_gone_and_stays_in_the_history(
    service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    service.set(NURSE, people[0], {"surgery_date": SURGERY})
    fake_clock.advance(60)
    held = service.set(NURSE, people[0], {"surgery_date": None})
    assert value_of(held, "surgery_date") is None
    assert [one.value for one in service.history(NURSE, people[0])] == [None, SURGERY]


@pytest.mark.parametrize(
    ("code", "value", "refusal"),
    [
        ("shoe_size", 39, "unknown"),
        ("telegram_chat", "42", "unknown"),
        ("surgery_date", "2026-03-10", "bad_value"),
        ("surgery_date", date(2206, 3, 10), "far_date"),
        ("surgery_date", date(1926, 3, 10), "far_date"),
        ("interested_in_surgery", "yes", "bad_value"),
        ("treatment_phase", "cured", "bad_value"),
        ("time_zone", "Piauí", "bad_value"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_of_it_is_kept(
    store: Store, service: AttributeService, people: People, code: str, value: object, refusal: str
) -> None:
    with pytest.raises(KnownError, match=rf"attributes\.{refusal}"):
        service.set(NURSE, people[0], {"language": "en", code: value})
    assert kept(store) == 0


def test_nobody_has_attributes_without_being_registered(service: AttributeService) -> None:
    for call in (service.of_person, service.history, lambda session, one: service.set(session, one, {})):
        with pytest.raises(KnownError, match=r"people\.not_found"):
            call(NURSE, "nobody")


def test_the_last_that_was_said_counts_though_the_clock_was_ahead_of_time_before(
    service: AttributeService, people: People, fake_clock: FakeClock
) -> None:
    today = fake_clock.now()
    fake_clock.set_wall(today + timedelta(days=400))
    service.set(NURSE, people[0], {"surgery_date": SURGERY})
    fake_clock.set_wall(today)
    assert value_of(service.set(NURSE, people[0], {"surgery_date": None}), "surgery_date") is None
