"""The sending of a unit moves between stations over the real line, and no message goes out from two of them."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.central.granting import LEASE
from app.kernel.actor import PROGRAM, Actor
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.reminders.channels.interface import Attempted, Outcome
from app.reminders.composing import Composing, Unit
from app.reminders.grant import MARGIN, GrantState
from app.reminders.grant_service import ASK_EVERY, RENEW_EVERY, GrantService
from app.reminders.outbox.model import Done, Planned, Priority
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.planning import plan
from app.reminders.outbox.ways import Ways
from app.security.roles import Role
from app.security.session import Session, Status
from app.store.opening import open_store, write_origin
from app.store.settings import write_setting
from app.store.store import Store
from app.store.tables import message
from app.sync.enrolling import EnrollingService
from app.sync.round import Round
from tests.central.serving import Served
from tests.reminders.conftest import VERSION
from tests.store_fixtures import TEST_KEY
from tests.sync.conftest import central

__all__ = ["central"]
ACTOR = Actor("a" * 36, "Administradora Sintética")


class Station:
    """A station with its outbox and its grant."""

    def __init__(self, store: Store, central: Served, ways: Ways, *, enrol: bool = True) -> None:
        self.store, self.ways = store, ways
        self.enrolling = EnrollingService(store)
        self.grant = GrantService(store, self.enrolling.open_line)
        zone = Composing(lambda: Unit("UBS Fictícia"), lambda: "America/Fortaleza")
        self.outbox = Outbox(store, "test", zone, lambda: 0.0)
        if enrol:
            self.enrol(central)
        now = store.clock.now()
        self.session = Session("a" * 36, "Ana Sintética", "ana", Role.ADMINISTRATOR, Status.ACTIVE, "pt_BR", now)

    def enrol(self, central: Served) -> None:
        self.enrolling.enrol(ACTOR, central.address, central.code(), central.certificate.fingerprint)

    def sync(self) -> None:
        line = self.enrolling.open_line()
        Round(self.store, line).run()
        line.close()

    def claims(self) -> int:
        return len(self.outbox.turn([], self.ways, 10).ready)

    def standing(self) -> dict[str, tuple[str, str | None]]:
        with self.store.read() as connection:
            rows = connection.execute(select(message.c.name, message.c.status, message.c.reason)).all()
        return {row.name: (row.status, row.reason) for row in rows}


@pytest.fixture
def here(store: Store, central: Served, ways: Ways, people: tuple[str, ...], fake_clock: FakeClock) -> Station:
    """A station of the network with three synthetic people."""
    made = Station(store, central, ways)
    made.sync()
    return made


@pytest.fixture
def there(
    here: Station, store_template: Path, tmp_path: Path, central: Served, ways: Ways, fake_clock: FakeClock
) -> Iterator[Station]:
    """Another station of the same unit, which knows the same people."""
    path = tmp_path / "there" / "plantao.db"
    path.parent.mkdir()
    shutil.copyfile(store_template, path)
    opened = open_store(path, TEST_KEY, fake_clock, SeededIds(fake_clock, seed=9))
    opened = _with_origin(opened, fake_clock)
    made = Station(opened, central, ways)
    made.sync()
    yield made
    opened.close()


def _with_origin(store: Store, clock: FakeClock) -> Store:
    """A store of its own, not a copy of the other one."""
    with store.write(PROGRAM) as writing:
        write_origin(writing.connection, SeededIds(clock, seed=11).new(), writing.at)
    store.close()
    return open_store(store.path, TEST_KEY, clock, SeededIds(clock, seed=12))


def test_a_station_without_a_network_sends(
    store: Store, central: Served, ways: Ways, people: tuple[str, ...], planned: Callable[..., int]
) -> None:
    alone = Station(store, central, ways, enrol=False)
    planned(people)
    assert alone.grant.status().state is GrantState.ALONE
    assert alone.claims() == 3


def test_a_station_of_a_network_sends_only_once_it_was_granted(
    here: Station, people: tuple[str, ...], planned: Callable[..., int]
) -> None:
    assert here.grant.status().state is GrantState.NOT_HERE
    with pytest.raises(KnownError, match=r"grant\.not_here"):
        planned(people)
    assert here.grant.ask(here.session).state is GrantState.HELD
    planned(people)
    assert here.claims() == 3


def test_only_one_of_two_is_granted_and_hears_the_others_name(here: Station, there: Station) -> None:
    here.grant.ask(here.session)
    with pytest.raises(KnownError) as caught:
        there.grant.ask(there.session)
    assert caught.value.values["holder"] == "Sala 1"
    assert there.claims() == 0


def test_a_station_with_a_channel_asks_by_itself_and_renews(
    here: Station, central: Served, fake_clock: FakeClock
) -> None:
    here.grant.errand()
    assert here.grant.status().state is GrantState.NOT_HERE
    with here.store.write(PROGRAM) as writing:
        write_setting(writing, "channel_email", {"active": True})
    here.grant.errand()
    until = here.grant.status().until
    assert until == fake_clock.now() + LEASE - MARGIN
    fake_clock.advance(RENEW_EVERY.total_seconds() - 1)
    here.grant.errand()
    assert here.grant.status().until == until
    fake_clock.advance(1)
    here.grant.errand()
    assert here.grant.status().until == fake_clock.now() + LEASE - MARGIN


def test_giving_back_waits_for_what_is_on_its_way_and_claims_nothing_more(
    here: Station, there: Station, people: tuple[str, ...], planned: Callable[..., int], fake_clock: FakeClock
) -> None:
    here.grant.ask(here.session)
    planned(people)
    (ready,) = here.outbox.turn([], here.ways, 1).ready
    with pytest.raises(KnownError, match=r"grant\.in_flight"):
        here.grant.give_back(here.session)
    assert here.claims() == 0
    with pytest.raises(KnownError):
        there.grant.ask(there.session)
    done = Done(ready, Attempted(Outcome.ACCEPTED, provider_id="p1"), fake_clock.now())
    here.outbox.turn([done], here.ways, 10)
    here.grant.errand()
    assert here.grant.status().state is GrantState.NOT_HERE
    assert sorted(here.standing().values(), key=str) == [("cancelled", "handed_over")] * 2 + [("sent", None)]
    there.grant.ask(there.session)
    assert sorted(there.standing().values(), key=str) == [("scheduled", None)] * 2 + [("sent", None)]
    assert there.claims() == 2


def test_what_was_sent_before_is_not_made_again_by_the_next_one(
    here: Station, there: Station, people: tuple[str, ...], planned: Callable[..., int], fake_clock: FakeClock
) -> None:
    here.grant.ask(here.session)
    planned(people)
    done = [
        Done(one, Attempted(Outcome.ACCEPTED), fake_clock.now()) for one in here.outbox.turn([], here.ways, 9).ready
    ]
    here.outbox.turn(done, here.ways, 0)
    here.grant.give_back(here.session)
    there.grant.ask(there.session)
    assert _plan_at(there, people, fake_clock) == 0
    assert there.claims() == 0


def _plan_at(station: Station, people: tuple[str, ...], clock: FakeClock) -> int:
    now = clock.now()
    until = now + timedelta(hours=2)
    rows = [
        Planned(f"m/{place}", one, VERSION, "A", ("email",), "email", now, until, Priority.SINGLE)
        for place, one in enumerate(people)
    ]
    with station.store.write(PROGRAM) as writing:
        return plan(writing, rows)


def test_a_station_that_is_offline_sends_for_weeks_and_then_stops_before_another_may(
    here: Station,
    there: Station,
    central: Served,
    people: tuple[str, ...],
    planned: Callable[..., int],
    fake_clock: FakeClock,
) -> None:
    here.grant.ask(here.session)
    central.clock.advance(0)
    fake_clock.advance((LEASE - MARGIN).total_seconds() - 1)
    planned(people, hours=24 * 60)
    assert here.outbox.turn([], here.ways, 1).ready
    fake_clock.advance(1)
    assert here.claims() == 0
    # The server itself would still say no.
    with pytest.raises(KnownError):
        there.grant.ask(there.session)


def test_a_clock_that_is_set_back_lengthens_nothing(
    here: Station, people: tuple[str, ...], planned: Callable[..., int], fake_clock: FakeClock
) -> None:
    here.grant.ask(here.session)
    planned(people, hours=24 * 60)
    start = fake_clock.now()
    fake_clock.advance(LEASE.total_seconds())
    assert here.claims() == 0
    fake_clock.set_wall(start)
    assert here.claims() == 0


def test_a_station_that_comes_back_after_a_forced_move_hands_over_what_it_never_sent(
    here: Station,
    there: Station,
    central: Served,
    people: tuple[str, ...],
    planned: Callable[..., int],
    fake_clock: FakeClock,
) -> None:
    here.grant.ask(here.session)
    planned(people[:1], hours=24 * 60)
    central.clock.advance(LEASE.total_seconds())
    fake_clock.advance(LEASE.total_seconds())
    central.services.granting.force("1111111")
    there.grant.ask(there.session)
    assert _plan_at(there, people, fake_clock) == 3
    with pytest.raises(KnownError):
        here.grant.ask(here.session)
    assert list(here.standing().values()) == [("cancelled", "handed_over")]
    assert here.claims() == 0
    # Its name is known there already: it stays one message.
    fake_clock.advance(ASK_EVERY.total_seconds() + RENEW_EVERY.total_seconds())
    there.grant.errand()
    assert len(there.standing()) == 3
