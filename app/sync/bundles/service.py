"""Bundles as the window meets them: export, take in whatever lies on the stick, and see what is carried for others."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.sync.bundles.courier import BundleLine, Carried, Courier
from app.sync.bundles.files import broken_in, bundles_in, read_file
from app.sync.bundles.format import Closed, read_closed, read_lines, require_signature
from app.sync.bundles.header import Header, Kind
from app.sync.bundles.identity import BundleIdentity
from app.sync.bundles.station import Exported, ReceiptOutcome, StationBundles


@dataclass(frozen=True)
class Found:
    """A bundle on the stick. `kind`: texts `sync.bundle_<value>`; `ours`: written here; `for_us`: a receipt for us."""

    path: Path
    kind: Kind
    created: str
    events: int
    ours: bool
    for_us: bool


@dataclass(frozen=True)
class TakenNote:
    """A courier says that it has a bundle of ours. It is told, and nothing else: only the server acknowledges."""

    bundle_id: str
    courier: str
    at: str


@dataclass(frozen=True)
class CarriedNote:
    """Another station's bundle is kept here now; `note` lies on the stick for that station."""

    bundle_id: str
    note: Path


TakenIn = ReceiptOutcome | TakenNote | CarriedNote


class BundleService:
    """One for each station. `identity` raises KnownError `sync.not_enrolled`, `bundle.no_server_keys`."""

    def __init__(self, store: Store, identity: Callable[[], BundleIdentity]) -> None:
        self._identity = identity
        self._station = StationBundles(store, identity)
        self._courier = Courier(store, identity)

    def look(self, session: Session, folder: Path) -> tuple[Found, ...]:
        """The bundles of a folder, oldest first. KnownError `bundle.no_folder`."""
        require(session, Action.SYNCHRONISE)
        own = self._identity().station_id
        return tuple(_found(path, header, own) for path, header in bundles_in(folder))

    def unreadable(self, session: Session, folder: Path) -> tuple[tuple[Path, KnownError], ...]:
        """The damaged files of a folder, each with the reason. KnownError `bundle.no_folder`."""
        require(session, Action.SYNCHRONISE)
        return tuple(broken_in(folder))

    def export(self, session: Session, folder: Path) -> Exported:
        """Everything that waits, onto the stick. KnownError `bundle.no_folder`, `not_written`."""
        require(session, Action.SYNCHRONISE)
        return self._station.export(folder, session.actor)

    def take_in(self, session: Session, path: Path) -> TakenIn:
        """Whatever this file is: a receipt is applied, a note is told, another's bundle is kept to be carried.

        KnownError `bundle.*`: nothing was changed.
        """
        require(session, Action.SYNCHRONISE)
        closed = read_closed(read_file(path))
        identity = self._identity()
        if closed.header.kind == Kind.RECEIPT:
            return self._station.take_receipt(path, session.actor)
        if closed.header.kind == Kind.TAKEN:
            return _note(closed, identity)
        if closed.header.sender == identity.station_id:
            raise KnownError("bundle.own_bundle")
        return CarriedNote(closed.header.id, self._courier.take(path, session.actor))

    def carried(self, session: Session) -> tuple[Carried, ...]:
        """What was ever carried for others, the latest first."""
        require(session, Action.SYNCHRONISE)
        return self._courier.carried()

    def hand_back(self, session: Session, folder: Path) -> tuple[Path, ...]:
        """The receipts that came for others, onto the stick. KnownError `bundle.no_folder`, `not_written`."""
        require(session, Action.SYNCHRONISE)
        return self._courier.hand_back(folder, session.actor)

    def forward(self, line: BundleLine) -> int:
        """For the rounds of sync: send what is carried. KnownError of the line."""
        return self._courier.forward(line)


def _found(path: Path, header: Header, own: str) -> Found:
    for_us = header.kind != Kind.EVENTS and header.recipient == own
    events = header.lines if header.kind == Kind.EVENTS else 0
    return Found(path, header.kind, header.created, events, header.sender == own, for_us)


def _note(closed: Closed, identity: BundleIdentity) -> TakenNote:
    header = closed.header
    if header.recipient != identity.station_id:
        raise KnownError("bundle.other_station")
    # This station does not know other stations' keys; the note is whole, and it changes nothing.
    require_signature(closed, header.signer)
    read_lines(closed, identity.keys)
    return TakenNote(header.answers, header.sender, header.created)
