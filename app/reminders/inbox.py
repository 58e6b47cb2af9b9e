"""What people wrote back lies here until somebody has seen it; that it was seen is appended too, and can be undone."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, Select, func, select

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.reminders.channels.interface import FeedbackKind
from app.reminders.hearing import takes_back
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import account, feedback_seen, message_feedback, person

MOST: Final = 500
"""In the list."""
IN_INBOX: Final = (FeedbackKind.REPLY, FeedbackKind.OPT_OUT, FeedbackKind.LINKED)
"""What comes of the person herself and not of a machine on the way."""


@dataclass(frozen=True)
class Reply:
    """What one person wrote. `person_id` None, `shown_name` "": nobody here has this address, or several do.

    `withdrew`: with it she takes back her consent for this channel; `message_id`: what she answered, if it was told;
    `linked`: she wrote nothing but the code that ties her chat to her record.
    """

    id: str
    at: datetime
    channel: str
    address: str
    person_id: str | None
    shown_name: str
    text: str
    withdrew: bool
    message_id: str | None
    seen_at: datetime | None
    seen_by: str
    linked: bool = False


class InboxService:
    """The inbox of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self, session: Session, *, with_seen: bool = False) -> tuple[Reply, ...]:
        """The latest first, at most `MOST`."""
        require(session, Action.VIEW_MESSAGES)
        wanted = _REPLIES if with_seen else _REPLIES.where(func.coalesce(_LAST.c.seen, 0) == 0)
        in_order = wanted.order_by(message_feedback.c.heard_at.desc(), message_feedback.c.id.desc())
        with self._store.read() as connection:
            return tuple(_reply(row) for row in connection.execute(in_order.limit(MOST)).mappings())

    def unseen(self, session: Session) -> int:
        """How many nobody has looked at."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            return count_unseen(connection)

    def mark_seen(self, session: Session, reply_id: str) -> Reply:
        """Somebody has read it, and done what it asks for. KnownError inbox.not_found."""
        return self._mark(session, reply_id, seen=True)

    def mark_unseen(self, session: Session, reply_id: str) -> Reply:
        """Put it back among the unread. KnownError inbox.not_found."""
        return self._mark(session, reply_id, seen=False)

    def _mark(self, session: Session, reply_id: str, *, seen: bool) -> Reply:
        require(session, Action.SCHEDULE_MESSAGES)
        with self._store.write(session.actor) as writing:
            found = _one(writing.connection, reply_id)
            if (found.seen_at is not None) == seen:
                return found
            mine = feedback_seen.c.feedback_id == reply_id
            last = writing.connection.execute(select(func.max(feedback_seen.c.recorded_at)).where(mine)).scalar_one()
            row = {"feedback_id": reply_id, "seen": int(seen), "recorded_at": writing.after(last)}
            writing.append(feedback_seen, row)
            writing.audit("reply_seen" if seen else "reply_put_back", "reply", reply_id)
            return _one(writing.connection, reply_id)


def count_unseen(connection: Connection) -> int:
    """How many replies nobody has looked at."""
    table = message_feedback
    wanted = select(func.count()).select_from(table.outerjoin(_LAST, _LAST.c.feedback_id == table.c.id))
    unseen = table.c.kind.in_(IN_INBOX), func.coalesce(_LAST.c.seen, 0) == 0
    return connection.execute(wanted.where(*unseen)).scalar_one()


_place = func.row_number().over(
    partition_by=feedback_seen.c.feedback_id, order_by=(feedback_seen.c.recorded_at.desc(), feedback_seen.c.id.desc())
)
_RANKED = select(feedback_seen, _place.label("place")).subquery()
_LAST = select(_RANKED).where(_RANKED.c.place == 1).subquery()
"""What was said last about each reply."""
_REPLIES: Final[Select[Any]] = (
    select(
        message_feedback,
        func.coalesce(func.nullif(person.c.social_name, ""), person.c.full_name, "").label("shown_name"),
        _LAST.c.seen,
        _LAST.c.recorded_at.label("seen_at"),
        func.coalesce(account.c.display_name, _LAST.c.recorded_by, "").label("seen_by"),
    )
    .outerjoin(person, person.c.id == message_feedback.c.person_id)
    .outerjoin(_LAST, _LAST.c.feedback_id == message_feedback.c.id)
    .outerjoin(account, account.c.id == _LAST.c.recorded_by)
    .where(message_feedback.c.kind.in_(IN_INBOX))
)


def _one(connection: Connection, reply_id: str) -> Reply:
    row = connection.execute(_REPLIES.where(message_feedback.c.id == reply_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("inbox.not_found")
    return _reply(row)


def _reply(row: RowMapping) -> Reply:
    names = ("id", "channel", "address", "person_id", "shown_name", "text", "message_id")
    return Reply(
        **{name: row[name] for name in names},
        at=from_text(row["heard_at"]),
        withdrew=takes_back(FeedbackKind(row["kind"]), row["text"]),
        seen_at=from_text(row["seen_at"]) if row["seen"] else None,
        seen_by=row["seen_by"] if row["seen"] else "",
        linked=row["kind"] == FeedbackKind.LINKED.value,
    )
