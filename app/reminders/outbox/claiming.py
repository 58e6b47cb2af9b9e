"""One claim of the outbox: what is due, who may be written to at this hour, and what is marked before any network."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, bindparam, select, text, union_all, update

from app.kernel.clock import to_text
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Description, Outgoing
from app.reminders.moments import Manners, held_until
from app.reminders.outbox.model import WAITING, Due, Priority, Ready, Reason, Status
from app.reminders.outbox.recording import LEASE_SECONDS, OF_DUE, to_due, update_each
from app.reminders.outbox.ways import Ways
from app.reminders.recipients import Recipient, read_recipients
from app.store.listed import among_listed, listed
from app.store.tables import message

Compose = Callable[[Connection, Due, Recipient, Description, datetime], Outgoing]
"""(connection, message, person, way, now) → what goes out. KnownError `templates.value_missing` and the like."""
Hours = Callable[[], tuple[Manners, str]]
"""How people are treated at this moment, and the unit's time zone (an IANA name)."""

# As literals: SQLite uses a partial index only where its condition is written out in the question.
IS_WAITING: Final = text(f"message.status IN ({', '.join(repr(one.value) for one in WAITING)})")
_COLUMNS: Final = (*OF_DUE, "channels", "priority", "reason")


def _due_of(priority: Priority) -> Select[Any]:
    wanted = select(*(message.c[name] for name in _COLUMNS))
    due = IS_WAITING, message.c.channel == bindparam("code"), message.c.next_at <= bindparam("at")
    most = wanted.where(*due, message.c.priority == int(priority)).order_by(message.c.next_at).limit(bindparam("most"))
    return select(most.subquery())


# One priority after the other, each read off the index: sorting all that is due would take longer than sending it.
_DUE: Final = union_all(*(_due_of(priority) for priority in Priority)).limit(bindparam("most"))
ORDER: Final = (message.c.priority, message.c.next_at, message.c.id)
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
    select(*(message.c[name] for name in _COLUMNS))
    .where(message.c.id.in_(_CHOSEN), IS_WAITING)
    .order_by(*ORDER)
    # At the server others claim beside this one; SQLite has one writer and no such words.
    .with_for_update(skip_locked=True)
)
_TAKE: Final = (
    update(message)
    .where(among_listed(message.c.id))
    .values(status=Status.SENDING.value, holder=bindparam("by"), held_until=bindparam("lease_ends"))
)


class HoursNow:
    """When somebody may be written to again, asked at most once a zone: most messages that are due share it."""

    def __init__(self, now: datetime, hours: Hours | None) -> None:
        self._now = now
        self._hours = hours
        self._manners: tuple[Manners, str] | None = None
        self._until: dict[str | None, datetime | None] = {}

    def held_until(self, zone: str | None) -> datetime | None:
        """`zone`: her own, None where she is in the unit's."""
        if self._hours is None:
            return None
        if zone not in self._until:
            manners, own = self._manners = self._manners or self._hours()
            self._until[zone] = held_until(self._now, zone or own, manners)
        return self._until[zone]


class Claiming:
    """Chooses what is due and marks it."""

    def __init__(
        self,
        connection: Connection,
        ways: Ways,
        now: datetime,
        compose: Compose,
        hours: HoursNow,
        under_way: Collection[str],
        only: Collection[str] | None,
    ) -> None:
        self._hours = hours
        self._held: list[dict[str, object]] = []
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
            one = people.get(row["person_id"])
            if one is None or not self._hold(row, one):
                self._take(to_due(row), one)

    def mark(self, holder: str) -> None:
        """Write it all down: what is sent now, and what never will be."""
        until = to_text(self._now + timedelta(seconds=LEASE_SECONDS))
        if self.ready:
            taken = {"by": holder, "lease_ends": until, **listed([one.due.id for one in self.ready])}
            self._connection.execute(_TAKE, taken)
        update_each(self._connection, self._moved)
        update_each(self._connection, self._held)
        update_each(self._connection, self._settled)

    def settled(self) -> list[str]:
        """The ids of those that shall not be sent."""
        return [str(row["key"]) for row in self._settled]

    def held(self) -> int:
        """How many wait for another hour."""
        return len(self._held)

    def _hold(self, row: RowMapping, one: Recipient) -> bool:
        """Late ones wait like any other for the end of the quiet hours or the holiday, as long as they make sense;
        but not what is urgent, nor what a person has just sent again."""
        if row["priority"] == int(Priority.URGENT) or row["reason"] == Reason.BY_HAND.value:
            return False
        until = self._hours.held_until(one.zone)
        if until is None:
            return False
        if row["until"] <= to_text(until):
            self._expire(to_due(row))
            return True
        self._held.append({"key": row["id"], "next_at": to_text(until)})
        return True

    def _take(self, due: Due, one: Recipient | None) -> None:
        if due.until < self._at:
            self._expire(due)
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

    def _expire(self, due: Due) -> None:
        self.expired += 1
        self._settle(due, Status.EXPIRED, Reason.TOO_LATE)

    def _refuse(self, due: Due, reason: Reason, detail: str = "") -> None:
        self.refused += 1
        self._settle(due, Status.REFUSED, reason, detail)

    def _settle(self, due: Due, status: Status, reason: Reason, detail: str = "") -> None:
        told = f"{reason.value}/{detail}"[:60] if detail else reason.value
        self._settled.append({"key": due.id, "status": status.value, "reason": told})
