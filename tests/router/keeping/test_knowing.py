"""What the router's process reads of the store, and when it reads it again."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import insert, update

from app.kernel.clock import FakeClock
from app.router.duty.model import Group, Post
from app.router.duty.service import DutyService
from app.router.keeping.knowing import Knowing
from app.router.node.ports import Known
from app.router.receivers.model import Kind
from app.router.receivers.service import ReceiverService
from app.router.settings import RouterSettings, RouterSettingsService
from app.router.tables.reading import default_contents, default_tables
from app.router.tables.service import RouterTablesService
from app.router.words import Capability
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import account, router_table
from app.ward.beds.service import BedService
from tests.clinic.conftest import session_of
from tests.store_fixtures import TEST_KEY

NURSE, ADMIN = session_of(Role.NURSE, "ana"), session_of(Role.ADMINISTRATOR, "adm")


@pytest.fixture
def knowing(store: Store) -> Knowing:
    with store.write(ADMIN.actor) as writing:
        for name, status in (("ana", "active"), ("bia", "active"), ("eva", "suspended")):
            row = {"id": name, "login": name, "display_name": name.title(), "role": "nurse", "status": status}
            author = {"language": "pt_BR", "recorded_at": writing.at, "recorded_by": "adm"}
            writing.connection.execute(insert(account).values(**row, **author))
    return Knowing(store)


def changed(knowing: Knowing) -> Known:
    found = knowing.changed()
    assert found is not None
    assert knowing.changed() is None
    return found


def test_a_fresh_station_knows_the_tables_of_the_source_and_who_may_sign_in(knowing: Knowing) -> None:
    known = knowing.read()
    assert known.tables is default_tables()
    assert known.users == {"ana": "Ana", "bia": "Bia"}
    assert (known.admitted, known.attending, known.on_duty, known.given_bits) == ((), (), frozenset(), None)
    assert knowing.changed() is None


@pytest.mark.parametrize("stored", ['{"version": "9", "source": "x"}', "[]", "torn {"])
def test_an_edited_table_that_cannot_be_read_is_named_until_it_is_put_back(
    knowing: Knowing, store: Store, stored: str
) -> None:
    tables = RouterTablesService(store)
    table = default_contents()["discards"]
    table["when_full"] = "stop"
    tables.edit(ADMIN, {"discards": table})
    known = knowing.read()
    assert known.tables_problem == "" and known.tables is not default_tables()
    with store.engine.begin() as connection:
        connection.execute(update(router_table).values(content=stored))
    known = knowing.read()
    assert known.tables is default_tables() and known.tables_problem == "discards"
    tables.to_default(ADMIN, "discards")
    known = changed(knowing)
    assert known.tables is default_tables() and known.tables_problem == ""


def test_what_people_answer_at_an_alarm_manager_is_a_persons_word_and_a_relays_is_not(
    knowing: Knowing, store: Store
) -> None:
    knowing.read()
    receivers = ReceiverService(store, TEST_KEY)
    manager = receivers.add_machine(ADMIN, "Central do hospital", Kind.ALARM_MANAGER, "K" * 40, {}, {"key": "s"})
    known = changed(knowing)
    (one,) = known.admitted
    assert not one.machine and one.person is not None
    assert one.person.user == f"alarm_manager:{manager.receiver}"
    assert known.users[one.person.user] == "Central do hospital"
    receivers.add_machine(ADMIN, "Luz", Kind.RELAY, "L" * 40, {}, {"key": "s"})
    relay = next(each for each in changed(knowing).admitted if each.kind == "relay")
    assert relay.machine and relay.person is None


def test_what_is_admitted_is_known_with_all_that_the_loop_asks_of_it(knowing: Knowing, store: Store) -> None:
    knowing.read()
    receivers = ReceiverService(store, TEST_KEY)
    machine = receivers.add_machine(ADMIN, "Luz do corredor", Kind.RELAY, "K" * 40, {"coil": 3}, {"own": "s"})
    (one,) = changed(knowing).admitted
    assert (one.receiver, one.public, one.name, one.kind) == (machine.receiver, "K" * 40, "Luz do corredor", "relay")
    assert (one.capabilities, one.machine, one.post) == (frozenset({Capability.TEXT}), True, None)
    receivers.revoke(ADMIN, machine.receiver)
    assert changed(knowing).admitted == ()


def test_a_duty_that_begins_or_ends_is_a_change_though_no_row_says_so(
    knowing: Knowing, store: Store, fake_clock: FakeClock
) -> None:
    now = fake_clock.now()
    duty = DutyService(store).put(
        NURSE, "bia", Post.NURSE, now + timedelta(days=5), now + timedelta(days=5, hours=12), Group.A
    )
    assert changed(knowing).on_duty == frozenset()
    fake_clock.advance(timedelta(days=5).total_seconds())
    known = changed(knowing)
    assert known.on_duty == {duty.duty}
    assert [one.user for one in known.roster.on_duty(fake_clock.now())] == ["bia"]
    fake_clock.advance(timedelta(hours=12).total_seconds())
    assert changed(knowing).on_duty == frozenset()


def _bed(store: Store) -> None:
    now, duty = store.clock.now(), DutyService(store)
    duty.put(NURSE, "ana", Post.NURSE, now, now + timedelta(hours=12))
    duty.take_free(NURSE, BedService(store).add_bed(NURSE, "Leito 01").bed)


def _suspend(store: Store) -> None:
    with store.write(ADMIN.actor) as writing:
        writing.connection.execute(update(account).where(account.c.id == "bia").values(status="suspended"))


def _tables(store: Store) -> None:
    tables = RouterTablesService(store)
    tables.edit(ADMIN, {"discards": {**tables.contents(ADMIN)["discards"], "when_full": "stop"}})


def _link(store: Store) -> None:
    RouterSettingsService(store).change(ADMIN, RouterSettings(link_bits=1e7))


@pytest.mark.parametrize("change", [_bed, _suspend, _tables, _link])
def test_whatever_is_changed_is_read_again_once(
    knowing: Knowing, store: Store, change: Callable[[Store], None]
) -> None:
    before = knowing.read()
    change(store)
    after = changed(knowing)
    assert (after.users, after.tables, after.given_bits, after.roster.beds_of("ana")) != (
        before.users, before.tables, before.given_bits, before.roster.beds_of("ana"),
    )  # fmt: skip
