"""Bundles at the server: events that come by stick go through the same journal, and the answer goes back in a file."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, Engine, insert, select

from app.central import paging
from app.central.database import writing
from app.central.enrolment import ACTIVE
from app.central.journal import MOST_EVENTS, Journal, Sender
from app.central.paging import Reader
from app.central.standings import standings_of
from app.central.tables import event as event_table
from app.central.tables import rejected, server_secret, station
from app.kernel.canonical import sha256_hex
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids
from app.sync.backfill import completed
from app.sync.bundles.certificate import Certificate, certify
from app.sync.bundles.format import read_closed, read_lines, require_signature, write_bundle
from app.sync.bundles.header import Header, Kind, Range
from app.sync.bundles.keys import KEY_BYTES, BundleKeys, keys_from_seed
from app.sync.bundles.lines import Placed, Reply, asked_events, lines_of_reply, raw_events
from app.sync.bundles.standings import Standing
from app.sync.delivered import Delivered
from app.sync.round import Answer

MOST_REPLY_SIGNS: Final = 24_000_000
"""Payload of the journal in one receipt; what does not fit is asked for by the next bundle."""
_SECRET: Final = "bundle_key"
_SERVER_ID_SIGNS: Final = 32


@dataclass(frozen=True)
class ServerKeys:
    """What a station must know to write bundles for this server: its name, and its public keys (hexadecimal)."""

    server_id: str
    signing: str
    agreement: str


class CentralBundles:
    """Takes bundles of events, gives receipts. The same bundle again changes nothing and is answered again."""

    def __init__(self, engine: Engine, journal: Journal, reader: Reader, clock: Clock, ids: Ids) -> None:
        self._engine = engine
        self._journal = journal
        self._reader = reader
        self._clock = clock
        self._ids = ids
        self._keys = _own_keys(engine)

    @property
    def keys(self) -> ServerKeys:
        """What enrolment tells a station."""
        public = self._keys.public
        return ServerKeys(server_id(public.signing), public.signing, public.agreement)

    def certify(self, station_id: str, unit: str, signing: str, agreement: str) -> Certificate:
        """The server's word on one station, for the others of its unit."""
        return certify(self._keys, station_id, unit, signing, agreement)

    def take(self, raw: bytes) -> bytes:
        """Import one bundle, whoever carried it; the receipt that its station can read, and nobody else.

        KnownError `bundle.*` (of the format; other_server, wrong_kind, unknown_sender, sender_suspended, gap): nothing
        was changed.
        """
        closed = read_closed(raw)
        header = closed.header
        if header.kind != Kind.EVENTS:
            raise KnownError("bundle.wrong_kind", kind=header.kind)
        if header.recipient != self.keys.server_id:
            raise KnownError("bundle.other_server")
        sender, public_key = self._sender(header.sender)
        require_signature(closed, public_key)
        lines = read_lines(closed, self._keys)
        events, asked = raw_events(lines), asked_events(lines)
        self._require_no_gap(header.ranges)
        answers: list[Answer] = []
        for start in range(0, len(events), MOST_EVENTS):
            results = self._journal.push(sender, events[start : start + MOST_EVENTS])
            answers += [Answer(one.event_id, one.status, one.code, one.values) for one in results]
        return self._receipt(header, sender, answers, standings_of(self._engine, sender.unit, asked))

    def _sender(self, station_id: str) -> tuple[Sender, str]:
        with self._engine.connect() as connection:
            found = connection.execute(select(station).where(station.c.id == station_id)).one_or_none()
        if found is None:
            raise KnownError("bundle.unknown_sender")
        if found.status != ACTIVE:
            raise KnownError("bundle.sender_suspended")
        return Sender(found.id, found.unit), found.public_key

    def _require_no_gap(self, ranges: Sequence[Range]) -> None:
        """A station counts what was taken by its last number: nothing may be taken before what precedes it."""
        with self._engine.connect() as connection:
            for one in ranges:
                if one.first > 1 and not _is_known(connection, one.previous):
                    raise KnownError("bundle.gap")

    def _receipt(
        self, asked: Header, sender: Sender, answers: Sequence[Answer], standings: Sequence[Standing]
    ) -> bytes:
        most = MOST_REPLY_SIGNS
        while True:
            reply = replace(self._reply(sender, asked.after, answers, most), standings=standings)
            lines = lines_of_reply(reply)
            try:
                return write_bundle(self._header(asked, lines, reply.through), lines, self._keys, [asked.reply_key])
            except KnownError:
                # What hardly compresses does not fit: fewer pages then, but always the answers.
                if most == 0:
                    raise
                most = most // 2 if most > MOST_REPLY_SIGNS // 64 else 0

    def _reply(self, sender: Sender, after: int, answers: Sequence[Answer], most: int) -> Reply:
        placed: list[Placed] = []
        histories = _Histories(self._reader, sender.unit)
        through, more, signs = after, True, 0
        while more and signs < most:
            page = self._reader.page(sender.unit, through)
            for one in _as_delivered(page.events):
                # Whoever carries a stick cannot ask back: who comes into the scope comes with her history.
                found = completed([one], histories)
                placed += [Placed(one.number, event) for event in found]
                signs += sum(len(event.event.payload) for event in found)
            through, more = page.through, page.more
        return Reply(answers, placed, after, through, more)

    def _header(self, asked: Header, lines: Sequence[dict[str, Any]], through: int) -> Header:
        public = self._keys.public
        return Header(
            kind=Kind.RECEIPT,
            id=self._ids.new(),
            sender=self.keys.server_id,
            recipient=asked.sender,
            created=to_text(self._clock.now()),
            lines=len(lines),
            after=through,
            ranges=asked.ranges,
            reply_key=public.agreement,
            signer=public.signing,
            answers=asked.id,
        )


@dataclass(frozen=True)
class _History:
    events: Sequence[Delivered]
    more: bool


class _Histories:
    """Who is asked for the history of a person that comes into a unit's scope."""

    def __init__(self, reader: Reader, unit: str) -> None:
        self._reader = reader
        self._unit = unit

    def history(self, person_id: str, after: int, until: int) -> _History:
        page = self._reader.history(self._unit, person_id, after, until)
        return _History(_as_delivered(page.events), page.more)


def _as_delivered(events: Sequence[paging.Delivered]) -> list[Delivered]:
    return [Delivered(one.number, one.verdict, one.against, one.event) for one in events]


def server_id(signing: str) -> str:
    """How a server is called in bundles: a digest of its signing key."""
    return sha256_hex(signing)[:_SERVER_ID_SIGNS]


def _is_known(connection: Connection, event_id: str) -> bool:
    stored = select(event_table.c.id).where(event_table.c.id == event_id)
    refused = select(rejected.c.event_id).where(rejected.c.event_id == event_id)
    return any(connection.execute(one).first() is not None for one in (stored, refused))


def _own_keys(engine: Engine) -> BundleKeys:
    with writing(engine).begin() as connection:
        kept = connection.execute(select(server_secret.c.value).where(server_secret.c.name == _SECRET)).scalar()
        if kept is None:
            kept = secrets.token_hex(KEY_BYTES)
            connection.execute(insert(server_secret).values(name=_SECRET, value=kept))
    return keys_from_seed(bytes.fromhex(kept))
