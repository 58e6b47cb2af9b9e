"""Another station of the unit reads a bundle: its events are applied before the server has numbered them.

What is doubtful stays beside, out of the records, until its number comes: docs/sync.md, "By USB stick".
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from app.kernel.errors import KnownError
from app.store.tables import change_log, metadata
from app.store.writing import Writing
from app.sync import ledger
from app.sync.bundles.certificate import Certificate, require_certificate
from app.sync.bundles.format import Closed, read_lines, require_signature
from app.sync.bundles.identity import BundleIdentity
from app.sync.bundles.lines import raw_events
from app.sync.events import Event, from_wire
from app.sync.provisional import ProvisionalRows, State, all_heard
from app.sync.trying import Trying


@dataclass(frozen=True)
class Taken:
    """What reading changed. `applied`: in the records now; `beside`: wait for the server before they are shown;
    `known`: were here already; `later`: hang on what this station has not received, and are left to the server."""

    applied: int = 0
    beside: int = 0
    known: int = 0
    later: int = 0

    @property
    def new(self) -> int:
        """Events that were not here before."""
        return self.applied + self.beside


def is_reader(closed: Closed, identity: BundleIdentity) -> bool:
    """Whether it was encrypted for this station too."""
    return any(one.reader == identity.keys.public.agreement for one in closed.sealed.wrapped)


def read_bundle(writing: Writing, closed: Closed, identity: BundleIdentity) -> Taken:
    """Take the events of another station of the unit; twice is as good as once.

    KnownError `bundle.*` (not_for_you, other_unit, wrong_signature, sender_suspended, meet_server, gap_here,
    same_name, damaged): nothing was changed.
    """
    header = closed.header
    certificate = _trusted(closed, identity)
    require_signature(closed, certificate.signing)
    events = _events(raw_events(read_lines(closed, identity.keys)))
    if ledger.through(writing.connection) and not all_heard(writing.connection):
        # It cannot tell yet what of this came down long ago, with the rounds before that was counted.
        raise KnownError("bundle.meet_server")
    return _Reading(writing, header.sender, header.id, header.after).take(events)


def _trusted(closed: Closed, identity: BundleIdentity) -> Certificate:
    if identity.certificate is None or not is_reader(closed, identity):
        raise KnownError("bundle.not_for_you")
    header = closed.header
    known = identity.peer(header.sender)
    certificate = header.certificate or (known.certificate if known else None)
    if certificate is None or certificate.station != header.sender:
        raise KnownError("bundle.unknown_sender_here")
    require_certificate(certificate, identity.server.keys.signing)
    if certificate.unit != identity.certificate.unit:
        raise KnownError("bundle.other_unit")
    if known is not None and not known.active:
        raise KnownError("bundle.sender_suspended")
    return certificate


def _events(raw: Iterable[Mapping[str, Any]]) -> list[Event]:
    try:
        found = [from_wire(one) for one in raw]
    except KnownError as error:
        raise KnownError("bundle.damaged") from error
    if any(one.entity not in metadata.tables for one in found):
        # Of a later program: what follows may hang on it.
        raise KnownError("bundle.newer_content")
    return found


class _Reading:
    """One bundle in one transaction."""

    def __init__(self, writing: Writing, sender: str, bundle_id: str, after: int) -> None:
        self._connection = writing.connection
        self._origin = {"bundle_id": bundle_id, "sender": sender, "at": writing.at}
        self._after = after
        self._rows = ProvisionalRows(writing.connection)
        self._through = ledger.through(writing.connection)

    def take(self, events: Sequence[Event]) -> Taken:
        new, known = self._new(events)
        ready = 0
        while ready < len(new) and self._is_due(new[ready]):
            ready += 1
        trying = Trying(self._connection)
        trying.ask_for(new[:ready])
        applied = 0
        for event in new[:ready]:
            state = trying.state_of(event)
            self._rows.add(event, state, **self._origin)
            trying.note(event, state)
            applied += state == State.APPLIED
        return Taken(applied, ready - applied, known, len(new) - ready)

    def _is_due(self, event: Event) -> bool:
        """Whether all is here that its author had seen of the journal: else it would come before what it follows."""
        return event.seen <= self._through and not (event.content().get("knows") and self._after > self._through)

    def _new(self, events: Sequence[Event]) -> tuple[list[Event], int]:
        """Those that are not here, in the order of writing, without a gap in any change log. What was refused before
        and is brought again is tried again."""
        own = self._own([one.id for one in events])
        here_already = {one.event.id: one for one in self._rows.in_states(tuple(State))}
        last = {origin: self._rows.last(origin) for origin in {event.origin for event in events}}
        found, known = [], 0
        for event in events:
            down, here = last[event.origin]
            kept = here_already.get(event.id)
            if kept is not None and kept.state == State.BACK and event.sequence > down:
                self._rows.forget(event.id)
                found.append(event)
            elif event.id in own or kept is not None or event.sequence <= down:
                known += 1
            elif event.sequence <= here:
                # Another event in the place of one that is here: two stores went on under one name.
                raise KnownError("bundle.same_name")
            elif event.sequence > here + 1:
                raise KnownError("bundle.gap_here")
            else:
                last[event.origin] = (down, event.sequence)
                found.append(event)
        return found, known

    def _own(self, ids: Sequence[str]) -> set[str]:
        found = set[str]()
        for start in range(0, len(ids), 500):
            wanted = select(change_log.c.id).where(change_log.c.id.in_(ids[start : start + 500]))
            found |= set(self._connection.execute(wanted).scalars())
        return found
