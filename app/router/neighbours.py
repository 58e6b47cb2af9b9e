"""Other stations of the same network as people see, let in and remove them: each is admitted by a code, once."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.router.settings import RouterSettings, change_neighbours, read_router_settings
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.ward.node.settings import THIS_MACHINE

if TYPE_CHECKING:
    from app.router.backbone.joining import NodeDoor
    from app.router.backbone.listed import Listed

_FINGERPRINT_SIGNS: Final = 16
"""Of SHA-256, as read aloud by two people; the key itself was exchanged under the code."""


@dataclass(frozen=True)
class Neighbour:
    """Another station. `address`: HOST:PORT:PORT; `fingerprint`: the first 16 hexadecimal signs of SHA-256 of its key;
    `line`: all of it, as `put_back` takes it."""

    name: str
    address: str
    fingerprint: str
    line: str


@dataclass(frozen=True)
class Around:
    """This station among the others. `name` "": it has none yet; `only_here`: it listens to this computer alone."""

    name: str
    address: str
    fingerprint: str
    only_here: bool
    others: tuple[Neighbour, ...]


@dataclass(frozen=True)
class NeighbourCode:
    """To be typed at the other computer together with `address` (HOST:PORT), until an instant."""

    code: str
    until: datetime
    address: str


@dataclass(frozen=True)
class DoorStands:
    """What became of the code: `is_open`, `came`, or why whoever came was not let in."""

    is_open: bool
    came: Neighbour | None = None
    refused: KnownError | None = None


class NeighbourService:
    """Whoever changes settings changes neighbours; the router takes a change up within seconds. Everything but `stands`
    may wait for the network or the disk: for worker threads. `close` before the store ends."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._door: NodeDoor | None = None
        self._refused: KnownError | None = None

    def around(self, session: Session) -> Around:
        """As it stands in the settings; how the others are is told by the router (`RouterService.network`)."""
        require(session, Action.CHANGE_SETTINGS)
        from app.router.backbone.listed import read_listed  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        settings = self._settings()
        own = self._own(settings, settings.node or "-")
        only_here = settings.host == THIS_MACHINE
        others = tuple(_shown(read_listed(one)) for one in settings.neighbours)
        return Around(settings.node, str(own.address), _fingerprint(own.public), only_here, others)

    def open(self, session: Session, name: str) -> NeighbourCode:
        """A code for one other station; `name`: what this one is called from now on. The code of before counts no more.
        KnownError router_links.name, .no_name, .named_as_another, router_receivers.port_in_use (another code of this
        computer is open)."""
        require(session, Action.CHANGE_SETTINGS)
        import zmq  # noqa: PLC0415 - most stations route no alarms, and load no ZeroMQ

        from app.router.backbone.joining import NodeDoor  # noqa: PLC0415 - ZeroMQ is loaded with it
        from app.router.links.pairing import VALID_SECONDS  # noqa: PLC0415 - ZeroMQ is loaded with it
        from app.router.receivers.admission import shown_address  # noqa: PLC0415 - ZeroMQ is loaded with it

        settings = self._called(session.actor, name)
        self.close()
        try:
            keep = partial(self._let_in, session.actor)
            door = NodeDoor(self._own(settings), keep, self._store.clock, settings.host, settings.pairing_port)
        except zmq.ZMQError as problem:
            raise KnownError("router_receivers.port_in_use", port=settings.pairing_port) from problem
        with self._lock:
            self._door, self._refused = door, None
        code = door.door.start()
        with self._store.write(session.actor) as writing:
            writing.audit("neighbour_code", "station", settings.node)
        until = self._store.clock.now() + timedelta(seconds=VALID_SECONDS)
        return NeighbourCode(code, until, f"{shown_address(settings)}:{door.door.port}")

    def stands(self) -> DoorStands:
        """What became of the code that was shown last; never waits."""
        door = self._door
        if door is None:
            return DoorStands(is_open=False)
        came = _shown(door.came) if door.came is not None else None
        return DoorStands(door.door.is_open, came, self._refused)

    def join(self, session: Session, name: str, address: str, code: str) -> Neighbour:
        """Come in at another station by the code that it shows. `address`: HOST:PORT. KnownError
        router_links.door_address, .wrong_code, and as `open`."""
        require(session, Action.CHANGE_SETTINGS)
        from app.router.backbone.joining import join  # noqa: PLC0415 - ZeroMQ is loaded with it
        from app.router.node.own_keys import own_keys  # noqa: PLC0415 - ZeroMQ is loaded with it

        host, _, port = address.strip().rpartition(":")
        if not host or not port.isdecimal() or not 0 < int(port) < 65_536 or any(sign in host for sign in " /@"):
            raise KnownError("router_links.door_address", address=address[:60])
        settings = self._called(session.actor, name)
        found = join(host, int(port), code, own_keys(self._store), self._own(settings))
        self._keep(session.actor, found)
        return _shown(found)

    def remove(self, session: Session, name: str) -> Neighbour:
        """It is let in no more, nothing goes there; what it was, for `put_back`. KnownError router_links.unknown."""
        require(session, Action.CHANGE_SETTINGS)
        found = next((one for one in self.around(session).others if one.name == name), None)
        if found is None:
            raise KnownError("router_links.unknown", name=name)
        change_neighbours(self._store, session.actor, partial(_without, name))
        return found

    def put_back(self, session: Session, gone: Neighbour) -> None:
        """What was removed by mistake, with its key. KnownError as `change_neighbours`."""
        require(session, Action.CHANGE_SETTINGS)
        from app.router.backbone.listed import read_listed  # noqa: PLC0415 - ZeroMQ is loaded with it

        self._keep(session.actor, read_listed(gone.line))

    def close(self) -> None:
        """No code counts any more."""
        with self._lock:
            door, self._door = self._door, None
        if door is not None:
            door.door.close()

    # ---- within

    def _settings(self) -> RouterSettings:
        with self._store.read() as connection:
            return read_router_settings(connection)

    def _own(self, settings: RouterSettings, name: str = "") -> "Listed":
        from app.router.backbone.listed import Listed  # noqa: PLC0415 - ZeroMQ is loaded with it
        from app.router.backbone.wires import NodeAddress  # noqa: PLC0415 - ZeroMQ is loaded with it
        from app.router.node.own_keys import own_keys  # noqa: PLC0415 - ZeroMQ is loaded with it
        from app.router.receivers.admission import shown_address  # noqa: PLC0415 - ZeroMQ is loaded with it

        where = NodeAddress(shown_address(settings), settings.node_alarms_port, settings.node_bulk_port)
        return Listed(name or settings.node, where, own_keys(self._store).public)

    def _called(self, by: Actor, name: str) -> RouterSettings:
        """The settings, with this station's name among the others."""
        plain = name.strip()
        settings = self._settings()
        if plain and plain != settings.node:
            if any(line.split()[0] == plain for line in settings.neighbours):
                raise KnownError("router_links.named_as_another", name=plain)
            change_neighbours(self._store, by, lambda known: known, plain)
            settings = replace(settings, node=plain)
        if not settings.node:
            raise KnownError("router_links.no_name")
        return settings

    def _let_in(self, by: Actor, found: "Listed") -> None:
        """From the door's thread."""
        try:
            self._keep(by, found)
        except KnownError as problem:
            self._refused = problem
            raise

    def _keep(self, by: Actor, found: "Listed") -> None:
        """One more, in the place of one of the same name."""
        if found.name == self._settings().node:
            raise KnownError("router_links.named_as_another", name=found.name)
        change_neighbours(self._store, by, partial(_with, found))


def _with(found: "Listed", known: "Sequence[Listed]") -> "list[Listed]":
    return [*(one for one in known if one.name != found.name), found]


def _without(name: str, known: "Sequence[Listed]") -> "list[Listed]":
    return [one for one in known if one.name != name]


def _shown(one: "Listed") -> Neighbour:
    return Neighbour(one.name, str(one.address), _fingerprint(one.public), str(one))


def _fingerprint(public: str) -> str:
    return sha256(public.encode()).hexdigest()[:_FINGERPRINT_SIGNS]
