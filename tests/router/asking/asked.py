"""A router's loop that does what it is told and writes it down, with the real asking over a real store."""

import queue
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from app.kernel.errors import KnownError
from app.privacy.confidentiality import ConfidentialityService
from app.router.asking.accounts import ReceiverAccounts
from app.router.asking.asking import ReceiverAsking
from app.router.delivery.model import Entry
from app.router.duty.roster import Roster
from app.router.node.ports import Admitted, Known, Person, Router
from app.router.requests import Bed, History, Refused, Reply, Request, Setting, to_bytes
from app.router.tables.reading import default_tables
from app.router.words import Capability, DataClass
from app.security.roles import Role
from app.ward.alarms.limits import VitalLimits
from tests.security.staff import Staff, quick_passwords

ALL = frozenset(Capability)


@dataclass
class WrittenRouter:
    """`granted`: what the tables give whom, as (receiver, bed, data)."""

    known: Known
    persons: dict[str, Person] = field(default_factory=dict)
    replies: list[tuple[str, int, Reply]] = field(default_factory=list)
    done: list[tuple[Any, ...]] = field(default_factory=list)
    granted: set[tuple[str, str, DataClass]] = field(default_factory=set)
    under_way: tuple[Setting, ...] = ()
    steps: dict[tuple[str, str], History] = field(default_factory=dict)
    guests: dict[str, Admitted] = field(default_factory=dict)
    foreign: set[str] = field(default_factory=set)
    others: tuple[str, ...] = ()
    stays: dict[str, str] = field(default_factory=dict)
    passed: list[tuple[str, str, int, bytes]] = field(default_factory=list)

    def reply(self, receiver: str, sequence: int, reply: Reply) -> None:
        self.replies.append((receiver, sequence, reply))

    def person(self, receiver: str) -> Person | None:
        return self.persons.get(receiver)

    def sign_in(self, receiver: str, person: Person) -> None:
        self.persons[receiver] = person

    def sign_out(self, receiver: str) -> None:
        self.persons.pop(receiver, None)

    def can_show(self, receiver: str, capabilities: frozenset[Capability]) -> None:
        self.done.append(("can_show", receiver, capabilities))

    def alive(self, receiver: str, locked: bool) -> None:
        self.done.append(("alive", receiver, locked))

    def want(self, receiver: str, bed: str, data: DataClass, seconds: float) -> None:
        if not self.may(receiver, bed, data):
            raise KnownError("router_distribution.not_granted", data=data.value)
        self.done.append(("want", receiver, bed, data, seconds))

    def at_bedside(self, bed: str, user: str) -> None:
        self.done.append(("at_bedside", bed, user))

    def beds(self, receiver: str) -> tuple[Bed, ...]:
        return tuple(Bed(bed, bed.upper(), {data: "broadcast"}) for name, bed, data in self.granted if name == receiver)

    def stay(self, bed: str) -> str:
        return self.stays.get(bed, "")

    def station(self, receiver: str) -> Bed | None:
        granted = {data: "on_request" for name, bed, data in self.granted if name == receiver and not bed}
        return Bed("", "", granted) if granted else None

    def settings(self, receiver: str) -> tuple[Setting, ...]:
        return tuple(one for one in self.under_way if self.may(receiver, one.bed, DataClass.BIOMEDICAL))

    def may(self, receiver: str, bed: str, data: DataClass) -> bool:
        return (receiver, bed, data) in self.granted

    def history(self, bed: str, alarm: str) -> History:
        return self.steps.get((bed, alarm), History(()))

    def guest(self, receiver: str) -> Admitted | None:
        return self.guests.get(receiver)

    def has_bed(self, bed: str) -> bool:
        return bed not in self.foreign

    def nodes(self) -> tuple[str, ...]:
        return self.others

    def ask_node(self, node: str, receiver: str, sequence: int, content: bytes) -> None:
        self.passed.append((node, receiver, sequence, content))

    def note(self, kind: str, **fields: str | int | float | bool) -> None:
        self.done.append((kind, fields))


class Asked:
    """Two windows, a telephone and a machine; each request is asked and worked through to its end."""

    def __init__(self, staff: Staff, agreements: ConfidentialityService | None = None) -> None:
        self.staff, self.at = staff, 0.0
        window = Admitted("w1", "", "Posto", "window", ALL)
        self.receivers = (
            window,
            replace(window, receiver="w2", name="Corredor", capabilities=frozenset({Capability.TEXT})),
            replace(window, receiver="p1", name="Celular", kind="phone"),
            replace(window, receiver="m1", name="Luz", kind="relay", machine=True),
        )
        self.router = WrittenRouter(Known(default_tables(), Roster(), admitted=self.receivers))
        self._posted: queue.SimpleQueue[Callable[[Router, float], None]] = queue.SimpleQueue()
        self.limits: list[tuple[str, str, str, VitalLimits]] = []
        self.kept: tuple[Entry, ...] = ()
        self.fails: Exception | None = None
        self.asking = ReceiverAsking(
            self.router,
            self._posted.put,
            ReceiverAccounts(staff.store, quick_passwords(), agreements=agreements),
            self._set_limits,
            lambda _bed, _alarm: self.kept,
            lambda: 1_000.0,
        )

    def ask(self, receiver: str, request: Request | bytes, *, finish: bool = True) -> Reply | None:
        """The answer; None where a worker still finds it."""
        self.at += 5.0
        content = request if isinstance(request, bytes) else to_bytes(request)
        before = len(self.router.replies)
        self.asking.take(receiver, content, len(self.router.replies) + 1, self.at)
        if finish and len(self.router.replies) == before:
            self.finish()
        return self.router.replies[-1][2] if len(self.router.replies) > before else None

    def finish(self) -> None:
        """Have the next worker's word done on the loop's thread."""
        self._posted.get(timeout=20.0)(self.router, self.at)

    def refused(self, receiver: str, request: Request | bytes) -> str:
        """The code of the refusal."""
        answer = self.ask(receiver, request)
        assert isinstance(answer, Refused), answer
        return answer.code

    def know(self, **changes: Any) -> None:
        """The store says something else now."""
        self.router.known = replace(self.router.known, **changes)
        self.asking.tick(self.at)

    def grant(self, receiver: str, bed: str, *data: DataClass) -> None:
        self.router.granted |= {(receiver, bed, one) for one in data}

    def role(self, login: str, role: Role) -> None:
        """Somebody's role becomes another, as the store would say it."""
        self.know(roles={self.staff.id_of(login): role})

    def _set_limits(self, who: str, bed: str, vital: str, limits: VitalLimits) -> None:
        if self.fails is not None:
            raise self.fails
        self.limits.append((who, bed, vital, limits))
