"""How the messages stand, and which of two wordings is read more: counted from the rows, and said with its doubt."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from app.kernel.clock import Zone, from_text, to_text, usual_zone
from app.reminders import counting
from app.reminders.figure_model import (
    ChannelFigures,
    Comparison,
    Dashboard,
    Lateness,
    VariantFigures,
    Verdict,
)
from app.reminders.inbox import count_unseen
from app.reminders.intervals import Interval, difference
from app.reminders.outbox.model import FOR_A_PERSON, WAITING
from app.reminders.requests import count_open
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import message

__all__ = [
    "ChannelFigures",
    "Comparison",
    "Dashboard",
    "FigureService",
    "Interval",
    "Lateness",
    "VariantFigures",
    "Verdict",
]
LEAST_OF_EACH: Final = 30
"""Fewer messages of one wording say nothing about it."""


class FigureService:
    """The figures of this station's outbox; `zone` says when a day begins."""

    def __init__(self, store: Store, zone: Zone = usual_zone) -> None:
        self._store = store
        self._zone = zone

    def dashboard(self, session: Session, first: date, last: date) -> Dashboard:
        """Of the days from `first` to `last`, both included."""
        require(session, Action.VIEW_MESSAGES)
        ends = self._start_of(first), self._start_of(last + timedelta(days=1))
        now = to_text(self._store.clock.now())
        with self._store.read() as connection:
            due = counting.groups(connection, ends)
            following = counting.next_at(connection)
            waiting = message.c.status.in_(WAITING)
            return Dashboard(
                waiting=counting.waiting(connection),
                due_now=counting.count_messages(connection, waiting, message.c.next_at <= now),
                next_at=from_text(following) if following else None,
                for_a_person=counting.count_messages(connection, message.c.status.in_(FOR_A_PERSON)),
                unseen=count_unseen(connection),
                requests=count_open(connection),
                by_status=counting.summed((one.status, one.count) for one in due),
                by_channel=counting.by_channel(due),
                not_sent=counting.summed((one.reason, one.count) for one in due if one.status in counting.NOT_SENT),
                lateness=counting.lateness(connection, ends),
                withdrawals=counting.withdrawals(connection, ends),
                replies=counting.replies(connection, ends),
            )

    def compare(self, session: Session, template_id: str) -> Comparison:
        """What was sent with the wordings that the template has now, whatever it was called then. KnownError
        templates.no_such_version."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            variants = counting.variants(connection, counting.same_wording(connection, template_id))
        if len(variants) != 2 or min(one.sent for one in variants) < LEAST_OF_EACH:
            return Comparison(variants, Verdict.TOO_FEW, None)
        apart = difference(variants[0].share_read, variants[1].share_read)
        differs = apart.low > 0 or apart.high < 0
        return Comparison(variants, Verdict.DIFFERENCE if differs else Verdict.NO_DIFFERENCE, apart)

    def _start_of(self, day: date) -> str:
        return to_text(datetime.combine(day, time(), ZoneInfo(self._zone())))
