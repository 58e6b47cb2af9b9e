"""Machines get alarms over the router's own links, act, and tell what they did; one that fails is gone at once."""

import json
from collections.abc import Iterator
from datetime import datetime

import pytest

from app.kernel.clock import SystemClock
from app.router.contents import StandingNote
from app.router.delivery.model import Occasion, Standing
from app.router.links.events import Arrived
from app.router.machines.http_call import HttpCall
from app.router.machines.model import MachineKind, MachineSettings
from app.router.machines.relay import Relay
from app.router.machines.slip import Slip
from app.router.receiver.model import Row
from tests.conftest import ExpectedLogs
from tests.router.links.linked import Linked, linked
from tests.router.machines.standins import Board, Printer, Service, served, ward
from tests.router.receiver.told import note

RUNNING = "app.router.machines.running"


@pytest.fixture
def one() -> Iterator[Linked]:
    with linked() as found:
        yield found


def of(kind: MachineKind, address: str, down_to: int = 2, secret: str = "", coil: int = 0) -> MachineSettings:
    return MachineSettings(kind, address, down_to=down_to, secret=secret, coil=coil)


def printing(where: tuple[str, int]) -> Slip:
    return Slip(of(MachineKind.PAPER, at(where)), lambda row, _: (row.note.label, "Saturação 84 < 90"), SystemClock())


def at(where: tuple[str, int]) -> str:
    return f"{where[0]}:{where[1]}"


def test_a_service_is_posted_each_change_without_a_patients_name(one: Linked) -> None:
    service = Service()
    with service.running() as address:
        call = HttpCall(of(MachineKind.HTTP, address, secret="synthetic"), "door", SystemClock())
        with ward(one, call) as found:
            found.connected()
            found.shown(found.tell(note(person="Maria Synthetic")))
            found.shown(found.tell(StandingNote("bed-7", "spo2_low", Standing.ACCEPTED), priority=3))
    assert [(each["alarm"], each["standing"]) for each in service.posted] == [
        ("spo2_low", "calling"),
        ("spo2_low", "accepted"),
    ]
    assert "Maria" not in json.dumps(service.posted)
    assert service.headers[0]["Authorization"] == "Bearer synthetic"


def test_a_service_that_refuses_is_gone_for_the_router_and_has_shown_nothing(
    one: Linked, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(RUNNING, "refused 500")
    service = Service(status=500)
    with service.running() as address, ward(one, HttpCall(of(MachineKind.HTTP, address), "door", SystemClock())) as it:
        it.connected()
        it.tell(note())
        one.until(lambda: bool(it.left()))
        assert it.machine.failure is not None and it.machine.failure.args == ("refused", "500")
        assert not it.told()
        assert not it.left()[0].orderly, "a machine that fails is no machine that leaves"


def test_the_light_is_on_until_somebody_is_at_the_bed(one: Linked) -> None:
    board = Board()
    with served(board.answer) as where, ward(one, Relay(of(MachineKind.RELAY, at(where), coil=3))) as found:
        found.connected()
        found.shown(found.tell(note()))
        assert board.coils[3] is True
        found.shown(found.tell(StandingNote("bed-7", "spo2_low", Standing.ACCEPTED), priority=3))
        assert board.coils[3] is True, "somebody is on the way, and nobody there"
        found.shown(found.tell(StandingNote("bed-7", "spo2_low", Standing.PRESENT), priority=3))
        assert board.coils[3] is False


def test_the_light_says_nothing_of_alarms_below_its_priority(one: Linked) -> None:
    board = Board()
    settings = of(MachineKind.RELAY, "", down_to=0, coil=1)
    with served(board.answer) as where:
        relay = Relay(MachineSettings(**{**vars(settings), "address": at(where)}))
        with ward(one, relay) as found:
            found.connected()
            found.tell(note("hr_high", priority=1), priority=1)
            critical = found.tell(note("asystole"))
            found.shown(critical)
            found.shown(found.tell(note("asystole", occasion=Occasion.ENDED, standing=Standing.ENDED)))
            assert board.coils[1] is False


def test_a_board_that_answers_with_an_exception_has_failed(one: Linked, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(RUNNING, "refused 4")
    board = Board()
    with served(board.answer) as where, ward(one, Relay(of(MachineKind.RELAY, at(where)))) as found:
        found.connected()
        board.broken = True
        found.tell(note())
        one.until(lambda: bool(found.left()))
        assert found.machine.failure is not None and found.machine.failure.args == ("refused", "4")


def test_each_alarm_that_calls_is_one_slip(one: Linked) -> None:
    printer = Printer()
    with served(printer.answer) as where, ward(one, printing(where)) as found:
        found.connected()
        found.shown(found.tell(note()))
        found.shown(found.tell(StandingNote("bed-7", "spo2_low", Standing.ACCEPTED), priority=3))
        one.until(lambda: bool(printer.slips))
    assert len(printer.slips) == 1, "who has it stands on the screens"
    assert b"Leito 7" in printer.slips[0]
    assert "Saturação 84 < 90".encode("cp850") in printer.slips[0]


def test_a_printer_without_paper_never_connects(one: Linked, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(RUNNING, "no_paper")
    printer = Printer(status=0x72)
    with served(printer.answer) as where, ward(one, printing(where)) as found:
        one.until(lambda: found.machine.failure is not None and found.machine.failure.args[0] == "no_paper")
        assert not one.hub.reachable()
    assert not printer.slips


def test_a_printer_that_knows_no_status_prints_all_the_same(one: Linked) -> None:
    printer = Printer(status=None)
    with served(printer.answer) as where, ward(one, printing(where)) as found:
        found.connected()
        found.shown(found.tell(note()))
        one.until(lambda: bool(printer.slips))


def test_a_fault_of_the_program_makes_a_machine_leave_and_come_back(one: Linked, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect(RUNNING, "could not be worked with")
    expected_logs.expect(RUNNING, "internal ValueError")
    faulty = [True]

    def worded(row: Row, _began: datetime) -> tuple[str, ...]:
        if faulty:
            raise ValueError
        return (row.note.label,)

    printer = Printer()
    with served(printer.answer) as where:
        slip = Slip(of(MachineKind.PAPER, at(where)), worded, SystemClock())
        with ward(one, slip, again_seconds=0.2) as found:
            found.connected()
            found.tell(note())
            one.until(lambda: len(one.all(Arrived)) > 1)
            assert not found.told(), "so that the delivery calls it again"
            faulty.clear()
            found.shown(found.tell(note(occasion=Occasion.CALLED_AGAIN)))
