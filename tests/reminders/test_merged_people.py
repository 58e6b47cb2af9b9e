"""What was agreed to, taken back or noted under a record that was merged counts for whom it was merged into."""

from collections.abc import Callable
from datetime import date

import pytest

from app.clinic.people.merges import DuplicateService
from app.clinic.prenatal.schedules import DEFAULT, schedule
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.reminders.anchors import ANCHORS, Asked
from app.reminders.attribute_service import AttributeService
from app.reminders.criteria import Condition, Context, chosen
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.ways import Ways
from app.reminders.recipients import read_recipients
from app.security.roles import Role
from app.store.store import Store
from tests.clinic.conftest import session_of
from tests.reminders.conftest import agree

COORDINATOR = session_of(Role.COORDINATOR)
SURGERY = date(2026, 3, 10)
People = tuple[str, ...]


@pytest.fixture
def merged(store: Store, people: People) -> People:
    """The first was merged into the second, and the second into the third."""
    duplicates = DuplicateService(store)
    duplicates.merge(COORDINATOR, people[0], people[1], "Cadastro repetido")
    duplicates.merge(COORDINATOR, people[1], people[2], "Cadastro repetido")
    return people


def test_a_consent_that_was_taken_back_under_the_merged_record_stops_the_message(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Callable[..., int], fake_clock: FakeClock
) -> None:
    planned(people[2:])
    fake_clock.advance(1)
    with store.write(PROGRAM) as writing:
        for code in ("email", "sms"):
            agree(writing.append, people[0], code, given=0)
    duplicates = DuplicateService(store)
    first = duplicates.merge(COORDINATOR, people[0], people[2], "Cadastro repetido")
    with store.read() as connection:
        assert read_recipients(connection, people[2:])[people[2]].agreed == frozenset()
    assert outbox.turn([], ways, 10).refused == 1
    duplicates.undo(COORDINATOR, first.id, "Não era a mesma pessoa")
    with store.read() as connection:
        assert read_recipients(connection, people[2:])[people[2]].agreed == {"email", "sms"}


def test_what_was_noted_before_two_merges_is_read_after_them(store: Store, people: People) -> None:
    service = AttributeService(store)
    service.set(COORDINATOR, people[0], {"surgery_date": SURGERY})
    duplicates = DuplicateService(store)
    duplicates.merge(COORDINATOR, people[0], people[1], "Cadastro repetido")
    duplicates.merge(COORDINATOR, people[1], people[2], "Cadastro repetido")
    assert [one.value for one in service.of_person(COORDINATOR, people[2]) if one.value] == [SURGERY]
    asked = Asked(date(2026, 3, 2), "America/Fortaleza", schedule(DEFAULT))
    with store.read() as connection:
        assert read_recipients(connection, people)[people[0]].attributes == {"surgery_date": SURGERY.isoformat()}
        assert [one.person_id for one in ANCHORS["surgery_date"](connection, asked)] == [people[2]]


def found(store: Store, *conditions: Condition) -> list[str]:
    with store.read() as connection:
        return chosen(connection, conditions, Context(date(2026, 3, 2), lambda _least, _most: ()))


def test_conditions_find_what_was_noted_before_two_merges(store: Store, people: People, fake_clock: FakeClock) -> None:
    service, duplicates = AttributeService(store), DuplicateService(store)
    interested, soon = Condition("interested_in_surgery"), Condition("surgery_date", least=0, most=30)
    service.set(COORDINATOR, people[0], {"surgery_date": SURGERY, "interested_in_surgery": True})
    duplicates.merge(COORDINATOR, people[0], people[1], "Cadastro repetido")
    last = duplicates.merge(COORDINATOR, people[1], people[2], "Cadastro repetido")
    assert found(store, interested, soon) == [people[2]]
    assert found(store, Condition("interested_in_surgery", yes=False)) == []
    duplicates.undo(COORDINATOR, last.id, "Não era a mesma pessoa")
    assert found(store, interested, soon) == [people[1]]


def test_of_what_was_said_under_either_record_the_latest_counts(
    store: Store, people: People, fake_clock: FakeClock
) -> None:
    service, interested = AttributeService(store), Condition("interested_in_surgery")
    service.set(COORDINATOR, people[2], {"interested_in_surgery": True})
    fake_clock.advance(60)
    service.set(COORDINATOR, people[0], {"interested_in_surgery": False})
    assert found(store, interested) == [people[2]]
    DuplicateService(store).merge(COORDINATOR, people[0], people[2], "Cadastro repetido")
    assert found(store, interested) == []
    fake_clock.advance(60)
    service.set(COORDINATOR, people[2], {"interested_in_surgery": True})
    assert found(store, interested) == [people[2]]


def test_whoever_is_asked_for_by_the_merged_record_is_the_living_one(store: Store, merged: People) -> None:
    with store.read() as connection:
        assert {one.person_id for one in read_recipients(connection, merged).values()} == {merged[2]}
