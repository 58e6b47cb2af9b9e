"""Campaigns: one message for everybody who fits, shown before it is confirmed, called back while in flight."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select, update

from app.kernel.clock import Zone, from_text, local_date, to_text, usual_zone
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Outgoing
from app.reminders.criteria import Condition, Context, chosen, to_stored
from app.reminders.criteria import from_stored as criteria_from_stored
from app.reminders.moments import Manners
from app.reminders.outbox.claiming import Compose
from app.reminders.outbox.model import WAITING, Planned, Priority, Reason, Status
from app.reminders.outbox.planning import plan
from app.reminders.outbox.ways import Ways
from app.reminders.proposing import Kind, Proposal, Proposing, Wanted, refuse_rule_texts
from app.reminders.sample import sample
from app.reminders.template_model import from_stored
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import campaign, message, template_version
from app.store.writing import Writing

LONGEST_NAME: Final = 80
LONGEST_WINDOW: Final = timedelta(days=7)
MOST_EXAMINED: Final = 200
"""People for whom the text is tried before it is confirmed."""


@dataclass(frozen=True)
class NewCampaign:
    """What was chosen on screen. `at`: when it shall go out; `window`: how late a message may still go out."""

    name: str
    template_version_id: str
    conditions: tuple[Condition, ...]
    channels: tuple[str, ...]
    at: datetime
    window: timedelta = timedelta(hours=12)


@dataclass(frozen=True)
class Preview:
    """Before it is confirmed: who, why others not, when, and one message as `example_of` would read it.

    `moved`: why so many go out later than asked for. Of the first `examined` people the text lacks a value for
    `lacking`, who would get nothing; `example_problem` is the refusal for the first of them. `example`: None where
    nobody is chosen, or it is refused for all that were examined.
    """

    planned: tuple[Planned, ...]
    left_out: Mapping[str, Reason]
    names: Mapping[str, str]
    moved: Mapping[str, int]
    example: Outgoing | None
    example_problem: KnownError | None
    example_of: Planned | None = None
    examined: int = 0
    lacking: int = 0

    @property
    def fitting(self) -> int:
        """How many fit the conditions at all."""
        return len(self.planned) + len(self.left_out)


@dataclass(frozen=True)
class Campaign:
    """One that was confirmed. `by_status`: how many of its messages stand where; `heard`: of how many it was heard that
    they were delivered, or read."""

    id: str
    name: str
    template_name: str
    conditions: tuple[Condition, ...]
    channels: tuple[str, ...]
    window: timedelta
    due_at: datetime
    chosen: int
    left_out: Mapping[str, int]
    cancelled: bool
    by_status: Mapping[str, int]
    heard: Mapping[str, int]


Overdue = Callable[[Connection, int, int], Sequence[str]]


class CampaignService:
    """`ways`, `manners` and `compose` are asked each time: channels and settings may change."""

    def __init__(
        self,
        store: Store,
        ways: Callable[[], Ways],
        compose: Compose,
        overdue: Overdue,
        manners: Callable[[], Manners] = Manners,
        zone: Zone = usual_zone,
    ) -> None:
        self._store = store
        self._ways = ways
        self._compose = compose
        self._overdue = overdue
        self._manners = manners
        self._zone = zone

    def preview(self, session: Session, new: NewCampaign) -> Preview:
        """Who would be written to; nothing is stored.

        Raises KnownError campaigns.name_missing, name_too_long, no_channel, in_past, bad_window,
        templates.no_such_version, templates.retired, campaigns.text_of_a_rule (placeholder).
        """
        require(session, Action.SCHEDULE_MESSAGES)
        self._check(new)
        with self._store.read() as connection:
            proposal = self._propose(connection, new)
            tried = self._try_text(connection, proposal)
        moved = Counter(one.moved for one in proposal.planned if one.moved)
        names = {person_id: one.shown_name for person_id, one in proposal.people.items()}
        return Preview(proposal.planned, proposal.left_out, names, moved, **tried)

    def confirm(self, session: Session, new: NewCampaign, known_as: str | None = None) -> Campaign:
        """Schedule it: who fits now, not who fitted when it was looked at. `known_as`: the id that it gets; asked again
        with the same id and content it is answered, not made again. KnownError as `preview`, and campaigns.nobody,
        campaigns.other_content."""
        require(session, Action.SCHEDULE_MESSAGES)
        with self._store.write(session.actor) as writing:
            if known_as is not None and _is_made(writing.connection, known_as, new):
                return _read(writing.connection, known_as)
            self._check(new)
            campaign_id = known_as or writing.new_id()
            proposal = self._propose(writing.connection, new, campaign_id)
            if not proposal.planned:
                raise KnownError("campaigns.nobody")
            self._create(writing, new, proposal, campaign_id)
            plan(writing, proposal.planned)
            writing.audit("campaign_confirmed", "campaign", campaign_id, chosen=len(proposal.planned))
            return _read(writing.connection, campaign_id)

    def cancel(self, session: Session, campaign_id: str) -> Campaign:
        """Call back what has not gone out; what is on its way at this moment cannot be. KnownError
        campaigns.not_found, already_cancelled."""
        require(session, Action.SCHEDULE_MESSAGES)
        with self._store.write(session.actor) as writing:
            found = _read(writing.connection, campaign_id)
            if found.cancelled:
                raise KnownError("campaigns.already_cancelled")
            writing.change(campaign, campaign_id, {"status": "cancelled"}, None)
            waiting = message.c.campaign_id == campaign_id, message.c.status.in_(WAITING)
            settled = {"status": Status.CANCELLED.value, "reason": Reason.CAMPAIGN_CANCELLED.value}
            stopped = writing.connection.execute(update(message).where(*waiting).values(settled)).rowcount
            writing.audit("campaign_cancelled", "campaign", campaign_id, stopped=stopped)
            return _read(writing.connection, campaign_id)

    def list(self, session: Session, limit: int = 100) -> tuple[Campaign, ...]:
        """The latest first."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            newest = select(campaign.c.id).order_by(campaign.c.recorded_at.desc(), campaign.c.id.desc()).limit(limit)
            return tuple(_read(connection, one) for one in connection.execute(newest).scalars())

    def _check(self, new: NewCampaign) -> None:
        if not new.name.strip():
            raise KnownError("campaigns.name_missing")
        if len(new.name) > LONGEST_NAME:
            raise KnownError("campaigns.name_too_long", most=LONGEST_NAME)
        if not new.channels:
            raise KnownError("campaigns.no_channel")
        if not timedelta(0) < new.window <= LONGEST_WINDOW:
            raise KnownError("campaigns.bad_window", most=LONGEST_WINDOW.days)
        if new.at + new.window <= self._store.clock.now():
            raise KnownError("campaigns.in_past", at=to_text(new.at))

    def _propose(self, connection: Connection, new: NewCampaign, campaign_id: str = "") -> Proposal:
        wanted = select(template_version.c.content, template_version.c.retired)
        version = connection.execute(wanted.where(template_version.c.id == new.template_version_id)).one_or_none()
        if version is None:
            raise KnownError("templates.no_such_version", version=new.template_version_id)
        if version.retired:
            raise KnownError("templates.retired")
        today = local_date(self._store.clock.now(), self._zone())
        context = Context(today, lambda least, most: self._overdue(connection, least, most))
        people = chosen(connection, new.conditions, context)
        content = from_stored(version.content)
        refuse_rule_texts(content)
        kind = Kind(
            new.template_version_id, content, new.channels, Priority.CAMPAIGN, new.window, campaign_id=campaign_id
        )
        at = max(new.at, self._store.clock.now())
        proposing = Proposing(self._ways(), self._manners(), self._zone())
        return proposing.propose(connection, kind, [Wanted(f"campaign/{campaign_id}/{one}", one, at) for one in people])

    def _try_text(self, connection: Connection, proposal: Proposal) -> dict[str, Any]:
        """The text as it comes out for the first people, for a Preview."""
        ways, problems = self._ways(), list[KnownError]()
        found: dict[str, Any] = {"example": None, "example_of": None}
        for one in proposal.planned[:MOST_EXAMINED]:
            try:
                text = sample(connection, self._compose, ways, one, proposal.people[one.person_id])
            except KnownError as refused:
                problems.append(refused)
                continue
            if found["example"] is None:
                found = {"example": text, "example_of": one}
        examined = len(proposal.planned[:MOST_EXAMINED])
        problem = problems[0] if problems else None
        return found | {"example_problem": problem, "examined": examined, "lacking": len(problems)}

    def _create(self, writing: Writing, new: NewCampaign, proposal: Proposal, campaign_id: str) -> None:
        row: dict[str, object] = {
            "id": campaign_id,
            **_asked(new),
            "chosen": len(proposal.planned),
            "left_out": json.dumps(Counter(reason.value for reason in proposal.left_out.values()), sort_keys=True),
            "status": "confirmed",
        }
        writing.create(campaign, row)


