"""What is to be sent, what was, and what waits for a person: lists, dead letters, unknown ends, one by hand."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, update

from app.kernel.clock import Zone, from_text, to_text, usual_zone
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Outcome
from app.reminders.message_lists import MOST, SHOWN, MessageLists, ShownMessage, read_shown
from app.reminders.moments import Manners
from app.reminders.outbox.model import FOR_A_PERSON, WAITING, Priority, Reason, Status
from app.reminders.outbox.planning import plan
from app.reminders.outbox.ways import Ways
from app.reminders.proposing import Kind, Proposal, Proposing, Wanted, refuse_rule_texts
from app.reminders.template_model import from_stored
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import message, message_attempt, message_feedback, template_version

_WHY: Final[Mapping[str | None, Reason]] = {
    Outcome.UNKNOWN: Reason.NOT_KNOWN,
    Outcome.OPT_OUT: Reason.OPTED_OUT,
    Outcome.TRANSIENT: Reason.ATTEMPTS_USED_UP,
    Outcome.THROTTLED: Reason.ATTEMPTS_USED_UP,
}
"""Last attempt → why a person must look; any other was refused, by the provider or by what came back."""


GRACE: Final = timedelta(seconds=10)
"""Between saying that one goes out again and its going out: so long it can be taken back."""
LONGEST_REASON: Final = 200
"""Of why one cannot wait."""


@dataclass(frozen=True)
class NewMessage:
    """One message for one person. `urgent`: why it goes out whatever the hour; "" where it can wait for its time.

    `mark`: the same for what was looked at before and is scheduled then, of which one of several wordings depends;
    drawn where there is none. The same mark is scheduled once.
    """

    person_id: str
    template_version_id: str
    channels: tuple[str, ...]
    at: datetime
    window: timedelta = timedelta(hours=12)
    urgent: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Attempt:
    """One try, as it was written down."""

    number: int
    channel: str
    outcome: str
    code: str
    text: str
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class News:
    """What was heard of a message afterwards."""

    kind: str
    at: datetime
    text: str


@dataclass(frozen=True)
class History:
    """A message with all that became of it."""

    message: ShownMessage
    attempts: tuple[Attempt, ...]
    news: tuple[News, ...]


class MessageService(MessageLists):
    """The messages of this station's outbox."""

    def __init__(
        self,
        store: Store,
        ways: Callable[[], Ways],
        manners: Callable[[], Manners] = Manners,
        zone: Zone = usual_zone,
    ) -> None:
        super().__init__(store, zone)
        self._ways = ways
        self._manners = manners

    def of_person(self, session: Session, person_id: str) -> tuple[ShownMessage, ...]:
        """The latest first."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            wanted = SHOWN.where(message.c.person_id == person_id).order_by(message.c.due_at.desc()).limit(MOST)
            return tuple(read_shown(row) for row in connection.execute(wanted).mappings())

    def for_a_person(self, session: Session) -> tuple[ShownMessage, ...]:
        """What somebody must look at: dead letters and unknown ends, the oldest first."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            wanted = SHOWN.where(message.c.status.in_(FOR_A_PERSON)).order_by(message.c.due_at).limit(MOST)
            return tuple(read_shown(row) for row in connection.execute(wanted).mappings())

    def history(self, session: Session, message_id: str) -> History:
        """KnownError messages.not_found."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            return History(
                _one(connection, message_id), _attempts(connection, message_id), _news(connection, message_id)
            )

    def schedule(self, session: Session, new: NewMessage) -> ShownMessage:
        """One message by hand. KnownError messages.not_reachable (reason), in_past, reason_missing, and
        templates.no_such_version, campaigns.no_channel, text_of_a_rule (placeholder)."""
        require(session, Action.SCHEDULE_MESSAGES)
        with self._store.write(session.actor) as writing:
            mark = new.mark or writing.new_id()
            proposing = Proposing(self._ways(), self._manners(), self._zone())
            proposal = propose_one(writing.connection, proposing, replace(new, mark=mark), self._store.clock.now())
            if not proposal.planned:
                raise KnownError("messages.not_reachable", reason=proposal.left_out[new.person_id].value)
            made = plan(writing, proposal.planned)
            named = message.c.name == proposal.planned[0].name
            message_id = writing.connection.execute(select(message.c.id).where(named)).scalar_one()
            if made:
                why = {"urgent": new.urgent[:LONGEST_REASON]} if new.urgent else {}
                writing.audit("message_scheduled", "person", new.person_id, message=message_id, **why)
            return _one(writing.connection, message_id)

    def cancel(self, session: Session, message_id: str) -> ShownMessage:
        """Call one back. KnownError messages.not_found, not_waiting."""
        return self._settle(session, message_id, WAITING, Status.CANCELLED, Reason.BY_HAND, "message_cancelled")

    def send_again(self, session: Session, message_id: str) -> ShownMessage:
        """A dead letter, or one whose end nobody knows, goes out once more because a person says so, from its first
        channel, within twelve hours. `put_back` undoes it while it waits. KnownError messages.not_found,
        not_for_a_person."""
        require(session, Action.SCHEDULE_MESSAGES)
        now = self._store.clock.now()
        with self._store.write(session.actor) as writing:
            found = _one(writing.connection, message_id)
            if found.status not in FOR_A_PERSON:
                raise KnownError("messages.not_for_a_person", status=found.status.value)
            until = to_text(now + timedelta(hours=12))
            anew = {
                "status": Status.RETRYING.value,
                # What comes of the next attempt takes its place.
                "reason": Reason.BY_HAND.value,
                "attempts": 0,
                "channel": _first_channel(writing.connection, message_id),
                "next_at": to_text(now + GRACE),
                "until": until,
            }
            writing.connection.execute(update(message).where(message.c.id == message_id).values(anew))
            writing.audit("message_sent_again", "message", message_id, was=found.status.value)
            return _one(writing.connection, message_id)

    def take_as_sent(self, session: Session, message_id: str) -> ShownMessage:
        """Somebody has asked her: it had arrived. KnownError messages.not_found, not_for_a_person."""
        unknown = (Status.UNKNOWN,)
        return self._settle(session, message_id, unknown, Status.SENT, None, "message_taken_as_sent")

    def give_up(self, session: Session, message_id: str) -> ShownMessage:
        """It shall not go out any more. KnownError messages.not_found, not_for_a_person."""
        return self._settle(session, message_id, FOR_A_PERSON, Status.CANCELLED, Reason.BY_HAND, "message_given_up")

    def put_back(self, session: Session, message_id: str) -> ShownMessage:
        """Undo of `give_up`, `take_as_sent`, and of `send_again` while it waits: it waits for a person again, for what
        its last attempt came to. KnownError messages.not_found, not_for_a_person where no person has decided it."""
        require(session, Action.SCHEDULE_MESSAGES)
        with self._store.write(session.actor) as writing:
            found, tried = _one(writing.connection, message_id), _attempts(writing.connection, message_id)
            last = tried[-1].outcome if tried else None
            by_hand = found.status is Status.CANCELLED and found.reason == Reason.BY_HAND
            taken = found.status is Status.SENT and last == Outcome.UNKNOWN and found.heard == "nothing"
            waits = found.status is Status.RETRYING and found.reason == Reason.BY_HAND
            if last is None or not (by_hand or taken or waits):
                raise KnownError("messages.not_for_a_person", status=found.status.value)
            reason = _WHY.get(last, Reason.REFUSED_BY_PROVIDER)
            status = Status.UNKNOWN if reason is Reason.NOT_KNOWN else Status.FAILED
            anew = {
                "status": status.value,
                "reason": reason.value,
                "channel": tried[-1].channel,
                "next_at": to_text(tried[-1].started_at),
            }
            writing.connection.execute(update(message).where(message.c.id == message_id).values(anew))
            writing.audit("message_put_back", "message", message_id, was=found.status.value)
            return _one(writing.connection, message_id)

    def _settle(
        self,
        session: Session,
        message_id: str,
        allowed: tuple[Status, ...],
        status: Status,
        reason: Reason | None,
        action: str,
    ) -> ShownMessage:
        require(session, Action.SCHEDULE_MESSAGES)
        with self._store.write(session.actor) as writing:
            found = _one(writing.connection, message_id)
            if found.status not in allowed:
                code = "messages.not_waiting" if allowed == WAITING else "messages.not_for_a_person"
                raise KnownError(code, status=found.status.value)
            settled = {"status": status.value, "reason": reason.value if reason else None}
            writing.connection.execute(update(message).where(message.c.id == message_id).values(settled))
            writing.audit(action, "message", message_id, was=found.status.value)
            return _one(writing.connection, message_id)


def propose_one(connection: Connection, proposing: Proposing, new: NewMessage, now: datetime) -> Proposal:
    """How it would go out; nothing is written. KnownError as `MessageService.schedule`, but not_reachable."""
    if not new.channels:
        raise KnownError("campaigns.no_channel")
    if new.urgent and not new.urgent.strip():
        raise KnownError("messages.reason_missing")
    if new.at + new.window <= now:
        raise KnownError("messages.in_past", at=to_text(new.at))
    wanted = select(template_version.c.content).where(template_version.c.id == new.template_version_id)
    stored = connection.execute(wanted).scalar_one_or_none()
    if stored is None:
        raise KnownError("templates.no_such_version", version=new.template_version_id)
    content = from_stored(stored)
    refuse_rule_texts(content)
    priority = Priority.URGENT if new.urgent else Priority.SINGLE
    kind = Kind(new.template_version_id, content, new.channels, priority, new.window)
    return proposing.propose(connection, kind, [Wanted(f"single/{new.mark}", new.person_id, max(new.at, now))])


def _one(connection: Connection, message_id: str) -> ShownMessage:
    row = connection.execute(SHOWN.where(message.c.id == message_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("messages.not_found")
    return read_shown(row)


def _first_channel(connection: Connection, message_id: str) -> str:
    stored = connection.execute(select(message.c.channels).where(message.c.id == message_id)).scalar_one()
    return str(json.loads(stored)[0])


def _attempts(connection: Connection, message_id: str) -> tuple[Attempt, ...]:
    table = message_attempt
    rows = connection.execute(select(table).where(table.c.message_id == message_id).order_by(table.c.number)).mappings()
    names = ("number", "channel", "outcome", "code", "text")
    return tuple(
        Attempt(
            **{name: row[name] for name in names},
            started_at=from_text(row["started_at"]),
            ended_at=from_text(row["recorded_at"]),
        )
        for row in rows
    )


def _news(connection: Connection, message_id: str) -> tuple[News, ...]:
    table = message_feedback
    rows = connection.execute(
        select(table).where(table.c.message_id == message_id).order_by(table.c.heard_at)
    ).mappings()
    return tuple(News(row["kind"], from_text(row["heard_at"]), row["text"]) for row in rows)
