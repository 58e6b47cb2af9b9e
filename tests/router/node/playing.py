"""A ward's node, a router and receivers on real sockets of this machine, over a real store. Nobody here is real."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from app.kernel.clock import SystemClock
from app.kernel.errors import KnownError
from app.router.chains import Assembler
from app.router.contents import AlarmNote, BedNote, Content, StandingNote, TroubleNote, from_value
from app.router.datagram import SIZE, MessageType, unpack
from app.router.delivery.model import Standing
from app.router.duty.model import Duty, Held, Post
from app.router.duty.roster import Roster
from app.router.keeping.steps import StoreSteps
from app.router.links.admitted import fresh_pair
from app.router.links.client import Delivered, LinkChanged, NodeAddress, ReceiverLink, Replied
from app.router.links.hub import HubAddress
from app.router.node.box_thread import BoxPlace
from app.router.node.items import Board, Network, Paths, RouterItem, from_frame
from app.router.node.node import RouterNode, RouterParts
from app.router.node.ports import Admitted, Known, Person
from app.router.tables.model import Level, Tables
from app.router.tables.reading import default_tables
from app.router.words import Capability, Response
from app.store.store import Store
from app.ward.beds.directory import BedDevice, FixedBeds, WardBed
from app.ward.beds.journal import AlarmJournal
from app.ward.inputs import Deliver, Refuse
from app.ward.node.commands import Command
from app.ward.node.following import LinkFollower, Spoken
from app.ward.node.keys import KeyPair, NodeLink
from app.ward.node.node import WardNode
from app.ward.recording.sealed import RecordingKey
from app.ward.signals import DeviceAlert, DeviceMessage, Phase, Source

CLOCK = SystemClock()
BEDS = FixedBeds(
    (
        WardBed("b1", "Leito 01", "stay-1", "M. S.", devices=(BedDevice("m1", waited_for=False),)),
        WardBed("b2", "Leito 02", "stay-2", "J. P.", devices=(BedDevice("m2", waited_for=False),)),
    )
)
ASYSTOLE = "asystole"
_PATIENCE = 20.0


def wait(condition: Callable[[], bool], seconds: float = _PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.005)


class Device:
    """An input that says what a test tells it."""

    name = "test"
    deliver: Deliver

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        self.deliver = deliver

    def stop(self) -> None:
        pass

    def say(self, message: DeviceMessage) -> None:
        self.deliver(message)

    def asystole(self, device: str = "m1", phase: Phase = Phase.START) -> None:
        state = "inactive" if phase is Phase.END else "active"
        source = Source(device)
        words = ("alert-1", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", phase)
        self.deliver(DeviceAlert(source, CLOCK.monotonic(), *words, state=state, priority="PH"))


class PlayedWard:
    """The ward's node: `stop` it, and `start` another."""

    def __init__(self) -> None:
        self.link: NodeLink | None = None
        self.device = Device()

    def start(self) -> None:
        self.device = Device()
        self.node = WardNode(BEDS, (self.device,), lambda _changes: None, CLOCK)
        self.link = self.node.start()

    def stop(self) -> None:
        if self.link is not None:
            self.link = None
            self.node.stop()


@dataclass
class Knowing:
    """What the store would say; a test puts something else into `known`."""

    known: Known
    told: Known | None = None

    def read(self) -> Known:
        self.told = self.known
        return self.known

    def changed(self) -> Known | None:
        if self.known is self.told:
            return None
        return self.read()


