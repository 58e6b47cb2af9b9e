"""Rules follow the record: what they ask for is in the outbox, moves when the date moves, and goes when it is gone."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, select, update

from app.clinic.prenatal.follow_up import chosen_schedule
from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import Zone, local_date, to_text, usual_zone
from app.reminders.anchors import ANCHORS, Asked, Event
from app.reminders.campaigns import Overdue
from app.reminders.criteria import Context, chosen, from_stored
from app.reminders.grant import may_send
from app.reminders.moments import Manners
from app.reminders.outbox.model import WAITING, Planned, Priority, Reason, Status
from app.reminders.outbox.planning import plan
from app.reminders.outbox.ways import Ways
from app.reminders.proposing import Kind, Proposal, Proposing, Wanted
from app.reminders.template_model import from_stored as content_of
from app.store.listed import among
from app.store.store import Store
from app.store.tables import message, reminder_rule, template_version
from app.store.writing import Writing

HORIZON: Final = timedelta(days=14)
"""How far ahead messages of rules are made: far enough to be seen, near enough to be few."""
_MAY_PASS: Final = frozenset(
    reason.value
    for reason in (
        *(Reason.DATE_GONE, Reason.RULE_OFF),
        *(Reason.NO_CONSENT, Reason.NO_ADDRESS, Reason.NO_CHANNEL, Reason.VALUE_MISSING),
    )
)


@dataclass(frozen=True)
class Followed:
    """What one round of one or all rules changed. `left_out`: who is not written to, by reason."""

    made: int = 0
    moved: int = 0
    cancelled: int = 0
    left_out: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Rule:
    """A rule as it is stored, or as it would be; `criteria` is checked JSON."""

    id: str
    anchor: str
    week: int
    hour: time
    offset: timedelta
    window: timedelta
    template_id: str
    channels: tuple[str, ...]
    criteria: str

    @property
    def state(self) -> str:
        """The same as long as the rule places the same message at the same time."""
        minutes = [int(one.total_seconds()) // 60 for one in (self.offset, self.window)]
        when = [self.anchor, self.week, self.hour.isoformat(), *minutes]
        return sha256_hex(canonical_json({"when": when, "what": [self.template_id, *self.channels]}))[:16]


class Following:
    """Brings the outbox in line with the rules; to be asked every few minutes, and after each change of a rule."""

    def __init__(
        self,
        store: Store,
        ways: Callable[[], Ways],
        overdue: Overdue,
        manners: Callable[[], Manners] = Manners,
        zone: Zone = usual_zone,
    ) -> None:
        self._store = store
        self._ways = ways
        self._overdue = overdue
        self._manners = manners
        self._zone = zone

    def hours(self) -> tuple[Manners, str]:
        """How people are treated at this moment, and where the unit stands."""
        return self._manners(), self._zone()

    def follow(self) -> Followed:
        """All active rules, each in a transaction of its own: whoever saves a record meanwhile waits for one of them at
        most. Messages of rules that are not active any more are called back. Nothing where another one sends for the
        unit."""
        with self._store.write(PROGRAM) as writing:
            if not may_send(writing.connection, self._store.clock.now()):
                return Followed()
            rules = [rule.id for rule in read_active_rules(writing.connection)]
            cancelled = _call_back(writing, rules)
        followed = [self._follow_one(rule_id) for rule_id in rules]
        left_out = sum((Counter(one.left_out or {}) for one in followed), Counter[str]())
        cancelled += sum(one.cancelled for one in followed)
        return Followed(
            sum(one.made for one in followed), sum(one.moved for one in followed), cancelled, dict(left_out)
        )

    def _follow_one(self, rule_id: str) -> Followed:
        with self._store.write(PROGRAM) as writing:
            # Between two transactions it may have been switched off, or the sending given to another one.
            rule = next((one for one in read_active_rules(writing.connection) if one.id == rule_id), None)
            if rule is None or not may_send(writing.connection, self._store.clock.now()):
                return Followed()
            wanted = self._wanted(writing.connection, rule)
            cancelled = _cancel_gone(writing, rule.id, {one.name for one in wanted})
            proposal = self._propose(writing.connection, rule, wanted)
            if proposal is None:
                return Followed(cancelled=cancelled)
            left_out = Counter(reason.value for reason in proposal.left_out.values())
            moved = _move(writing, proposal.planned)
            return Followed(plan(writing, proposal.planned), moved, cancelled, left_out)

    def preview(self, connection: Connection, rule: Rule) -> Proposal | None:
        """What this rule, stored or not, would ask for within `HORIZON`; None where its template is offered no more.
        Nothing is written."""
        return self._propose(connection, rule, self._wanted(connection, rule))

    def _wanted(self, connection: Connection, rule: Rule) -> list[Wanted]:
        """The messages that this rule asks for now, by their names."""
        now, zone = self._store.clock.now(), self._zone()
        today = local_date(now, zone)
        asked = Asked(today, zone, chosen_schedule(connection), rule.week)
        fitting = self._fitting(connection, rule, today)
        found = []
        for event in ANCHORS[rule.anchor](connection, asked):
            begins = _moment(event.day, rule.hour, zone)
            at = begins + rule.offset
            # A date that comes into the record late is still told, as long as the rule's own window lasts.
            if (fitting is None or event.person_id in fitting) and at + rule.window >= now and at <= now + HORIZON:
                found.append(_wanted(rule, event, max(at, now), begins if rule.offset < timedelta(0) else None))
        return found

    def _fitting(self, connection: Connection, rule: Rule, today: date) -> frozenset[str] | None:
        conditions = from_stored(rule.criteria)
        if not conditions:
            return None
        context = Context(today, lambda least, most: self._overdue(connection, least, most))
        return frozenset(chosen(connection, conditions, context))

    def _propose(self, connection: Connection, rule: Rule, wanted: Sequence[Wanted]) -> Proposal | None:
        version = latest_version(connection, rule.template_id)
        if version is None or version["retired"]:
            return None
        content = content_of(version["content"])
        kind = Kind(version["id"], content, rule.channels, Priority.RULE, rule.window, rule.id, rule.state)
        known = _may_move(connection, [one.name for one in wanted])
        proposing = Proposing(self._ways(), self._manners(), self._zone())
        return proposing.propose(connection, kind, [one for one in wanted if known.get(one.name, True)])


def read_active_rules(connection: Connection) -> list[Rule]:
    """In the order in which they were made."""
    table = reminder_rule
    wanted = select(table).where(table.c.active == 1).order_by(table.c.recorded_at, table.c.id)
    return [to_rule(row) for row in connection.execute(wanted).mappings()]


def to_rule(row: RowMapping | Mapping[str, Any]) -> Rule:
    """A row of `reminder_rule`."""
    return Rule(
        id=row["id"],
        anchor=row["anchor"],
        week=row["week"] or 0,
        hour=time.fromisoformat(row["hour"]),
        offset=timedelta(minutes=row["offset_minutes"]),
        window=timedelta(minutes=row["window_minutes"]),
        template_id=row["template_id"],
        channels=tuple(json.loads(row["channels"])),
        criteria=row["criteria"],
    )


def _wanted(rule: Rule, event: Event, at: datetime, latest: datetime | None) -> Wanted:
    return Wanted(f"rule/{rule.id}/{event.person_id}/{event.key}", event.person_id, at, event.stored, latest)


def _moment(day: date, hour: time, zone: str) -> datetime:
    return datetime.combine(day, hour, ZoneInfo(zone))


def latest_version(connection: Connection, template_id: str) -> RowMapping | None:
    """The last row of `template_version` of this template."""
    table = template_version
    wanted = select(table).where(table.c.template_id == template_id).order_by(table.c.number.desc()).limit(1)
    return connection.execute(wanted).mappings().one_or_none()


def _may_move(connection: Connection, names: Sequence[str]) -> dict[str, bool]:
    """Of the names that are known: whether the message may still be placed anew."""
    table = message
    wanted = select(table.c.name, table.c.status, table.c.reason).where(among(table.c.name, list(names)))
    return {one.name: _is_open(one.status, one.reason) for one in connection.execute(wanted)}


def _is_open(status: str, reason: str | None) -> bool:
    """Waiting, or given up for a reason that may have passed; what was sent, or called back by hand, stays as it is."""
    given_up = (Status.CANCELLED.value, Status.REFUSED.value)
    return status == Status.SCHEDULED.value or (status in given_up and (reason or "").partition("/")[0] in _MAY_PASS)


def _move(writing: Writing, planned: Sequence[Planned]) -> int:
    """Messages whose date or rule is another now, or whose hindrance has passed, get their new time."""
    table, moved = message, 0
    names = among(table.c.name, [one.name for one in planned])
    columns = (table.c.name, table.c.status, table.c.event, table.c.rule_state)
    rows = writing.connection.execute(select(*columns).where(names))
    standing = {row.name: (row.status, row.event, row.rule_state) for row in rows}
    for one in planned:
        found = standing.get(one.name)
        if found is not None and found != (Status.SCHEDULED.value, one.event, one.rule_state):
            writing.connection.execute(update(table).where(table.c.name == one.name).values(_placed_anew(one)))
            moved += 1
    return moved


def _placed_anew(one: Planned) -> dict[str, object]:
    due = to_text(one.due_at)
    times = {"event": one.event, "due_at": due, "next_at": due, "until": to_text(one.until), "moved": one.moved}
    text = {"template_version_id": one.template_version_id, "variant": one.variant, "rule_state": one.rule_state}
    ways = {"channels": json.dumps(one.channels), "channel": one.channel, "attempts": 0}
    return {**times, **text, **ways, "status": Status.SCHEDULED.value, "reason": None}


def _cancel_gone(writing: Writing, rule_id: str, names: set[str]) -> int:
    """What the record does not ask for any more: the visit took place, the date was taken away."""
    table = message
    waiting = table.c.rule_id == rule_id, table.c.status.in_(WAITING)
    gone = [
        one for one in writing.connection.execute(select(table.c.name).where(*waiting)).scalars() if one not in names
    ]
    for name in gone:
        settled = {"status": Status.CANCELLED.value, "reason": Reason.DATE_GONE.value}
        writing.connection.execute(update(table).where(table.c.name == name).values(settled))
    return len(gone)


def _call_back(writing: Writing, active: Sequence[str]) -> int:
    table = message
    waiting = table.c.rule_id.is_not(None), table.c.rule_id.not_in(active), table.c.status.in_(WAITING)
    settled = {"status": Status.CANCELLED.value, "reason": Reason.RULE_OFF.value}
    return writing.connection.execute(update(table).where(*waiting).values(settled)).rowcount
