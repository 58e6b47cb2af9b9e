"""What the router's loop asks of the rooms around it, and what it does for them. Small on purpose.

Everything of `Router` and every call of `Asking` belongs to the loop's thread and may not wait: what takes time
(passwords, the store, the ward's answer) goes to a thread of its own and comes back by `Post`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from app.router.distribution.model import Attending
from app.router.duty.model import Post as DutyPost
from app.router.duty.roster import Roster
from app.router.requests import Bed, History, Reply, Setting
from app.router.tables.model import Tables
from app.router.words import Capability, DataClass
from app.security.roles import Role


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever has signed in at a receiver: account, display name, column of table 14."""

    user: str
    name: str
    user_class: str


@dataclass(frozen=True, slots=True)
class Admitted:
    """A receiver that may come in: its public key (Z85, "" for what does not connect), its name for people, what it is
    (`items.ReceiverState.kind`) and what it can show. `post`: it stands at one, whoever sits there. `person`: who
    answers there without signing in (the people of an alarm manager)."""

    receiver: str
    public: str
    name: str
    kind: str
    capabilities: frozenset[Capability] = frozenset({Capability.TEXT})
    machine: bool = False
    post: DutyPost | None = None
    person: Person | None = None


@dataclass(frozen=True)
class Known:
    """What the store says, as it was read last. `users`: display name of every account that may sign in."""

    tables: Tables
    roster: Roster
    attending: tuple[Attending, ...] = ()
    admitted: tuple[Admitted, ...] = ()
    users: Mapping[str, str] = field(default_factory=dict)
    on_duty: frozenset[str] = frozenset()
    """Duties that are on at this moment: that one begins or ends is a change, though no row of the store did."""
    roles: Mapping[str, Role] = field(default_factory=dict)
    """Of each of `users`."""
    given_bits: float | None = None
    """What the slowest link of the ward gives (bit/s), where somebody has said or measured it."""
    tables_problem: str = ""
    """The table that people edited and this program cannot read, so that `tables` are as it brings them."""


class Router(Protocol):
    """What a request, or a window's command, may have done."""

    @property
    def known(self) -> Known:
        """What the store says."""
        ...

    def reply(self, receiver: str, sequence: int, reply: Reply) -> None:
        """Answer a request; nothing happens where the receiver is gone."""
        ...

    def person(self, receiver: str) -> Person | None:
        """Who has signed in there."""
        ...

    def sign_in(self, receiver: str, person: Person) -> None:
        """Somebody takes this receiver; it survives a restart of the router, and ends with the account."""
        ...

    def sign_out(self, receiver: str) -> None:
        """The person leaves in good order."""
        ...

    def can_show(self, receiver: str, capabilities: frozenset[Capability]) -> None:
        """What it says of itself; counted as far as its admission names it."""
        ...

    def alive(self, receiver: str, locked: bool) -> None:
        """The sign of life of the person's screen; on a locked one nothing counts as shown."""
        ...

    def want(self, receiver: str, bed: str, data: DataClass, seconds: float) -> None:
        """Data on request, 0 seconds: no longer. KnownError as `Distribution.request`."""
        ...

    def at_bedside(self, bed: str, user: str) -> None:
        """Somebody is at this bed."""
        ...

    def beds(self, receiver: str) -> tuple[Bed, ...]:
        """The beds as this receiver may know them: rules, limits in force, what was asked, who holds them."""
        ...

    def stay(self, bed: str) -> str:
        """What tells one patient of the bed from the next; "" where nobody lies there."""
        ...

    def station(self, receiver: str) -> Bed | None:
        """What this receiver may know of devices that stand at no bed; None: nothing."""
        ...

    def settings(self, receiver: str) -> tuple[Setting, ...]:
        """The changes of limits that are on their way, of the beds whose limits this receiver may know."""
        ...

    def may(self, receiver: str, bed: str, data: DataClass) -> bool:
        """Whether table 14 grants its person this at all, on request or by itself."""
        ...

    def history(self, bed: str, alarm: str) -> History:
        """The steps of an alarm that is under way or has just ended, for people; none where it is neither."""
        ...

    def guest(self, receiver: str) -> Admitted | None:
        """A receiver that is connected to another node, as that node says; None: it is not."""
        ...

    def has_bed(self, bed: str) -> bool:
        """Whether it is a bed of this node's ward."""
        ...

    def nodes(self) -> Sequence[str]:
        """Other nodes that can be reached."""
        ...

    def ask_node(self, node: str, receiver: str, sequence: int, content: bytes) -> None:
        """Pass a request on; its answer comes to `Asking.replied`."""
        ...

    def note(self, kind: str, **fields: str | int | float | bool) -> None:
        """Have the black box keep that a parameter was changed, or something refused; never a patient's name."""
        ...


Post = Callable[[Callable[[Router, float], None]], None]
"""Have something done on the loop's thread, soon: from any thread, in order; it is given the monotonic second."""


class Asking(Protocol):
    """The requests of receivers (`requests.py`)."""

    def take(self, receiver: str, content: bytes, sequence: int, at: float) -> None:
        """One request, to be answered by `Router.reply`, whatever it holds."""
        ...

    def replied(self, node: str, receiver: str, sequence: int, content: bytes) -> None:
        """Another node's answer to a request that was passed on to it."""
        ...

    def left(self, receiver: str, at: float) -> None:
        """It is connected no longer, or was revoked; its person is still signed in until `Router.sign_out`."""
        ...

    def tick(self, at: float) -> None:
        """Ten times a second."""
        ...

    def stop(self) -> None:
        """The loop has ended; from another thread."""
        ...


MakeAsking = Callable[[Router, Post], Asking]
"""How the loop gets its asking; the router is for its thread alone."""


class Steps(Protocol):
    """Where the steps of all alarms lie for ever (`router_step`). Called by the writer's thread; may raise anything."""

    def append(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Keep these in their order; each is `restoring.record(entry)` with `clock_zero` (the POSIX second at which
        the clock of its `at` stood at 0) and `name` (who did it, as it was shown, "" for nobody)."""
        ...

    def missing(self, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        """Those of these that are not there yet."""
        ...

    def unended(self) -> list[Mapping[str, Any]]:
        """All steps of the alarms that have not ended, in their order."""
        ...