class Played:
    """A receiver in a thread of its own: shows what it gets unless told otherwise, and keeps all of it."""

    def __init__(self, name: str, address: NodeAddress, own: KeyPair) -> None:
        self.name, self.shows = name, True
        self._link = ReceiverLink(address, own, CLOCK)
        self._assembler = Assembler(most=256)
        self._lock, self._stopping = threading.Lock(), threading.Event()
        self.contents: list[tuple[int, Content]] = []
        self.heads: list[str] = []
        self.bulk: list[tuple[int, int]] = []
        self.values = b""
        self.replies: list[Replied] = []
        self.connected = False
        self._orderly = True
        self._thread = threading.Thread(target=self._work, name=name)
        self._thread.start()

    def notes(self, kind: type[Content] = AlarmNote) -> list[Content]:
        with self._lock:
            return [one for _, one in self.contents if isinstance(one, kind)]

    def alarms(self) -> list[AlarmNote]:
        return [one for one in self.notes() if isinstance(one, AlarmNote)]

    def asked(self) -> list[AlarmNote]:
        return [one for one in self.alarms() if one.asks]

    def standings(self) -> list[StandingNote]:
        return [one for one in self.notes(StandingNote) if isinstance(one, StandingNote)]

    def beds(self) -> list[BedNote]:
        return [one for one in self.notes(BedNote) if isinstance(one, BedNote)]

    def troubles(self) -> set[tuple[str, str]]:
        standing: set[tuple[str, str]] = set()
        for one in self.notes(TroubleNote):
            assert isinstance(one, TroubleNote)
            (standing.add if one.present else standing.discard)((one.code, one.subject))
        return standing

    def answer(self, response: Response) -> int:
        """To the newest alarm; the sequence by which it is replied."""
        with self._lock:
            number = next(number for number, one in reversed(self.contents) if isinstance(one, AlarmNote))
            return self._link.answer(response, number)

    def request(self, content: bytes) -> int:
        with self._lock:
            return self._link.request(content)

    def close(self, *, orderly: bool = True) -> None:
        self._orderly = orderly
        self._stopping.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._link.wait(10)
            with self._lock:
                for one in self._link.read():
                    if isinstance(one, Delivered):
                        self._delivered(one)
                    elif isinstance(one, Replied):
                        self.replies.append(one)
                    elif isinstance(one, LinkChanged):
                        self.connected = one.connected
        self._link.close(orderly=self._orderly)

    def _delivered(self, one: Delivered) -> None:
        if self.shows and one.priority < 4:
            self._link.shown(one.numbers())
        for at in range(0, len(one.datagrams), SIZE):
            datagram = unpack(one.datagrams[at : at + SIZE])
            self.heads.append(datagram.name)
            if datagram.kind not in (MessageType.ALARM, MessageType.INTRODUCTION):
                self.bulk.append((datagram.priority, datagram.kind))
                self.values += datagram.value.rstrip(b"\0")
                continue
            whole = self._assembler.add(datagram, one.at)
            if whole is not None:
                self.contents.append((whole.head.message, from_value(whole.value)))


def quick(tables: Tables, limit: float = 1.0) -> Tables:
    """The escalation with levels of a second, so that a test need not wait for minutes."""
    found = {}
    for priority, one in tables.escalation.items():
        levels = tuple(replace(level, attempts=2, interval=limit / 4, limit=limit) for level in one.levels)
        found[priority] = replace(one, levels=levels)
    return replace(tables, escalation=found)


def no_levels_but(tables: Tables, *targets: str) -> Tables:
    """Each escalation of these levels alone."""
    found = {}
    for priority, one in tables.escalation.items():
        found[priority] = replace(one, levels=tuple(Level((target,), 3, 1.0, 10.0) for target in targets))
    return replace(tables, escalation=found)


def roster(*users: str, bed_nurse: str = "ana") -> Roster:
    """Everybody a nurse on duty; both beds are of one."""
    now = CLOCK.now()
    begins, until = now - timedelta(hours=1), now + timedelta(hours=8)
    duties = [Duty(f"d-{one}", one, Post.NURSE, begins, until) for one in users]
    executive = Duty("d-eva", "eva", Post.EXECUTIVE_NURSE, begins, until)
    return Roster([*duties, executive], [Held(one, bed_nurse, begins) for one in ("b1", "b2")])


TEXT = frozenset({Capability.TEXT})


