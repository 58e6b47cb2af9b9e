"""Lists of messages: one line, what stands where, how many a day; thousands are known by id, read as they are drawn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, RowMapping, func, select

from app.kernel.clock import Zone, from_text, to_text
from app.reminders.outbox.model import Status
from app.security.roles import Action
from app.security.session import Session, require
from app.store.listed import among
from app.store.store import Store
from app.store.tables import message, person, template_version

MOST: Final = 500
"""In one page of a list."""


@dataclass(frozen=True)
class ShownMessage:
    """One line of a list. `reason` is a code, with what it is about after a stroke (`value_missing/event_hour`)."""

    id: str
    person_id: str
    shown_name: str
    template_name: str
    channel: str
    due_at: datetime
    next_at: datetime
    status: Status
    reason: str | None
    moved: str | None
    attempts: int
    heard: str


@dataclass(frozen=True)
class Wanted:
    """Which messages: due on these days of the unit (both among them), of one campaign, standing so, by these channels;
    what is None or empty does not matter."""

    first: date | None = None
    last: date | None = None
    campaign_id: str | None = None
    statuses: Collection[Status] = ()
    channels: Collection[str] = ()


class MessageLists:
    """What there is, however much; `zone` is the unit's own."""

    def __init__(self, store: Store, zone: Zone) -> None:
        self._store = store
        self._zone = zone

    def ids(self, session: Session, wanted: Wanted) -> tuple[str, ...]:
        """All of them, by time and name; for a list that reads its lines as they are drawn."""
        require(session, Action.VIEW_MESSAGES)
        named = select(message.c.id).join(person, person.c.id == message.c.person_id).where(*self._clauses(wanted))
        with self._store.read() as connection:
            in_order = named.order_by(message.c.due_at, _NAME, message.c.id)
            return tuple(connection.execute(in_order).scalars())

    def lines(self, session: Session, ids: Sequence[str]) -> tuple[ShownMessage | None, ...]:
        """These lines in their order; None for one that is not there."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            rows = connection.execute(SHOWN.where(among(message.c.id, ids))).mappings()
            found = {row["id"]: read_shown(row) for row in rows}
        return tuple(found.get(one) for one in ids)

    def per_day(self, session: Session, wanted: Wanted) -> Mapping[date, Mapping[Status, int]]:
        """How many stand where on each day of the unit that has any."""
        require(session, Action.VIEW_MESSAGES)
        zone = ZoneInfo(self._zone())
        counted = select(message.c.due_at, message.c.status, func.count()).where(*self._clauses(wanted))
        found: dict[date, dict[Status, int]] = {}
        with self._store.read() as connection:
            for due, status, count in connection.execute(counted.group_by(message.c.due_at, message.c.status)):
                own = found.setdefault(from_text(due).astimezone(zone).date(), {})
                own[Status(status)] = own.get(Status(status), 0) + count
        return found

    def _clauses(self, wanted: Wanted) -> list[ColumnElement[bool]]:
        zone = ZoneInfo(self._zone())
        clauses: list[ColumnElement[bool]] = []
        if wanted.first is not None:
            clauses.append(message.c.due_at >= to_text(datetime.combine(wanted.first, time(), zone)))
        if wanted.last is not None:
            end = datetime.combine(wanted.last + timedelta(days=1), time(), zone)
            clauses.append(message.c.due_at < to_text(end))
        if wanted.campaign_id is not None:
            clauses.append(message.c.campaign_id == wanted.campaign_id)
        if wanted.statuses:
            clauses.append(message.c.status.in_([one.value for one in wanted.statuses]))
        if wanted.channels:
            clauses.append(message.c.channel.in_(list(wanted.channels)))
        return clauses


_NAME = func.coalesce(func.nullif(person.c.social_name, ""), person.c.full_name)
SHOWN: Final = (
    select(
        message,
        _NAME.label("shown_name"),
        template_version.c.name.label("template_name"),
    )
    .join(person, person.c.id == message.c.person_id)
    .join(template_version, template_version.c.id == message.c.template_version_id)
)


def read_shown(row: RowMapping) -> ShownMessage:
    """A row of `SHOWN`."""
    names = ("id", "person_id", "shown_name", "template_name", "channel", "reason", "moved", "heard")
    return ShownMessage(
        **{name: row[name] for name in names},
        due_at=from_text(row["due_at"]),
        next_at=from_text(row["next_at"]),
        status=Status(row["status"]),
        attempts=row["tried"],
    )
