"""Bundles at a station: everything that waits goes onto the stick, and the receipt that comes back is applied."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, select

from app.kernel.actor import Actor
from app.kernel.clock import to_text
from app.kernel.errors import KnownError
from app.store.store import Store
from app.store.tables import carried_bundle, change_log, sync_provisional
from app.store.writing import Writing
from app.sync import ledger, tail
from app.sync.applying import Applying
from app.sync.bundles.confirming import questions, take_standings
from app.sync.bundles.files import read_file, write_file
from app.sync.bundles.format import read_closed, read_lines, require_signature, write_bundle
from app.sync.bundles.header import MOST_RANGES, Header, Kind, Range
from app.sync.bundles.identity import BundleIdentity
from app.sync.bundles.lines import Reply, lines_of_events, read_reply
from app.sync.events import Event
from app.sync.provisional import WAITING
from app.sync.round import REJECTED, Answer
from app.sync.since import note_success

MOST_EVENTS: Final = 20_000
MOST_SIGNS: Final = 10_000_000
"""Payload of one bundle, so that it stays below the size of a file whatever it holds."""


@dataclass(frozen=True)
class Exported:
    """Files that were written and read back, and how many events they hold. Nothing counts as acknowledged yet.

    `held`: own events that are left out, since they build upon what came by stick and has no number yet.
    """

    files: tuple[Path, ...]
    events: int
    held: int = 0


@dataclass(frozen=True)
class ReceiptOutcome:
    """What a receipt changed. `ahead`: it goes on from where this station has not come to, so that its news wait for a
    new bundle; `more`: the server has more than fitted; `at`: when the server wrote it; `taken_back`: of what came from
    other stations by stick the server has refused these."""

    acknowledged: int
    rejected: int
    applied: int
    ahead: bool
    more: bool
    at: str
    taken_back: int = 0


class StationBundles:
    """Export and receipt. `identity` raises KnownError where the station belongs to no network."""

    def __init__(self, store: Store, identity: Callable[[], BundleIdentity], most_events: int = MOST_EVENTS) -> None:
        self._store = store
        self._identity = identity
        self._most_events = most_events

    def export(self, folder: Path, actor: Actor) -> Exported:
        """Write what is not acknowledged, in one or more files; where nothing waits, one that only asks for news.

        KnownError `bundle.no_folder`, `not_written`, `no_server_keys`, `sync.not_enrolled`.
        """
        own = self._export(folder, actor)
        # What is known here of others and at the server not yet must not depend on a stick that may be lost.
        carried = tuple(write_file(folder, raw) for raw in self._still_carried())
        return replace(own, files=own.files + carried)

    def _export(self, folder: Path, actor: Actor) -> Exported:
        identity = self._identity()
        with self._store.read() as connection:
            after = ledger.through(connection)
            events = _all_pending(connection)
            held = ledger.counts(connection).pending - len(events)
            parts = [(part, _ranges(connection, part)) for part in self._parts(events)]
            asked = questions(connection)
        files = []
        now = self._store.clock.now()
        for place, (part, ranges) in enumerate(parts):
            # A microsecond apart: whoever sorts them by their time has them in their order.
            created = to_text(now + timedelta(microseconds=place))
            lines = lines_of_events(part, asked if place == 0 else ())
            header = self._header(identity, created, len(lines), ranges, after)
            files.append(write_file(folder, write_bundle(header, lines, identity.keys, identity.readers)))
        with self._store.write(actor) as writing:
            writing.audit("bundle_exported", "station", identity.station_id, files=len(files), events=len(events))
        return Exported(tuple(files), len(events), held)

    def answer(self, folder: Path, actor: Actor) -> tuple[Path, ...]:
        """For a station of the unit whose bundle was read here: what this one has written and the server lacks; nothing
        where there is nothing. Pages of the journal come with the server's receipt alone: no station keeps them.

        KnownError as `export`.
        """
        with self._store.read() as connection:
            waits = bool(ledger.pending(connection, 1))
        return self._export(folder, actor).files if waits else ()

    def _still_carried(self) -> list[bytes]:
        waiting = select(sync_provisional.c.bundle_id).where(sync_provisional.c.state.in_(WAITING))
        wanted = select(carried_bundle.c.content).where(
            carried_bundle.c.id.in_(waiting), carried_bundle.c.content.is_not(None)
        )
        with self._store.read() as connection:
            return list(connection.execute(wanted.order_by(carried_bundle.c.written_at)).scalars())

    def take_receipt(self, path: Path, actor: Actor) -> ReceiptOutcome:
        """Apply a receipt of the server: answers, pages and cursor in one transaction; twice is as good as once.

        KnownError `bundle.*` (of the format; wrong_kind, other_server, other_station, not_read): nothing was changed.
        """
        return self.apply_receipt(read_file(path), actor)

    def apply_receipt(self, raw: bytes, actor: Actor) -> ReceiptOutcome:
        """As `take_receipt`, from bytes."""
        identity = self._identity()
        closed = read_closed(raw)
        header = closed.header
        if header.kind != Kind.RECEIPT:
            raise KnownError("bundle.wrong_kind", kind=header.kind)
        if header.recipient != identity.station_id:
            raise KnownError("bundle.other_station")
        if header.sender != identity.server.server_id:
            raise KnownError("bundle.other_server")
        require_signature(closed, identity.server.keys.signing)
        reply = read_reply(read_lines(closed, identity.keys))
        with self._store.write(actor) as writing:
            outcome = _apply(writing, reply, header.created)
            writing.audit("receipt_imported", "bundle", header.answers, events=outcome.applied)
        return outcome

    def _parts(self, events: Sequence[Event]) -> list[list[Event]]:
        parts: list[list[Event]] = [[]]
        signs, origins = 0, set[str]()
        for event in events:
            full = len(parts[-1]) >= self._most_events or signs + len(event.payload) > MOST_SIGNS
            if parts[-1] and (full or len(origins | {event.origin}) > MOST_RANGES):
                parts.append([])
                signs, origins = 0, set()
            parts[-1].append(event)
            signs += len(event.payload)
            origins.add(event.origin)
        return parts

    def _header(self, own: BundleIdentity, created: str, lines: int, ranges: tuple[Range, ...], after: int) -> Header:
        return Header(
            kind=Kind.EVENTS,
            id=self._store.ids.new(),
            sender=own.station_id,
            recipient=own.server.server_id,
            created=created,
            lines=lines,
            after=after,
            ranges=ranges,
            reply_key=own.keys.public.agreement,
            signer=own.keys.public.signing,
            certificate=own.certificate,
        )


def _all_pending(connection: Connection) -> tuple[Event, ...]:
    return ledger.pending(connection, ledger.counts(connection).pending + 1)


def _ranges(connection: Connection, events: Sequence[Event]) -> tuple[Range, ...]:
    """One range for each change log; what is pending of one log has no holes."""
    found = []
    for origin, group in groupby(events, key=lambda one: one.origin):
        numbers = [one.sequence for one in group]
        before = select(change_log.c.id).where(change_log.c.origin == origin, change_log.c.sequence == numbers[0] - 1)
        previous = connection.execute(before).scalar_one_or_none()
        found.append(Range(origin, numbers[0], numbers[-1], previous or ""))
    return tuple(found)


def _apply(writing: Writing, reply: Reply, at: str) -> ReceiptOutcome:
    connection = writing.connection
    answered, refused = _acknowledge(writing, reply.answers)
    through = ledger.through(connection)
    ahead = reply.after > through
    new = {one.one.number: one.one for one in reply.delivered if not ahead and one.place > through}
    fresh = [new[number] for number in sorted(new)]
    if not ahead and reply.through > through:
        Applying(connection).page(fresh, reply.through)
        tail.keep(connection, fresh, reply.through)
    taken_back = take_standings(writing, reply.standings)
    if not ahead:
        note_success(writing)
    return ReceiptOutcome(answered, refused, len(fresh), ahead, reply.more, at, taken_back)


def _acknowledge(writing: Writing, answers: Iterable[Answer]) -> tuple[int, int]:
    """Take the answers that join on to what was acknowledged; one after a gap stays pending and is asked again."""
    by_id = {one.event_id: one for one in answers}
    taken, refused = 0, 0
    waiting = _all_pending(writing.connection)
    for _, group in groupby(waiting, key=lambda one: one.origin):
        joined = []
        for event in group:
            if event.id not in by_id:
                break
            joined.append(event)
        for event in joined:
            answer = by_id[event.id]
            if answer.status == REJECTED:
                refused += 1
                ledger.reject(writing.connection, event.id, answer.code, dict(answer.values or {}), writing.at)
        ledger.acknowledge(writing.connection, joined)
        taken += len(joined)
    return taken, refused
