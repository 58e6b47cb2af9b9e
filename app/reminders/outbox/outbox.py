"""The outbox: one transaction writes down what came of the last messages and claims the next ones, before any network.

What a crash leaves: a message in `sending` whose lease ends. It becomes `unknown` and waits for a person.
"""

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Select, bindparam, select, text, union_all, update

from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Description, Outcome, Outgoing
from app.reminders.grant import may_send, note_time
from app.reminders.outbox.model import WAITING, Claimed, Done, Due, Priority, Ready, Reason, Status
from app.reminders.outbox.recording import (
    LEASE_SECONDS,
    OF_DUE,
    Recording,
    find_lost,
    not_written_yet,
    to_due,
    update_each,
)
from app.reminders.outbox.ways import Ways
from app.reminders.pace import FIRST_PAUSE, Bucket
from app.reminders.recipients import Recipient, read_recipients
from app.store.listed import among, among_listed, listed
from app.store.store import Store
from app.store.tables import message
from app.store.writing import Writing

Compose = Callable[[Connection, Due, Recipient, Description, datetime], Outgoing]
"""(connection, message, person, way, now) → what goes out. KnownError `templates.value_missing` and the like."""


# As literals: SQLite uses a partial index only where its condition is written out in the question.
_IS_WAITING: Final = text(f"message.status IN ({', '.join(repr(one.value) for one in WAITING)})")


def _due_of(priority: Priority) -> Select[Any]:
    wanted = select(*(message.c[name] for name in (*OF_DUE, "channels")))
    due = _IS_WAITING, message.c.channel == bindparam("code"), message.c.next_at <= bindparam("at")
    most = wanted.where(*due, message.c.priority == int(priority)).order_by(message.c.next_at).limit(bindparam("most"))
    return select(most.subquery())


# One priority after the other, each read off the index: sorting all that is due would take longer than sending it.
_DUE: Final = union_all(*(_due_of(priority) for priority in Priority)).limit(bindparam("most"))
_ORDER: Final = (message.c.priority, message.c.next_at, message.c.id)
# By their ids first: whatever the planner knows of the table, a hundred rows are read, and not all that is due.
_THESE: Final = (
    select(message).where(among_listed(message.c.id)).cte("these").prefix_with("MATERIALIZED", dialect="postgresql")
)
_CHOSEN: Final = (
    select(_THESE.c.id)
    .where(_THESE.c.status.in_(WAITING), _THESE.c.channel == bindparam("code"), _THESE.c.next_at <= bindparam("at"))
    .order_by(_THESE.c.priority, _THESE.c.next_at, _THESE.c.id)
    .limit(bindparam("most"))
)
_DUE_OF_THESE: Final = (
    select(*(message.c[name] for name in (*OF_DUE, "channels")))
    .where(message.c.id.in_(_CHOSEN), _IS_WAITING)
    .order_by(*_ORDER)
    # At the server others claim beside this one; SQLite has one writer and no such words.
    .with_for_update(skip_locked=True)
)
_TAKE: Final = (
    update(message)
    .where(among_listed(message.c.id))
    .values(status=Status.SENDING.value, holder=bindparam("by"), held_until=bindparam("lease_ends"))
)
_WHAT_IS_DUE: Final = (
    select(message.c.id, message.c.priority)
    .where(_IS_WAITING, message.c.channel.in_(bindparam("codes", expanding=True)), message.c.next_at <= bindparam("at"))
    .order_by(*_ORDER)
    .limit(bindparam("most"))
)