def _asked(new: NewCampaign) -> dict[str, object]:
    """The columns that say what was asked for."""
    return {
        "name": new.name.strip(),
        "template_version_id": new.template_version_id,
        "channels": json.dumps(new.channels),
        "criteria": to_stored(new.conditions),
        "due_at": to_text(new.at),
        "window_minutes": int(new.window.total_seconds() // 60),
    }


def _is_made(connection: Connection, campaign_id: str, new: NewCampaign) -> bool:
    row = connection.execute(select(campaign).where(campaign.c.id == campaign_id)).mappings().one_or_none()
    if row is not None and any(row[name] != value for name, value in _asked(new).items()):
        raise KnownError("campaigns.other_content")
    return row is not None


def _read(connection: Connection, campaign_id: str) -> Campaign:
    named = select(campaign, template_version.c.name.label("template_name"))
    joined = named.join(template_version, template_version.c.id == campaign.c.template_version_id)
    row = connection.execute(joined.where(campaign.c.id == campaign_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("campaigns.not_found")
    counted = select(message.c.status, message.c.heard, func.count()).where(message.c.campaign_id == campaign_id)
    by_status, heard = Counter[str](), Counter[str]()
    for status, news, count in connection.execute(counted.group_by(message.c.status, message.c.heard)):
        by_status[status] += count
        heard[news] += count
    return Campaign(
        id=row["id"],
        name=row["name"],
        template_name=row["template_name"],
        conditions=criteria_from_stored(row["criteria"]),
        channels=tuple(json.loads(row["channels"])),
        window=timedelta(minutes=row["window_minutes"]),
        due_at=from_text(row["due_at"]),
        chosen=row["chosen"],
        left_out=json.loads(row["left_out"]),
        cancelled=row["status"] == "cancelled",
        by_status=by_status,
        heard={news: heard[news] for news in ("delivered", "read")},
    )
