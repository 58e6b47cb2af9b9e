"""A ward's node, a router and receivers on real sockets of this machine, over a real store. Nobody here is real."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from app.kernel.errors import KnownError
from app.router.delivery.model import Standing
from app.router.duty.model import Duty, Held, Post
from app.router.duty.roster import Roster
from app.router.keeping.steps import StoreSteps
from app.router.links.admitted import fresh_pair
from app.router.links.hub import HubAddress
from app.router.node.box_sender import BoxLine
from app.router.node.box_thread import BoxPlace
from app.router.node.items import Board, Network, Paths, RouterItem, from_frame
from app.router.node.node import RouterNode, RouterParts, no_line
from app.router.node.ports import Admitted, Known, Person
from app.router.tables.model import Tables
from app.router.tables.reading import default_tables
from app.router.words import Capability
from app.store.store import Store
from app.ward.beds.journal import AlarmJournal
from app.ward.node.commands import Command
from app.ward.node.following import LinkFollower, Spoken
from app.ward.node.keys import KeyPair
from app.ward.recording.sealed import RecordingKey
from tests.router.node.played import ASYSTOLE, CLOCK, Played, PlayedWard, wait


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


def quick(tables: Tables, limit: float = 1.0) -> Tables:
    """The escalation with levels of a second, so that a test need not wait for minutes."""
    found = {}
    for priority, one in tables.escalation.items():
        levels = tuple(replace(level, attempts=2, interval=limit / 4, limit=limit) for level in one.levels)
        found[priority] = replace(one, levels=levels)
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
    open_line: Callable[[], BoxLine] = no_line

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
            open_line=self.open_line,
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
