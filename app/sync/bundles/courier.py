"""A station with a network carries another's bundle: keeps it, says so, forwards it, hands back the receipt.

Whether it can read what it carries is another matter (`app.sync.bundles.reading`): only the server numbers events, and
only the server's receipt acknowledges them.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Connection, insert, select, update

from app.kernel.actor import PROGRAM, Actor
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.store.store import Store
from app.store.tables import carried_bundle
from app.store.writing import Writing
from app.sync.bundles.confirming import read_refusal
from app.sync.bundles.files import read_file, write_file
from app.sync.bundles.format import Closed, read_closed, write_bundle
from app.sync.bundles.header import Header, Kind
from app.sync.bundles.identity import BundleIdentity
from app.sync.bundles.reading import Taken

MOST_KEPT: Final = 50
"""Bundles that wait to be forwarded; at most some hundred megabytes."""

_MAY_STILL_COME: Final = frozenset(("bundle.gap", "bundle.sender_suspended"))
"""Refused until the bundle before it was brought, or its station let in again: such a one is kept and sent again, since
its station may have lost what it holds by then."""


Read = Callable[[Writing, Closed], Taken | None]
"""Reads a bundle in the transaction in which it is kept."""


class BundleLine(Protocol):
    """A line over which a bundle can go; KnownError like every line, and `bundle.*` where the server refuses it."""

    def send_bundle(self, raw: bytes) -> bytes:
        """The receipt for a bundle."""
        ...


@dataclass(frozen=True)
class Carried:
    """One bundle on its way. `refusal`: why the server did not take it; `has_receipt`: something to hand back;
    `sender_name`: of another station of the unit."""

    bundle_id: str
    sender: str
    written_at: datetime
    events: int
    taken_at: datetime
    forwarded_at: datetime | None
    refusal: KnownError | None
    has_receipt: bool
    handed_at: datetime | None
    sender_name: str | None = None


class Courier:
    """What this station carries for others."""

    def __init__(self, store: Store, identity: Callable[[], BundleIdentity]) -> None:
        self._store = store
        self._identity = identity

    def take(self, path: Path, actor: Actor) -> Path:
        """Keep a bundle and lay a «taken» receipt beside it; the same bundle again is the same bundle.

        KnownError `bundle.*` (of the format; wrong_kind, other_server, same_name, too_many, not_read, not_written).
        """
        return self.take_and_read(path, actor, lambda _writing, _closed: None)[0]

    def take_and_read(self, path: Path, actor: Actor, read: Read) -> tuple[Path, Taken | KnownError | None]:
        """As `take`, and what reading it gave: in one transaction, since what is read here must also reach the server.

        A KnownError of `read` (it has changed nothing then) keeps nobody from carrying the bundle.
        """
        identity, raw = self._identity(), read_file(path)
        closed = read_closed(raw)
        header = closed.header
        if header.kind != Kind.EVENTS:
            raise KnownError("bundle.wrong_kind", kind=header.kind)
        if header.recipient != identity.server.server_id:
            raise KnownError("bundle.other_server")
        with self._store.write(actor) as writing:
            if self._is_new(writing.connection, header.id, sha256(raw).hexdigest()):
                row = {"id": header.id, "sha256": sha256(raw).hexdigest(), "sender": header.sender, "content": raw}
                when = {"written_at": header.created, "taken_at": writing.at, "taken_by": actor.account_id}
                writing.connection.execute(insert(carried_bundle).values(**row, **when, events=header.events))
                writing.audit("bundle_carried", "bundle", header.id, events=header.events)
            try:
                taken: Taken | KnownError | None = read(writing, closed)
            except KnownError as error:
                taken = error
            if isinstance(taken, Taken) and taken.new:
                writing.audit("bundle_read", "bundle", header.id, events=taken.new)
        return write_file(path.parent, self._taken(identity, header, taken)), taken

    def forward(self, line: BundleLine) -> int:
        """Send what waits, oldest first; how many the server took. KnownError of the line: the rest stays."""
        taken, in_all = self._forward_once(line), 0
        while taken:
            # One that was refused for a gap may follow one that was taken just now.
            in_all += taken
            taken = self._forward_once(line)
        return in_all

    def _forward_once(self, line: BundleLine) -> int:
        taken = 0
        for bundle_id in self._waiting():
            with self._store.read() as connection:
                wanted = select(carried_bundle.c.content).where(carried_bundle.c.id == bundle_id)
                raw = connection.execute(wanted).scalar_one()
            try:
                receipt, refusal = line.send_bundle(raw), None
            except KnownError as error:
                if not error.code.startswith("bundle."):
                    raise
                receipt, refusal = None, error
            self._note_answer(bundle_id, receipt, refusal)
            taken += receipt is not None
        return taken

    def _note_answer(self, bundle_id: str, receipt: bytes | None, refusal: KnownError | None) -> None:
        values: dict[str, object] = {"receipt": receipt, "refusal": None}
        if refusal is not None:
            told = {"code": refusal.code, "values": {name: str(value) for name, value in refusal.values.items()}}
            values["refusal"] = json.dumps(told, ensure_ascii=False)
        with self._store.write(PROGRAM) as writing:
            if refusal is None or refusal.code not in _MAY_STILL_COME:
                # The stick and its station still have the file: so much less to keep and back up here.
                values |= {"content": None, "forwarded_at": writing.at}
            writing.connection.execute(update(carried_bundle).where(carried_bundle.c.id == bundle_id).values(values))

    def hand_back(self, folder: Path, actor: Actor) -> tuple[Path, ...]:
        """Write every receipt that came and was not handed back yet. KnownError `bundle.no_folder`, `not_written`."""
        table = carried_bundle.c
        wanted = select(table.id, table.receipt).where(table.receipt.is_not(None), table.handed_at.is_(None))
        with self._store.read() as connection:
            rows = connection.execute(wanted.order_by(table.sender, table.written_at)).all()
        files = []
        for row in rows:
            files.append(write_file(folder, row.receipt))
            with self._store.write(actor) as writing:
                writing.connection.execute(
                    update(carried_bundle).where(table.id == row.id).values(handed_at=writing.at)
                )
        return tuple(files)

    def carried(self) -> tuple[Carried, ...]:
        """Everything that was ever carried, the latest first."""
        table = carried_bundle.c
        shown = [one for one in table if one.name not in ("content", "receipt")]
        with self._store.read() as connection:
            rows = connection.execute(
                select(*shown, table.receipt.is_not(None).label("has_receipt")).order_by(table.taken_at.desc())
            ).mappings()
            return tuple(
                Carried(
                    bundle_id=row["id"],
                    sender=row["sender"],
                    written_at=from_text(row["written_at"]),
                    events=row["events"],
                    taken_at=from_text(row["taken_at"]),
                    forwarded_at=_instant(row["forwarded_at"]),
                    refusal=read_refusal(row["refusal"]),
                    has_receipt=bool(row["has_receipt"]),
                    handed_at=_instant(row["handed_at"]),
                )
                for row in rows
            )

    def _is_new(self, connection: Connection, bundle_id: str, digest: str) -> bool:
        table = carried_bundle.c
        known = connection.execute(select(table.sha256, table.refusal).where(table.id == bundle_id)).one_or_none()
        if known is not None and known.sha256 != digest:
            raise KnownError("bundle.same_name")
        if known is not None and known.refusal is not None:
            # What was missing may have come meanwhile: brought again, it is sent again.
            connection.execute(carried_bundle.delete().where(table.id == bundle_id))
            return True
        if known is None and len(self._waiting_in(connection)) >= MOST_KEPT:
            raise KnownError("bundle.too_many", most=MOST_KEPT)
        return known is None

    def _waiting(self) -> list[str]:
        with self._store.read() as connection:
            return self._waiting_in(connection)

    def _waiting_in(self, connection: Connection) -> list[str]:
        table = carried_bundle.c
        # In the order in which each station wrote them: the server refuses what would leave a gap.
        waiting = (
            select(table.id).where(table.forwarded_at.is_(None)).order_by(table.sender, table.written_at, table.id)
        )
        return list(connection.execute(waiting).scalars())

    def _taken(self, own: BundleIdentity, asked: Header, taken: Taken | KnownError | None) -> bytes:
        lines = [{"taken": asdict(taken)}] if isinstance(taken, Taken) else []
        header = Header(
            kind=Kind.TAKEN,
            id=self._store.ids.new(),
            sender=own.station_id,
            recipient=asked.sender,
            created=to_text(self._store.clock.now()),
            lines=len(lines),
            after=0,
            ranges=(),
            reply_key=own.keys.public.agreement,
            signer=own.keys.public.signing,
            answers=asked.id,
            certificate=own.certificate,
        )
        return write_bundle(header, lines, own.keys, [asked.reply_key])


def _instant(text: str | None) -> datetime | None:
    return None if text is None else from_text(text)
