"""What is late goes by the hours as well: the machine was off, the line was gone, the unit's zone was changed."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock, from_text
from app.reminders.composing import Composing, Unit
from app.reminders.moments import Manners
from app.reminders.outbox.model import Priority, Reason
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.sending import Sending
from app.reminders.outbox.ways import Ways
from app.store.store import Store
from app.store.tables import message, person_attribute
from tests.reminders.conftest import BOTH, ToldSender

People = tuple[str, ...]
Plan = Callable[..., int]
pytestmark = pytest.mark.parametrize("store", BOTH, indirect=True)


@dataclass
class Place:
    """How people are treated, and where the unit stands; a test changes either under the running outbox."""

    manners: Manners
    zone: str = "America/Fortaleza"


@pytest.fixture
def unit() -> Place:
    return Place(Manners())


@pytest.fixture
def outbox(store: Store, unit: Place) -> Outbox:
    composing = Composing(lambda: Unit("UBS Fictícia"), lambda: unit.zone)
    return Outbox(store, "test", composing, lambda: 0.0, lambda: (unit.manners, unit.zone))


def stands(store: Store) -> dict[str, tuple[str, datetime]]:
    with store.read() as connection:
        rows = connection.execute(select(message.c.name, message.c.status, message.c.next_at))
        return {row.name: (row.status, from_text(row.next_at)) for row in rows}


def fortaleza(text: str) -> datetime:
    """A moment by the clocks of the unit."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("America/Fortaleza")).astimezone(UTC)


def test_what_is_late_waits_for_the_end_of_the_quiet_hours(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people, hours=30)
    fake_clock.set_wall(fortaleza("2026-03-02T21:00"))
    assert (outbox.turn((), ways, 10).ready, outbox.turn((), ways, 10).held) == ([], 0)
    assert set(stands(store).values()) == {("scheduled", fortaleza("2026-03-03T08:00"))}
    fake_clock.set_wall(fortaleza("2026-03-03T07:59:59"))
    assert outbox.turn((), ways, 10).ready == []
    fake_clock.set_wall(fortaleza("2026-03-03T08:00"))
    assert len(outbox.turn((), ways, 10).ready) == 3


def test_what_makes_no_sense_any_more_by_then_is_expired_at_once_and_says_so(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1], hours=30)
    fake_clock.set_wall(fortaleza("2026-03-03T06:00"))
    with store.write(PROGRAM) as writing:
        writing.connection.execute(update(message).values(until="2026-03-03T11:00:00.000000Z"))
    claimed = outbox.turn((), ways, 10)
    assert (claimed.expired, claimed.held, claimed.ready) == (1, 0, [])
    assert stands(store)["m/0"][0] == "expired"


def test_a_change_of_the_units_zone_holds_what_was_placed_by_the_former_one(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, unit: Place
) -> None:
    """08:00 in Fortaleza is 06:00 in Rio Branco."""
    planned(people, hours=30)
    unit.zone = "America/Rio_Branco"
    assert outbox.turn((), ways, 10).held == 3
    assert {one for _, one in stands(store).values()} == {fortaleza("2026-03-02T10:00")}
    unit.zone = "America/Fortaleza"
    assert outbox.turn((), ways, 10).ready == [], "it stands where it was put"


def test_her_own_zone_counts_and_one_that_is_none_counts_as_the_units(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan
) -> None:
    with store.write(PROGRAM) as writing:
        for one, zone in zip(people, ('"America/Rio_Branco"', '"Nowhere/At_All"'), strict=False):
            writing.append(person_attribute, {"person_id": one, "code": "time_zone", "value": zone})
    planned(people, hours=30)
    claimed = outbox.turn((), ways, 10)
    assert ({one.due.person_id for one in claimed.ready}, claimed.held) == ({people[1], people[2]}, 1)


def test_a_holiday_holds_what_is_late_and_the_next_good_day_lets_it_go(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people, hours=24 * 9)
    fake_clock.set_wall(fortaleza("2026-03-08T10:00"))
    outbox.turn((), ways, 10)
    assert {one for _, one in stands(store).values()} == {fortaleza("2026-03-09T08:00")}


def test_what_is_urgent_and_what_a_person_sends_again_waits_for_no_hour(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1], hours=30, priority=Priority.URGENT, name="urgent")
    planned(people[1:2], hours=30, name="again")
    planned(people[2:], hours=30, name="waits")
    with store.write(PROGRAM) as writing:
        again = update(message).where(message.c.name == "again/0").values(reason=Reason.BY_HAND.value)
        writing.connection.execute(again)
    fake_clock.set_wall(fortaleza("2026-03-02T23:00"))
    claimed = outbox.turn((), ways, 10)
    assert ({one.due.person_id for one in claimed.ready}, claimed.held) == ({people[0], people[1]}, 1)


def test_what_is_held_keeps_nobody_else_from_being_written_to_in_the_same_round(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    with store.write(PROGRAM) as writing:
        attribute = {"person_id": people[0], "code": "time_zone", "value": '"America/Rio_Branco"'}
        writing.append(person_attribute, attribute)
    planned(people[:1], hours=30, name="a")
    planned(people[1:], hours=30, name="b")
    email = ToldSender()
    Sending(outbox, ways, {"email": email, "sms": ToldSender()}, fake_clock, hands=1).run_until_idle()
    assert len(email.sent) == 2
    assert stands(store)["a/0"][0] == "scheduled"