class Outbox:
    """The messages of one store; `holder` names this process, `compose` renders."""

    def __init__(self, store: Store, holder: str, compose: Compose, draw: Callable[[], float] = random.random) -> None:
        self._store = store
        self._holder = holder[:80]
        self._compose = compose
        self._draw = draw
        self._first = 0
        self._in_doubt = False
        """Whether the last writing down at a server failed: what of it arrived is not known."""

    def turn(
        self,
        done: Sequence[Done],
        ways: Ways,
        most: int,
        under_way: Collection[str] = (),
        only: Collection[str] | None = None,
    ) -> Claimed:
        """Write down what came of `done`, then claim up to `most` messages, all in one transaction: what is returned
        is durably `sending`. Refused and expired ones are settled on the way; `under_way` are still on theirs, however
        long the machine slept meanwhile. `only`: of these ids alone (None: of all)."""
        if done and self._store.many_write:
            # Two steps: while one is written down, others may claim.
            self._write_down_beside(done, ways)
            try:
                return self._claim_turn((), ways, most, under_way, only)
            except KnownError:
                # What was written down is not to be written again: to claim there is another turn.
                return Claimed(())
        return self._claim_turn(done, ways, most, under_way, only)

    def _claim_turn(
        self, done: Sequence[Done], ways: Ways, most: int, under_way: Collection[str], only: Collection[str] | None
    ) -> Claimed:
        now, unknown = self._store.clock.now(), 0
        beside = only is not None and self._store.many_write
        with self._store.write_beside(PROGRAM) if beside else self._store.write(PROGRAM) as writing:
            if done:
                self._write_down(writing, done, ways, now)
            if not beside:
                unknown = find_lost(writing, now, under_way)
            # In this very transaction: once the sending was given back, nothing more is claimed.
            note_time(writing, now)
            most = most if may_send(writing.connection, now) else 0
            claiming = _Claiming(writing.connection, ways, now, self._compose, under_way, only)
            for code in self._in_turn(ways):
                self._claim(claiming, ways.by_code[code].bucket, code, most - len(claiming.ready))
            claiming.mark(self._holder)
        return Claimed(claiming.ready, claiming.refused, claiming.expired, unknown, claiming.settled())

    def _write_down(self, writing: Writing, done: Sequence[Done], ways: Ways, now: datetime) -> None:
        Recording(writing, self._holder, ways, now, self._draw).write(done)
        _slow_down(done, ways, self._store.clock.monotonic())

    def _write_down_beside(self, done: Sequence[Done], ways: Ways) -> None:
        with self._store.write_beside(PROGRAM) as writing:
            if self._in_doubt:
                done = not_written_yet(writing.connection, done)
            self._in_doubt = True
            if done:
                self._write_down(writing, done, ways, self._store.clock.now())
        self._in_doubt = False

    def due(self, ways: Ways, most: int, only: Collection[str] | None = None) -> list[tuple[str, int]]:
        """(id, priority) of what could be claimed now by these ways, the most urgent first; nothing is changed."""
        now = self._store.clock.now()
        wanted = _WHAT_IS_DUE if only is None else _WHAT_IS_DUE.where(among(message.c.id, sorted(only)))
        asked = {"codes": sorted(ways.by_code), "at": to_text(now), "most": most}
        with self._store.read() as connection:
            if not may_send(connection, now):
                return []
            return [(row.id, row.priority) for row in connection.execute(wanted, asked)]

    def next_at(self) -> datetime | None:
        """When the next message is due; None where nothing waits."""
        wanted = select(message.c.next_at).where(message.c.status.in_(WAITING)).order_by(message.c.next_at).limit(1)
        with self._store.read() as connection:
            found = connection.execute(wanted).scalar_one_or_none()
        return from_text(found) if found else None

    def _claim(self, claiming: "_Claiming", bucket: Bucket, code: str, most: int) -> None:
        """As many as the channel's pace allows now; tokens that nothing was due for are given back."""
        at, tokens = self._store.clock.monotonic(), 0
        while tokens < most and bucket.take(at):
            tokens += 1
        before = len(claiming.ready)
        claiming.channel(code, tokens)
        for _ in range(tokens - (len(claiming.ready) - before)):
            bucket.give_back()

    def _in_turn(self, ways: Ways) -> Sequence[str]:
        """Another channel first each time, so that a busy one takes not all hands."""
        codes = sorted(ways.by_code)
        self._first = (self._first + 1) % max(len(codes), 1)
        return codes[self._first :] + codes[: self._first]


