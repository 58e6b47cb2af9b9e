"""Machines are added, tried and changed by a person, kept sealed, and run as they now are."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.router.machines.fleet import Fleet
from app.router.machines.making import make_outlet
from app.router.machines.model import MachineKind, MachineSettings
from app.router.machines.service import MachineService
from app.router.machines.stored import Machine, read_machines
from app.router.receivers.service import ReceiverService
from app.security.roles import Role
from app.security.secrets import Secrets
from app.store.store import Store
from app.store.tables import router_receiver
from tests.clinic.conftest import session_of
from tests.conftest import ExpectedLogs
from tests.router.links.linked import Linked, linked
from tests.router.machines.standins import Board, Service, served
from ui.texts import error_text, has_text

ADMIN, NURSE = session_of(Role.ADMINISTRATOR), session_of(Role.NURSE)
KEY = bytes(range(32))
RELAY = MachineSettings(MachineKind.RELAY, "127.0.0.1:502", coil=3)


@pytest.fixture
def machines(store: Store) -> MachineService:
    return MachineService(store, KEY, ReceiverService(store, KEY), SystemClock())


@pytest.fixture
def one() -> Iterator[Linked]:
    with linked() as found:
        yield found


def test_a_machine_is_kept_with_its_secret_sealed(store: Store, machines: MachineService) -> None:
    settings = MachineSettings(MachineKind.HTTP, "https://lights.example/alarm", down_to=1, secret="never in the open")
    added = machines.add(ADMIN, "Luz do corredor", settings)
    with store.read() as connection:
        found, problems = read_machines(connection, Secrets(KEY))
        rows = str(connection.execute(select(router_receiver)).all())
    assert not problems
    assert [(each.name, each.settings, each.own.public) for each in found] == [
        ("Luz do corredor", settings, added.public_key)
    ]
    assert settings.secret not in rows
    assert machines.settings(ADMIN, added) == replace(settings, secret="")


def test_what_is_changed_keeps_key_and_secret(store: Store, machines: MachineService) -> None:
    settings = MachineSettings(MachineKind.HTTP, "https://lights.example/alarm", secret="synthetic")
    added = machines.add(ADMIN, "Luz", settings)
    machines.change(ADMIN, added.receiver, replace(settings, address="https://lights.example/other", secret=""))
    with store.read() as connection:
        (found,), _ = read_machines(connection, Secrets(KEY))
    assert (found.settings.address, found.settings.secret) == ("https://lights.example/other", "synthetic")
    assert found.own.public == added.public_key


def test_only_who_changes_settings_touches_machines(machines: MachineService) -> None:
    with pytest.raises(KnownError) as refused:
        machines.add(NURSE, "Luz", RELAY)
    assert refused.value.code == "access.not_allowed"
    with pytest.raises(KnownError):
        machines.test(NURSE, RELAY)


@pytest.mark.parametrize(
    ("settings", "code"),
    [
        (replace(RELAY, address="posto"), "address"),
        (replace(RELAY, address="posto:0"), "address"),
        (replace(RELAY, address=":502"), "address"),
        (replace(RELAY, coil=70_000), "coil"),
        (replace(RELAY, down_to=3), "down_to"),
        (replace(RELAY, kind=MachineKind.PAPER, columns=5), "columns"),
        (replace(RELAY, kind=MachineKind.ALARM_MANAGER, replies_port=-1), "replies_port"),
        (MachineSettings(MachineKind.HTTP, "ftp://server/x"), "url"),
        (MachineSettings(MachineKind.HTTP, "https://user:word@server/x"), "url"),
    ],
)
def test_what_cannot_be_reached_is_refused_by_field(
    machines: MachineService, settings: MachineSettings, code: str
) -> None:
    with pytest.raises(KnownError) as refused:
        machines.add(ADMIN, "Luz", settings)
    assert refused.value.code == f"router_machines.{code}"
    assert error_text(refused.value.code, refused.value.values)


def test_a_trial_acts_on_nothing_and_says_why_it_failed(machines: MachineService) -> None:
    board = Board()
    with served(board.answer) as where:
        reachable = replace(RELAY, address=f"{where[0]}:{where[1]}")
        machines.test(ADMIN, reachable)
        assert not board.writes
        board.broken = True
        with pytest.raises(KnownError) as refused:
            machines.test(ADMIN, reachable)
    assert (refused.value.code, refused.value.values["why"]) == ("router_machines.failed", "refused")


def test_every_way_of_failing_has_its_words() -> None:
    failures = (
        "not_tried",
        "unreachable",
        "silent",
        "cut_off",
        "refused",
        "other_answer",
        "certificate",
        "no_paper",
        "internal",
    )
    assert all(has_text(f"router_machines.failure_{why}") for why in (*failures, "internal"))


def test_the_fleet_runs_what_there_is_and_begins_anew_what_changed(one: Linked, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.router.machines.running")
    board, service = Board(), Service()
    fleet = Fleet(
        lambda each: make_outlet(each.settings, each.name, lambda _row: "", lambda _row, _at: ("",), SystemClock()),
        SystemClock(),
    )
    try:
        with served(board.answer) as where, service.running() as url:
            light = Machine("light", "Luz", replace(RELAY, address=f"{where[0]}:{where[1]}"), one.admit("light"))
            door = Machine("door", "Porta", MachineSettings(MachineKind.HTTP, url), one.admit("door"))
            fleet.arrange((light, door), one.address())
            one.until(lambda: one.hub.reachable() == {"light", "door"})
            assert not fleet.failures()
            fleet.arrange((door,), one.address())
            one.until(lambda: one.hub.reachable() == {"door"})
            nowhere = replace(door, settings=replace(door.settings, address="http://127.0.0.1:9/x"))
            fleet.arrange((nowhere,), one.address())
            one.until(lambda: fleet.failures() == {"door": "unreachable"} and not one.hub.reachable())
    finally:
        fleet.stop()
