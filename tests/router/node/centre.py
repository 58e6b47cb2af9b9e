"""A record centre that can be cut off and comes back where it was, and a station's black box that is sent there."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from app.central.api import create_app
from app.central.certificate import own
from app.central.database import open_database
from app.central.https import listen, running
from app.central.server import make_services
from app.central.tables import black_box_hole, black_box_record, unit
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.router.blackbox.box import SMALLEST
from app.router.blackbox.model import Event
from app.router.node.box_sender import BoxLine, BoxSender, Stands
from app.router.node.box_thread import BoxPlace, BoxThread
from app.router.tables.model import Record
from app.router.tables.reading import default_tables
from app.store.store import Store
from app.sync.enrolling import EnrollingService
from app.ward.recording.sealed import RecordingKey
from tests.router.node.played import CLOCK, wait

KEY = RecordingKey(bytes(32))


class Centre:
    """The real server over TLS; `cut_off` and `back` at the same address."""

    def __init__(self, folder: Path) -> None:
        self.engine = open_database(f"sqlite:///{folder / 'central.db'}")
        with self.engine.begin() as connection:
            connection.execute(insert(unit).values(cnes="1111111", name="UBS Sintética", kind="primary_care"))
        clock = FakeClock()
        self.services = make_services(self.engine, clock, SeededIds(clock, seed=7))
        self._app, self._certificate = create_app(self.services), own(folder, clock)
        self._up, self._port = ExitStack(), 0
        self.back()

    def back(self) -> None:
        """Answer."""

        def where_it_was(one: Any) -> Any:
            if not self._port:
                return one
            one.close()
            return listen("127.0.0.1", self._port)

        up = self._up.enter_context(running(self._app, self._certificate, wrap=where_it_was))
        self.address, self._port = up.address, int(up.address.rpartition(":")[2])

    def cut_off(self) -> None:
        """Answer no more."""
        self._up.close()

    def close(self) -> None:
        self.cut_off()
        self.engine.dispose()

    def enrol(self, store: Store) -> EnrollingService:
        """Let a station in."""
        service = EnrollingService(store)
        code = self.services.enrolment.make_code("1111111", "Sala 1")
        service.enrol(PROGRAM, self.address, code, self._certificate.fingerprint)
        return service

    def station(self) -> str:
        """The only one there is."""
        return str(self.services.enrolment.stations()[0]["id"])

    def numbers(self) -> list[int]:
        table = black_box_record
        with self.engine.connect() as connection:
            return list(connection.execute(select(table.c.number).order_by(table.c.number)).scalars())

    def holes(self) -> list[tuple[int, int]]:
        table = black_box_hole
        with self.engine.connect() as connection:
            rows = connection.execute(select(table.c.first, table.c.last).order_by(table.c.first))
            return [(row.first, row.last) for row in rows]


@dataclass
class Sending:
    """A box with its thread and its sender, which asks again twenty times a second."""

    folder: Path
    open_line: Callable[[], BoxLine]
    space: int = SMALLEST
    pauses: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.box = BoxThread(
            BoxPlace(self.folder, KEY, self.space), default_tables().discards, CLOCK, lambda _why: None
        )
        self.sender = BoxSender(self.box, self.open_line, CLOCK, self._pause)

    def start(self) -> "Sending":
        self.box.start()
        self.sender.start()
        return self

    def stop(self) -> None:
        self.sender.stop()
        self.box.stop()

    def put(self, count: int, size: int = 20, what: Record = Record.LOW_ALARM_UNATTENDED) -> None:
        for _ in range(count):
            self.box.put(Event("alarm", what, CLOCK.monotonic(), {"bed": "b1", "pad": "x" * size}))

    def written(self) -> list[int]:
        """What is in the box, once it is open."""
        return self.box.ask(lambda box: [one.number for one in box.records()]).result(20)

    def kinds(self) -> list[str]:
        return self.box.ask(lambda box: [one.event.kind for one in box.records()]).result(20)

    def problem(self) -> str:
        return self.sender.told().problem

    def wait_sent(self, last: int) -> None:
        wait(lambda: self._last() >= last and self.sender.told().waiting == 0 and not self.problem())

    def wait_written(self, last: int) -> None:
        wait(lambda: self._last() >= last)

    def _last(self) -> int:
        try:
            return self.box.ask(lambda box: box.last).result(20)
        except OSError:
            return 0

    def _pause(self, failures: int, _draw: float) -> float:
        self.pauses.append(failures)
        return 0.05


class AnswerLost:
    """A line whose answers never come back, although all arrives: as a kill between sending and writing it down."""

    def __init__(self, line: BoxLine) -> None:
        self._line = line

    def box_stands(self, box: str) -> Stands:
        return self._line.box_stands(box)

    def send_box(self, box: str, records: Sequence[Mapping[str, Any]]) -> Stands:
        self._line.send_box(box, records)
        raise KnownError("sync.unreachable", address="-")

    def close(self) -> None:
        self._line.close()