class _Claiming:
    """Chooses what is due and marks it."""

    def __init__(
        self,
        connection: Connection,
        ways: Ways,
        now: datetime,
        compose: Compose,
        under_way: Collection[str],
        only: Collection[str] | None,
    ) -> None:
        self._connection = connection
        self._only = None if only is None else listed(sorted(only))
        self._under_way = under_way
        self._ways = ways
        self._now = now
        self._at = to_text(now)
        self._compose = compose
        self._settled: list[dict[str, object]] = []
        self._moved: list[dict[str, object]] = []
        self.ready: list[Ready] = []
        self.refused = 0
        self.expired = 0

    def channel(self, code: str, count: int) -> None:
        """Up to `count` messages of one channel, the most urgent first."""
        asked: dict[str, object] = {"code": code, "at": self._at, "most": count}
        if self._only is not None:
            asked |= self._only
        due = _DUE if self._only is None else _DUE_OF_THESE
        found = self._connection.execute(due, asked).mappings().all() if count > 0 else ()
        # What a person released while it hangs here is left to another, or until it has come back.
        rows = [row for row in found if row["id"] not in self._under_way]
        people = read_recipients(self._connection, [row["person_id"] for row in rows])
        for row in rows:
            self._take(to_due(row), people.get(row["person_id"]))

    def mark(self, holder: str) -> None:
        """Write it all down: what is sent now, and what never will be."""
        until = to_text(self._now + timedelta(seconds=LEASE_SECONDS))
        if self.ready:
            taken = {"by": holder, "lease_ends": until, **listed([one.due.id for one in self.ready])}
            self._connection.execute(_TAKE, taken)
        update_each(self._connection, self._moved)
        update_each(self._connection, self._settled)

    def settled(self) -> list[str]:
        """The ids of those that shall not be sent."""
        return [str(row["key"]) for row in self._settled]

    def _take(self, due: Due, one: Recipient | None) -> None:
        if due.until < self._at:
            self.expired += 1
            self._settle(due, Status.EXPIRED, Reason.TOO_LATE)
            return
        order = (due.channel, *(code for code in due.channels if code != due.channel))
        fitting = self._ways.fitting(one, order) if one else ()
        if one is None or not fitting:
            self._refuse(due, self._ways.why_none(one, order) if one else Reason.NO_ADDRESS)
            return
        try:
            way = self._ways.by_code[fitting[0]].description
            outgoing = self._compose(self._connection, due, one, way, self._now)
        except KnownError as error:
            self._refuse(due, Reason.VALUE_MISSING, str(error.values.get("placeholder", error.code)))
            return
        if fitting[0] != due.channel:
            # What she withdrew since it was planned: the next one starts from the beginning.
            due = replace(due, channel=fitting[0], attempts=0)
            self._moved.append({"key": due.id, "channel": due.channel, "attempts": due.attempts})
        self.ready.append(Ready(due, fitting[0], outgoing))

    def _refuse(self, due: Due, reason: Reason, detail: str = "") -> None:
        self.refused += 1
        self._settle(due, Status.REFUSED, reason, detail)

    def _settle(self, due: Due, status: Status, reason: Reason, detail: str = "") -> None:
        told = f"{reason.value}/{detail}"[:60] if detail else reason.value
        self._settled.append({"key": due.id, "status": status.value, "reason": told})


def _slow_down(done: Sequence[Done], ways: Ways, at: float) -> None:
    """A provider that says that it is too much is left alone for a while, by all messages."""
    for one in done:
        way = ways.by_code.get(one.ready.channel)
        if one.attempted.outcome is Outcome.THROTTLED and way is not None:
            way.bucket.empty(at, one.attempted.retry_after or FIRST_PAUSE)
