"""What came by stick and has no number yet: the server is asked how it stands, and what it refused is taken back."""

import json
from collections.abc import Sequence
from typing import Final, Protocol

from sqlalchemy import Connection, select

from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.store.store import Store
from app.store.tables import carried_bundle
from app.store.writing import Writing
from app.sync.applying import Applying
from app.sync.bundles.standings import NUMBERED, REFUSED, Standing
from app.sync.provisional import RESTORED, WAITING, Provisional, ProvisionalRows, State

_AT_ONCE: Final = 500
MOST_ASKED: Final = 5000
NEVER_THERE: Final = "bundle.not_at_server"
"""It was not numbered, not refused, and nothing here will bring it to the server any more."""


class StandingLine(Protocol):
    """A line over which one can ask how events stand."""

    def standings(self, asked: Sequence[tuple[str, str]]) -> Sequence[Standing]:
        """For each (event, station that wrote it)."""
        ...


def confirm(store: Store, line: StandingLine) -> int:
    """Ask about everything that waits; how many were refused. After it nothing own waits for another's event any more
    but for one that is numbered and comes with the next page. KnownError of the line: asked again by the next round."""
    with store.read() as connection:
        all_waiting = ProvisionalRows(connection).in_states(WAITING)
    waiting = [one for one in all_waiting if one.bundle_id != RESTORED]
    refused: list[tuple[Provisional, str]] = []
    for start in range(0, len(waiting), _AT_ONCE):
        part = waiting[start : start + _AT_ONCE]
        told = {one.event_id: one for one in line.standings([(one.event.id, one.sender) for one in part])}
        refused += _refused(store, part, told)
    if refused:
        with store.write(PROGRAM) as writing:
            _note(writing, refused)
    return len(refused)


def questions(connection: Connection) -> list[tuple[str, str]]:
    """(event, station that wrote it) of what waits; as many as one bundle asks about."""
    waiting = ProvisionalRows(connection).in_states(WAITING)
    return [(one.event.id, one.sender) for one in waiting if one.bundle_id != RESTORED][:MOST_ASKED]


def take_standings(writing: Writing, standings: Sequence[Standing]) -> int:
    """What a receipt says of them; how many were refused. What has not come to the server goes on waiting."""
    rows = ProvisionalRows(writing.connection)
    codes = {one.event_id: one.code for one in standings if one.status == REFUSED}
    refused = [(one, codes[one.event.id]) for one in rows.in_states(WAITING) if one.event.id in codes]
    if refused:
        _note(writing, refused)
    return len(refused)


def _refused(store: Store, part: Sequence[Provisional], told: dict[str, Standing]) -> list[tuple[Provisional, str]]:
    table, bundles = carried_bundle.c, {one.bundle_id for one in part}
    with store.read() as connection:
        rows = connection.execute(
            select(table.id, table.forwarded_at, table.refusal).where(table.id.in_(sorted(bundles)))
        ).all()
    carried = {row.id: row for row in rows}
    found = []
    for one in part:
        standing = told.get(one.event.id)
        if standing is None or standing.status == NUMBERED:
            continue
        bundle = carried.get(one.bundle_id)
        if standing.status == REFUSED:
            found.append((one, standing.code))
        elif bundle is None or bundle.forwarded_at is not None or bundle.refusal is not None:
            refusal = None if bundle is None else read_refusal(bundle.refusal)
            found.append((one, NEVER_THERE if refusal is None else refusal.code))
    return found


def _note(writing: Writing, refused: Sequence[tuple[Provisional, str]]) -> None:
    """Out of the records where nothing own hangs on it; kept, with the reason, for people to see."""
    rows = ProvisionalRows(writing.connection)
    for one, code in refused:
        rows.set_state(one.event.id, State.REFUSED if one.state == State.APPLIED else State.BACK, code)
    Applying(writing.connection).settle()
    for bundle_id in sorted({one.bundle_id for one, _ in refused}):
        count = sum(1 for one, _ in refused if one.bundle_id == bundle_id)
        writing.audit("bundle_refused", "bundle", bundle_id, events=count)


def read_refusal(text: str | None) -> KnownError | None:
    """Why the server did not take a carried bundle."""
    if text is None:
        return None
    raw = json.loads(text)
    return KnownError(raw["code"], **raw["values"])