@dataclass
class Place:
    """`router` over `store`, beside `ward`."""

    folder: Path
    store: Store
    tables: Tables = field(default_factory=default_tables)
    users: tuple[str, ...] = ("ana", "bia")
    ward: PlayedWard = field(default_factory=PlayedWard)
    pairs: dict[str, KeyPair] = field(default_factory=dict)
    receivers: dict[str, Played] = field(default_factory=dict)
    own: KeyPair = field(default_factory=fresh_pair)
    items: list[RouterItem] = field(default_factory=list)
    ports: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        self.key = RecordingKey(bytes(32))
        self.knows = Knowing(self.known())
        self.router: RouterNode | None = None
        self.window: LinkFollower[RouterItem] | None = None

    def known(self, *admitted: Admitted) -> Known:
        names = {one: one.capitalize() for one in (*self.users, "eva")}
        return Known(self.tables, roster(*self.users), (), admitted, names, frozenset({"d"}))

    def admit(self, *names: str, capabilities: frozenset[Capability] = TEXT) -> None:
        found = list(self.knows.known.admitted)
        for name in names:
            self.pairs[name] = fresh_pair()
            found.append(Admitted(name, self.pairs[name].public, f"Tela {name}", "window", capabilities))
        self.knows.known = replace(self.knows.known, admitted=tuple(found))

    def journal_rows(self) -> int:
        """Rows that a router which is killed now would leave."""
        return len(AlarmJournal(self.folder / "journal", self.key).left())

    def parts(self) -> RouterParts:
        return RouterParts(
            knows=self.knows,
            steps=StoreSteps(self.store),
            journal=AlarmJournal(self.folder / "journal", self.key),
            box=BoxPlace(self.folder / "box", self.key),
            own=self.own,
            find_ward=lambda: self.ward.link,
            address=HubAddress("127.0.0.1", *self.ports),
        )

    def start(self) -> RouterNode:
        self.items.clear()
        self.router = RouterNode(self.parts(), CLOCK)
        link = self.router.start()
        self.ports = (self.router.address.alarms_port, self.router.address.bulk_port)
        spoken = Spoken(from_frame, lambda item: isinstance(item, Board), "router.silent")
        self.window = LinkFollower(lambda: link, self.items.append, CLOCK, spoken)
        self.window.start()
        return self.router

    def stop_router(self) -> None:
        if self.window is not None:
            self.window.stop()
            self.window = None
        if self.router is not None:
            self.router.stop()
            self.router = None

    def stop(self) -> None:
        for one in self.receivers.values():
            one.close()
        self.stop_router()
        self.ward.stop()

    def connect(self, name: str) -> Played:
        assert self.router is not None
        one = self.receivers[name] = Played(name, self.router.address, self.pairs[name])
        wait(lambda: one.connected)
        return one

    def sign_in(self, receiver: str, user: str, user_class: str = "nursing") -> None:
        assert self.router is not None
        person = Person(user, user.capitalize(), user_class)
        self.router.loop.ask(lambda core, _at: core.sign_in(receiver, person)).result(10)

    def join(self, name: str, user_class: str = "nursing") -> Played:
        """A receiver of the same name as who signs in there."""
        one = self.connect(name)
        self.sign_in(name, name, user_class)
        return one

    def ask(self, name: str, who: str = "ana", bed: str = "b1", **values: object) -> dict[str, object]:
        assert self.window is not None
        return self.window.ask(Command(name, who, bed, {"name": who, **values}))

    def refusal(self, name: str, **values: object) -> str:
        try:
            self.ask(name, **values)  # type: ignore[arg-type]  # fields, said by the test
        except KnownError as problem:
            return problem.code
        return ""

    def board(self) -> Board:
        return next((one for one in reversed(self.items) if isinstance(one, Board)), Board(()))

    def stands(self, standing: Standing) -> bool:
        """Whether the board's first line stands so."""
        return [one.standing for one in self.board().entries[:1]] == [standing]

    def paths(self) -> Paths | None:
        return next((one for one in reversed(self.items) if isinstance(one, Paths)), None)

    def network(self) -> Network | None:
        return next((one for one in reversed(self.items) if isinstance(one, Network)), None)

    def steps(self, bed: str = "b1", alarm: str = ASYSTOLE) -> list[tuple[str, str]]:
        """Step and receiver of an alarm that is under way, as the router tells them."""
        told = self.ask("history", bed=bed, alarm=alarm)["steps"]
        assert isinstance(told, list)
        return [(str(one["step"]), str(one["receiver"])) for one in told]
