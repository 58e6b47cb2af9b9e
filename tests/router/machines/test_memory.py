"""A machine agrees with the alarms again after it failed, after its program was killed, and with nothing twice."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.interop.hl7.reading import read
from app.kernel.clock import SystemClock
from app.router.contents import StandingNote
from app.router.delivery.model import Occasion, Standing
from app.router.links.client import ReceiverLink
from app.router.machines.http_call import HttpCall
from app.router.machines.memory import Memory
from app.router.machines.model import MachineKind, MachineSettings
from app.router.machines.outlet import Outlet
from app.router.machines.relay import Relay
from app.router.machines.running import RunningMachine
from app.router.machines.slip import Slip
from app.ward.beds.journal import AlarmJournal
from app.ward.node.keys import KeyPair
from app.ward.recording.sealed import RecordingKey
from app.ward.signals import DeviceAlert, Phase
from tests.conftest import ExpectedLogs
from tests.router.links.linked import Linked, linked
from tests.router.machines.standins import NAME, Board, Manager, Printer, Service, Ward, served, ward
from tests.router.machines.test_alarm_manager import manager_of, one_message
from tests.router.receiver.told import note

RUNNING = "app.router.machines.running"
CLOCK = SystemClock()
OVER = note(occasion=Occasion.ENDED, standing=Standing.ENDED)


@pytest.fixture
def one() -> Iterator[Linked]:
    with linked() as found:
        yield found


class Program:
    """The program of one machine, again and again over the same folder; `kill` ends it without a word."""

    def __init__(self, one: Linked, folder: Path) -> None:
        self.one, self._folder = one, folder
        self.ward = Ward(one, Relay(MachineSettings(MachineKind.RELAY, "127.0.0.1:1")), 1.0)
        self._pair: KeyPair = one.admit(NAME)
        self.running: RunningMachine | None = None

    def start(self, outlet: Outlet, complete_seconds: float = 3_600.0) -> None:
        memory = Memory(CLOCK, AlarmJournal(self._folder, RecordingKey(bytes(32))))
        self.running = RunningMachine(NAME, outlet, self._link, CLOCK, memory=memory, complete_seconds=complete_seconds)
        self.running.start()
        self.ward.connected()

    def stop(self) -> None:
        assert self.running is not None
        self.running.stop()
        self.one.until(lambda: not self.one.hub.reachable())

    def _link(self) -> ReceiverLink:
        return ReceiverLink(self.one.address(), self._pair, CLOCK)


@pytest.fixture
def program(one: Linked, tmp_path: Path) -> Iterator[Program]:
    found = Program(one, tmp_path / "machine")
    yield found
    if found.running is not None:
        found.running.stop()


def phases(far: Manager) -> list[Phase]:
    told = [read(one_message(message), 0.0, "peer").value for message in far.alarms()]
    return [alert.phase for alert in told if isinstance(alert, DeviceAlert)]


def test_a_light_stays_on_over_a_new_start_until_the_alarm_is_told_as_over(program: Program) -> None:
    board = Board()
    with served(board.answer) as where:
        settings = MachineSettings(MachineKind.RELAY, f"{where[0]}:{where[1]}", coil=3)
        program.start(Relay(settings))
        program.ward.shown(program.ward.tell(note()))
        program.stop()
        written = len(board.writes)
        program.start(Relay(settings))
        program.one.until(lambda: len(board.writes) > written)
        assert all(on for _coil, on in board.writes[written:]), "it never went out"
        program.ward.shown(program.ward.tell(note()))
        program.ward.shown(program.ward.tell(OVER))
        assert board.coils[3] is False
        program.stop()


@pytest.mark.parametrize("kind", [MachineKind.HTTP, MachineKind.ALARM_MANAGER])
def test_an_alarm_that_ended_while_the_program_was_away_is_told_as_over(program: Program, kind: MachineKind) -> None:
    service, far = Service(), Manager()
    with service.running() as url, served(far.answer) as where:
        made: dict[MachineKind, Callable[[], Outlet]] = {
            MachineKind.HTTP: lambda: HttpCall(MachineSettings(kind, url), "door", CLOCK),
            MachineKind.ALARM_MANAGER: lambda: manager_of(where),
        }
        program.start(made[kind]())
        program.ward.shown(program.ward.tell(note(person="Maria Synthetic")))
        program.stop()
        program.start(made[kind](), complete_seconds=0.2)
        if kind is MachineKind.HTTP:
            program.one.until(lambda: [one["ended"] for one in service.posted] == [False, True])
        else:
            program.one.until(lambda: phases(far) == [Phase.START, Phase.END])
        program.stop()
        program.start(made[kind](), complete_seconds=0.2)
        program.ward.shown(program.ward.tell(note("apnea")))
        assert [one["alarm"] for one in service.posted[2:]] == ["apnea"] * len(service.posted[2:]), "once, and no more"
        assert phases(far)[2:] == [Phase.START] * len(phases(far)[2:])
        program.stop()


def test_what_was_told_lies_sealed_and_without_a_name(program: Program, tmp_path: Path) -> None:
    service = Service()
    with service.running() as url:
        program.start(HttpCall(MachineSettings(MachineKind.HTTP, url), "door", CLOCK))
        program.ward.shown(program.ward.tell(note(person="Maria Synthetic")))
        program.stop()
    kept = b"".join(path.read_bytes() for path in (tmp_path / "machine").iterdir())
    assert kept and b"Maria" not in kept and b"spo2_low" not in kept
    rows = AlarmJournal(tmp_path / "machine", RecordingKey(bytes(32))).left()
    assert rows and "Maria" not in str(rows)


def test_an_alarm_that_ended_while_the_manager_failed_is_told_as_over(one: Linked, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow(RUNNING)
    far = Manager()
    with served(far.answer) as where, ward(one, manager_of(where), 0.2, complete_seconds=0.2) as found:
        found.machine._complete_seconds = 0.2
        found.connected()
        found.shown(found.tell(note()))
        far.code = "AE"
        found.tell(StandingNote("bed-7", "spo2_low", Standing.ACCEPTED), priority=3)
        one.until(lambda: bool(found.left()))
        far.code = "CA"
        one.until(lambda: Phase.END in phases(far))


def test_a_slip_is_printed_once_for_each_beginning_however_often_it_is_called(one: Linked) -> None:
    printer = Printer()
    with served(printer.answer) as where:
        slip = Slip(
            MachineSettings(MachineKind.PAPER, f"{where[0]}:{where[1]}"), lambda row, _: (row.note.label,), CLOCK
        )
        with ward(one, slip) as found:
            found.connected()
            found.shown(found.tell(note()))
            for occasion in (Occasion.CALLED_AGAIN, Occasion.REPEATED, Occasion.REPEATED):
                found.shown(found.tell(note(occasion=occasion)))
            assert len(printer.slips) == 1
            found.shown(found.tell(note(occasion=Occasion.BEGAN)))
            one.until(lambda: len(printer.slips) == 2)


def test_a_kept_row_that_cannot_be_read_stops_no_machine(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.router.machines.memory", "could not be read")
    journal = AlarmJournal(tmp_path, RecordingKey(bytes(32)))
    journal.append([{"of": "another version"}])
    journal.close()
    assert Memory(CLOCK, AlarmJournal(tmp_path, RecordingKey(bytes(32)))).rows() == ()
