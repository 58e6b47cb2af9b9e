"""Bundles as the window meets them: export, take in whatever lies on the stick, and see what is carried for others."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.kernel.actor import Actor
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.writing import Writing
from app.sync.bundles.certificate import require_certificate
from app.sync.bundles.courier import BundleLine, Carried, Courier
from app.sync.bundles.files import broken_in, bundles_in, read_file
from app.sync.bundles.format import Closed, read_closed, read_lines, require_signature
from app.sync.bundles.header import Header, Kind
from app.sync.bundles.identity import BundleIdentity
from app.sync.bundles.reading import Taken, is_reader, read_bundle
from app.sync.bundles.station import Exported, ReceiptOutcome, StationBundles


@dataclass(frozen=True)
class Found:
    """A bundle on the stick. `kind`: texts `sync.bundle_<value>`; `ours`: written here; `for_us`: a receipt for us;
    `readable`: another station of the unit wrote it for this one too; `by`: its name, where it is known;
    `sender`: its identifier."""

    path: Path
    kind: Kind
    created: str
    events: int
    ours: bool
    for_us: bool
    readable: bool = False
    by: str | None = None
    sender: str = ""


@dataclass(frozen=True)
class TakenNote:
    """A courier says that it has a bundle of ours. It is told, and nothing else: only the server acknowledges.

    `courier_name`: of a station of the unit that the server has certified; `read`: what it took into its own records.
    """

    bundle_id: str
    courier: str
    at: str
    courier_name: str | None = None
    read: Taken | None = None


@dataclass(frozen=True)
class CarriedNote:
    """Another station's bundle is kept here now; `note` lies on the stick for that station.

    `read`: what this station took into its own records, `unread`: why it could not read the bundle though it was meant
    to; neither where it was not written for this one. `by`: the station's name, where it is known. `answer`: what this
    station has that the server lacks, written onto the stick for the other to read.
    """

    bundle_id: str
    note: Path
    read: Taken | None = None
    unread: KnownError | None = None
    by: str | None = None
    sender: str = ""
    answer: tuple[Path, ...] = ()


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
        identity = self._identity()
        return tuple(_found(path, closed, identity) for path, closed in bundles_in(folder))

    def unreadable(self, session: Session, folder: Path) -> tuple[tuple[Path, KnownError], ...]:
        """The damaged files of a folder, each with the reason. KnownError `bundle.no_folder`."""
        require(session, Action.SYNCHRONISE)
        return tuple(broken_in(folder))

    def export(self, session: Session, folder: Path) -> Exported:
        """Everything that waits, onto the stick. KnownError `bundle.no_folder`, `not_written`."""
        require(session, Action.SYNCHRONISE)
        return self._station.export(folder, session.actor)

    def take_in(self, session: Session, path: Path) -> TakenIn:
        """Whatever this file is: a receipt is applied, a note is told, another's bundle is kept to be carried, and read
        where it was written for this station too.

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
        return self._take_another(path, closed.header, identity, session.actor)

    def _take_another(self, path: Path, header: Header, identity: BundleIdentity, actor: Actor) -> CarriedNote:
        def read(writing: Writing, closed: Closed) -> Taken | None:
            return read_bundle(writing, closed, identity) if is_reader(closed, identity) else None

        note, taken = self._courier.take_and_read(path, actor, read)
        by = _name(identity, header.sender)
        if not isinstance(taken, Taken):
            return CarriedNote(header.id, note, unread=taken, by=by, sender=header.sender)
        answer = self._station.answer(path.parent, actor) if taken.new else ()
        return CarriedNote(header.id, note, read=taken, by=by, sender=header.sender, answer=answer)

    def carried(self, session: Session) -> tuple[Carried, ...]:
        """What was ever carried for others, the latest first."""
        require(session, Action.SYNCHRONISE)
        carried = self._courier.carried()
        try:
            identity = self._identity()
        except KnownError:
            # In no network any more: what was carried is shown all the same.
            return carried
        return tuple(replace(one, sender_name=_name(identity, one.sender)) for one in carried)

    def hand_back(self, session: Session, folder: Path) -> tuple[Path, ...]:
        """The receipts that came for others, onto the stick. KnownError `bundle.no_folder`, `not_written`."""
        require(session, Action.SYNCHRONISE)
        return self._courier.hand_back(folder, session.actor)

    def forward(self, line: BundleLine) -> int:
        """For the rounds of sync: send what is carried. KnownError of the line."""
        return self._courier.forward(line)


def _found(path: Path, closed: Closed, identity: BundleIdentity) -> Found:
    header, own = closed.header, identity.station_id
    is_events = header.kind == Kind.EVENTS
    for_us = not is_events and header.recipient == own
    readable = is_events and header.sender != own and is_reader(closed, identity)
    events = header.events if is_events else 0
    by = _name(identity, header.sender)
    return Found(path, header.kind, header.created, events, header.sender == own, for_us, readable, by, header.sender)


def _name(identity: BundleIdentity, station_id: str) -> str | None:
    known = identity.peer(station_id)
    return None if known is None else known.name


def _note(closed: Closed, identity: BundleIdentity) -> TakenNote:
    header = closed.header
    if header.recipient != identity.station_id:
        raise KnownError("bundle.other_station")
    # A courier of another unit is not known here; the note is whole, and it changes nothing.
    require_signature(closed, header.signer)
    lines = read_lines(closed, identity.keys)
    if not _is_certified(header, identity):
        return TakenNote(header.answers, header.sender, header.created)
    raw = next((line["taken"] for line in lines if "taken" in line), None)
    return TakenNote(header.answers, header.sender, header.created, _name(identity, header.sender), _taken(raw))


def _is_certified(header: Header, identity: BundleIdentity) -> bool:
    """Whether the server says that this is a station of the same unit, with the key that signed."""
    one = header.certificate
    if one is None or (one.station, one.signing) != (header.sender, header.signer) or identity.certificate is None:
        return False
    try:
        require_certificate(one, identity.server.keys.signing)
    except KnownError:
        return False
    return one.unit == identity.certificate.unit


def _taken(raw: object) -> Taken | None:
    if raw is None:
        return None
    if not isinstance(raw, dict) or set(raw) != set(Taken.__dataclass_fields__):
        raise KnownError("bundle.damaged")
    if not all(isinstance(value, int) and value >= 0 for value in raw.values()):
        raise KnownError("bundle.damaged")
    return Taken(**raw)
