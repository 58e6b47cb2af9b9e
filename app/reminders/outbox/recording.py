"""Writing down what came of attempts: of those that end in time, that come back late, and that never do.

An attempt is late once another process has found its lease ended. It is written down all the same, and settles the
message only where nothing that happened meanwhile could be undone by it.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, bindparam, select

from app.clinic.people.consents import append_consent
from app.clinic.people.model import CONSENT_TEXT_VERSION, ConsentSource
from app.kernel.clock import from_text, to_text
from app.reminders.channels.interface import Attempted, Outcome, Outgoing
from app.reminders.outbox.model import Done, Due, Ready, Reason, Status
from app.reminders.outbox.verdict import Verdict, judge
from app.reminders.outbox.ways import Ways
from app.reminders.recipients import Recipient, read_recipients
from app.store.inserting import update_rows
from app.store.listed import among
from app.store.tables import message, message_attempt
from app.store.writing import Writing

OF_DUE: Final = ("id", "person_id", "template_version_id", "variant", "channel", "attempts", "tried", "event", "until")
LEASE_SECONDS: Final = 120.0
"""Longer than any channel waits for an answer; afterwards nobody knows what became of the message."""
_LOST: Final = select(message).where(message.c.status == Status.SENDING.value, message.c.held_until < bindparam("at"))
_SETTLED_OTHERWISE: Final = (Status.SENDING, Status.SENT, Status.CANCELLED)
"""That a late attempt was taken changes nothing here: another one is on its way, it is known, a person gave it up."""


class Recording:
    """Writes down what came of the attempts of one process, `holder`."""

    def __init__(self, writing: Writing, holder: str, ways: Ways, now: datetime, draw: Callable[[], float]) -> None:
        self._writing = writing
        self._holder = holder
        self._ways = ways
        self._now = now
        self._draw = draw

    def write(self, done: Sequence[Done]) -> None:
        """All of them; withdrawals too, if an attempt ends with one."""
        # Of those that were taken nobody asks for another channel.
        open_ones = [one for one in done if one.attempted.outcome is not Outcome.ACCEPTED]
        people = read_recipients(self._writing.connection, {one.ready.due.person_id for one in open_ones})
        standing = _standing(self._writing.connection, [one.ready.due.id for one in done])
        tried = [standing[one.ready.due.id]["tried"] + 1 for one in done]
        rows = [_attempt_row(one, number) for one, number in zip(done, tried, strict=True)]
        self._writing.append_many(message_attempt, rows)
        for one in done:
            if one.attempted.outcome is Outcome.OPT_OUT:
                self._withdraw(one)
        in_time, late = [], []
        for one, number in zip(done, tried, strict=True):
            stands = standing[one.ready.due.id]
            ours = stands["status"] == Status.SENDING.value and stands["holder"] == self._holder
            if ours or _settles(one, stands):
                in_time.append(self._row(one, people.get(one.ready.due.person_id), number))
            else:
                late.append({"key": one.ready.due.id, "tried": number})
        update_each(self._writing.connection, in_time, holder=None, held_until=None)
        update_each(self._writing.connection, late)

    def _row(self, one: Done, recipient: Recipient | None, tried: int) -> dict[str, object]:
        verdict = self._verdict(one, recipient)
        row: dict[str, object] = {
            "key": one.ready.due.id,
            "status": verdict.status.value,
            "reason": verdict.reason.value if verdict.reason else None,
            "channel": verdict.channel,
            "attempts": verdict.attempts,
            "tried": tried,
            "provider_id": one.attempted.provider_id,
        }
        row["next_at"] = to_text(verdict.next_at or self._now)
        return row

    def _verdict(self, one: Done, recipient: Recipient | None) -> Verdict:
        due = one.ready.due
        later = [code for code in due.channels if code != one.ready.channel]
        # Channels before the present one in the order were tried already.
        after = (
            due.channels[due.channels.index(one.ready.channel) + 1 :] if one.ready.channel in due.channels else later
        )
        further = self._ways.fitting(recipient, after) if recipient else ()
        return judge(one, self._now, from_text(due.until), further, self._draw())

    def _withdraw(self, one: Done) -> None:
        way = self._ways.by_code.get(one.ready.channel)
        if way is not None:
            row = {"person_id": one.ready.due.person_id, "channel": way.description.consent, "given": 0}
            said = {"source": ConsentSource.REPLY.value, "text_version": CONSENT_TEXT_VERSION}
            append_consent(self._writing, {**row, **said})


def _standing(connection: Connection, ids: Sequence[str]) -> dict[str, RowMapping]:
    columns = (message.c.id, message.c.status, message.c.holder, message.c.tried)
    # At the server others decide about the same rows: those are held first, always in the same order.
    held = select(*columns).where(among(message.c.id, ids)).order_by(message.c.id).with_for_update()
    rows = connection.execute(held).mappings()
    return {row["id"]: row for row in rows}


def _settles(one: Done, stands: RowMapping) -> bool:
    """Whether a late attempt says how the message stands now."""
    status = Status(stands["status"])
    if one.attempted.outcome is Outcome.ACCEPTED:
        return status not in _SETTLED_OTHERWISE
    # Nothing has happened since but that it was taken for lost, and nobody has decided yet.
    return status is Status.UNKNOWN and stands["tried"] == one.ready.due.tried + 1


def not_written_yet(connection: Connection, done: Sequence[Done]) -> list[Done]:
    """Without those that stand there already: a server may have gone when all was written, and before it said so."""
    table = message_attempt
    ids = [one.ready.due.id for one in done]
    rows = connection.execute(select(table.c.message_id, table.c.started_at).where(among(table.c.message_id, ids)))
    there = {(row.message_id, row.started_at) for row in rows}
    return [one for one in done if (one.ready.due.id, to_text(one.started_at)) not in there]


def find_lost(writing: Writing, now: datetime, under_way: Collection[str] = ()) -> int:
    """Whoever was sending these has died: nobody knows whether they went out. `under_way`: whoever asks sends them."""
    found = writing.connection.execute(_LOST, {"at": to_text(now)}).mappings()
    rows = [row for row in found if row["id"] not in under_way]
    if not rows:
        return 0
    attempted = Attempted(Outcome.UNKNOWN, "lease_ended")
    done = [
        Done(Ready(to_due(row), row["channel"], Outgoing(row["id"], "", "", "")), attempted, _started(row))
        for row in rows
    ]
    writing.append_many(message_attempt, [_attempt_row(one, one.ready.due.tried + 1) for one in done])
    keys = [
        {"key": one.ready.due.id, "attempts": one.ready.due.attempts + 1, "tried": one.ready.due.tried + 1}
        for one in done
    ]
    settled = {"status": Status.UNKNOWN.value, "reason": Reason.NOT_KNOWN.value, "holder": None, "held_until": None}
    update_each(writing.connection, keys, **settled)
    return len(rows)


def _started(row: RowMapping) -> datetime:
    return from_text(row["held_until"]) - timedelta(seconds=LEASE_SECONDS)


def _attempt_row(one: Done, number: int) -> dict[str, object]:
    attempted = one.attempted
    return {
        "message_id": one.ready.due.id,
        "person_id": one.ready.due.person_id,
        "number": number,
        "channel": one.ready.channel,
        "outcome": attempted.outcome.value,
        "code": attempted.code[:60],
        "text": attempted.text[:500],
        "provider_id": attempted.provider_id,
        "started_at": to_text(one.started_at),
    }


def to_due(row: RowMapping) -> Due:
    """A row of the outbox as a hand knows it."""
    return Due(**{name: row[name] for name in OF_DUE}, channels=tuple(json.loads(row["channels"])))


def update_each(connection: Connection, rows: Iterable[Mapping[str, object]], **same: Any) -> None:
    """Set columns of single messages; `key` says which. All rows have the same columns."""
    listed = list(rows)
    if listed:
        names = [name for name in listed[0] if name != "key"]
        values = [[*(row[name] for name in names), *same.values(), row["key"]] for row in listed]
        update_rows(connection, message, [*names, *same], values)
