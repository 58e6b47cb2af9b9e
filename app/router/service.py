"""What a window asks of the router: how the alarms stand on their way to people, and what people say to them.

Sockets are loaded when somebody looks: most stations have no ward.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.phones.started import read_started
from app.router.why_silent import read_problem
from app.router.words import Capability, Response
from app.security.roles import Action
from app.security.session import Session, require

if TYPE_CHECKING:
    from app.router.node.items import Board, Network, Paths, RouterItem
    from app.router.receivers.service import ReceiverService
    from app.router.requests import History
    from app.ward.node.following import LinkFollower

_WHY_SECONDS: Final = 2.0
_Kind = TypeVar("_Kind", "Board", "Paths", "Network")


@dataclass(frozen=True)
class PairingCode:
    """What is typed into a new receiver: valid once, `until` an instant. `address`: HOST:PORT where it connects.
    `fingerprint`: of a telephone's page, SHA-256 of its certificate (64 hexadecimal digits), to be compared."""

    code: str
    until: datetime
    address: str
    fingerprint: str = ""


class RouterService:
    """Follows the router of this station from the first time that somebody looks; its newest items are there at once,
    for any thread. What asks the router waits for its answer, so it is called from a worker thread, and raises what the
    router refuses, `router.silent` where it does not answer.

    Commands (`app/ward/node/commands.py`): `who` is the account's identifier, `values["name"]` its display name; what
    each brings besides, and what it answers, stands at its method.
    """

    def __init__(self, folders: StationFolders, clock: Clock, receivers: "ReceiverService") -> None:
        self._folders, self._clock, self._receivers = folders, clock, receivers
        self._follower: LinkFollower[RouterItem] | None = None
        self._starting = threading.Lock()
        self._newest: dict[type[RouterItem], tuple[RouterItem, float]] = {}
        self._version = 0
        self._why: tuple[KnownError | None, float] = (None, float("-inf"))

    def follow(self) -> None:
        """Begin to follow, unless it has begun."""
        from app.router.node.items import Board, from_frame  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ
        from app.ward.node.following import LinkFollower, Spoken  # noqa: PLC0415 - ZeroMQ is loaded with it
        from app.ward.node.keys import ROUTER_FILE, read_link  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        with self._starting:
            if self._follower is None:
                spoken = Spoken(from_frame, lambda item: isinstance(item, Board), "router.silent")
                home = self._folders.home
                self._follower = LinkFollower(lambda: read_link(home, ROUTER_FILE), self._take, self._clock, spoken)
                self._follower.start()

    def stop(self) -> None:
        """End; what was told last stays, and the router goes on."""
        with self._starting:
            follower, self._follower = self._follower, None
        if follower is not None:
            follower.stop()

    def version(self) -> int:
        """Grows with each item: what shows them looks here whether anything is new."""
        return self._version

    def board(self) -> "Board | None":
        """All alarms on their way; None before the router was heard."""
        from app.router.node.items import Board  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        return self._one(Board)

    def paths(self) -> "Paths | None":
        """Receivers, technical alarms of the path, whose the beds are."""
        from app.router.node.items import Paths  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        return self._one(Paths)

    def network(self) -> "Network | None":
        """Links, routes and the budget."""
        from app.router.node.items import Network  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        return self._one(Network)

    def age(self, kind: "type[RouterItem]") -> float | None:
        """Seconds since the newest item of this kind came; its `ago` are so much older by now."""
        found = self._newest.get(kind)
        return None if found is None else self._clock.monotonic() - found[1]

    def is_silent(self) -> bool:
        """Whether the router is not heard: what is shown is then no longer the present."""
        follower = self._follower
        return follower is None or follower.is_silent()

    def problem(self) -> KnownError | None:
        """Why the router does not speak, once somebody has begun to follow it; None where it does."""
        follower = self._follower
        if follower is None or not follower.is_silent():
            return None
        now = self._clock.monotonic()
        if now - self._why[1] > _WHY_SECONDS:
            self._why = (read_problem(self._folders.home), now)
        return self._why[0] or KnownError("router.silent")

    def answer(self, session: Session, bed: str, alarm: str, response: Response) -> None:
        """What whoever is signed in here says to an alarm. Asks `answer` {alarm, response}."""
        self._ask(session, Action.ANSWER_ALARMS, "answer", bed, alarm=alarm, response=response)

    def at_bedside(self, session: Session, bed: str) -> None:
        """Whoever is signed in here is at this bed. Asks `at_bedside` {}."""
        self._ask(session, Action.ANSWER_ALARMS, "at_bedside", bed)

    def pairing_code(self, session: Session, name: str, kind: str, capabilities: Iterable[Capability]) -> PairingCode:
        """A code for one new receiver. Asks `pairing_code` {kind, label, capabilities}: {code, seconds, address}."""
        values = {"kind": kind, "label": name, "capabilities": sorted(capabilities)}
        told = self._ask(session, Action.CHANGE_SETTINGS, "pairing_code", "", **values)
        until = self._clock.now() + timedelta(seconds=float(told["seconds"]))
        pages = read_started(self._folders.home) if kind == "phone" else None
        fingerprint = pages.fingerprint if pages is not None else ""
        return PairingCode(str(told["code"]), until, str(told["address"]), fingerprint)

    def revoke(self, session: Session, receiver: str) -> None:
        """This receiver gets nothing from now on, and cannot come in again, whether the router runs or not. Asks
        `revoke` {receiver}. KnownError router_receivers.unknown."""
        try:
            self._ask(session, Action.CHANGE_SETTINGS, "revoke", "", receiver=receiver)
        except KnownError as problem:
            if problem.code != "router.silent":
                raise
            self._receivers.revoke(session, receiver)

    def history(self, session: Session, bed: str, alarm: str) -> "History":
        """The steps of one alarm so far. Asks `history` {alarm}: {steps}."""
        import msgspec  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        from app.router.requests import History, HistoryStep  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        told = self._ask(session, Action.VIEW_WARD, "history", bed, alarm=alarm)
        return History(msgspec.convert(told["steps"], tuple[HistoryStep, ...]))

    def _take(self, item: "RouterItem") -> None:
        self._newest[type(item)] = (item, self._clock.monotonic())
        self._version += 1

    def _one(self, kind: type[_Kind]) -> _Kind | None:
        found = self._newest.get(kind)
        return None if found is None else cast(_Kind, found[0])

    def _ask(self, session: Session, action: Action, name: str, bed: str, **values: object) -> dict[str, Any]:
        require(session, action)
        from app.ward.node.commands import Command  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        self.follow()
        follower = self._follower
        if follower is None:
            raise KnownError("router.silent")
        return follower.ask(Command(name, session.account_id, bed, {"name": session.name, **values}))
