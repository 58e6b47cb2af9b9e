"""The outbox: one transaction writes down what came of the last messages and claims the next ones, before any network.

What a crash leaves: a message in `sending` whose lease ends. It becomes `unknown` and waits for a person.
"""

import random
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, select

from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Outcome
from app.reminders.grant import may_send, note_time
from app.reminders.outbox.claiming import IS_WAITING, ORDER, Claiming, Compose, Hours, HoursNow
from app.reminders.outbox.model import WAITING, Claimed, Done
from app.reminders.outbox.recording import Recording, find_lost, not_written_yet
from app.reminders.outbox.ways import Ways
from app.reminders.pace import FIRST_PAUSE, Bucket
from app.store.listed import among
from app.store.store import Store
from app.store.tables import message
from app.store.writing import Writing

_WHAT_IS_DUE: Final = (
    select(message.c.id, message.c.priority)
    .where(IS_WAITING, message.c.channel.in_(bindparam("codes", expanding=True)), message.c.next_at <= bindparam("at"))
    .order_by(*ORDER)
    .limit(bindparam("most"))
)


class Outbox:
    """The messages of one store; `holder` names this process, `compose` renders; without `hours` nobody is spared."""

    def __init__(
        self,
        store: Store,
        holder: str,
        compose: Compose,
        draw: Callable[[], float] = random.random,
        hours: Hours | None = None,
    ) -> None:
        self._store = store
        self._holder = holder[:80]
        self._compose = compose
        self._draw = draw
        self._hours = hours
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
            hours = HoursNow(now, self._hours)
            claiming = Claiming(writing.connection, ways, now, self._compose, hours, under_way, only)
            for code in self._in_turn(ways):
                self._claim(claiming, ways.by_code[code].bucket, code, most - len(claiming.ready))
            claiming.mark(self._holder)
        return Claimed(claiming.ready, claiming.refused, claiming.expired, unknown, claiming.settled(), claiming.held())

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

    def _claim(self, claiming: "Claiming", bucket: Bucket, code: str, most: int) -> None:
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


def _slow_down(done: Sequence[Done], ways: Ways, at: float) -> None:
    """A provider that says that it is too much is left alone for a while, by all messages."""
    for one in done:
        way = ways.by_code.get(one.ready.channel)
        if one.attempted.outcome is Outcome.THROTTLED and way is not None:
            way.bucket.empty(at, one.attempted.retry_after or FIRST_PAUSE)
