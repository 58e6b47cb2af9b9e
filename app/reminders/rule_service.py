"""Rules as people make them: checked, tried without storing anything, saved with the outbox brought in line at once."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, func, select

from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import Zone, local_date, usual_zone
from app.kernel.errors import KnownError
from app.reminders.anchors import ANCHORS, WEEK
from app.reminders.channels.registry import CHANNELS
from app.reminders.criteria import Condition, from_stored, to_stored
from app.reminders.following import HORIZON, Following, Rule, latest_version, to_rule
from app.reminders.outbox.model import WAITING
from app.reminders.rule_history import read_versions
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import message, reminder_rule, template_version

LONGEST_NAME: Final = 80
LAST_WEEK: Final = 44
LONGEST_OFFSET: Final = timedelta(days=300)
SHORTEST_WINDOW: Final = timedelta(hours=1)
LONGEST_WINDOW: Final = timedelta(days=7)
MOST_LINES: Final = 50
"""Of a preview."""
_NOT_STORED: Final = "preview"


@dataclass(frozen=True)
class NewRule:
    """A rule as it is filled in. `offset`: negative is before the date; `window`: how late a message may still go out;
    `week` counts only for the anchor `gestational_week`; no condition at all is everybody who has the date."""

    name: str
    anchor: str
    week: int
    hour: time
    offset: timedelta
    window: timedelta
    template_id: str
    channels: tuple[str, ...]
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class ReminderRule:
    """A stored one. `waiting`: how many of its messages are to go out; `mark`: another as soon as it was changed."""

    id: str
    template_name: str
    active: bool
    rule: NewRule
    waiting: int
    mark: str = ""


@dataclass(frozen=True)
class RuleVersion:
    """A rule as somebody saved or switched it; `number` counts from 1."""

    number: int
    at: datetime
    by: str
    rule: NewRule
    template_name: str
    active: bool


@dataclass(frozen=True)
class PreviewLine:
    """One message as it would be scheduled; `moved`: a value of `moments.Moved`, or None."""

    shown_name: str
    due_at: datetime
    moved: str | None


@dataclass(frozen=True)
class RulePreview:
    """What would be scheduled until `until` (the unit's calendar): the first `MOST_LINES` by time, and how many in all.

    `left_out`: how many would not be written to, by reason.
    """

    lines: tuple[PreviewLine, ...]
    count: int
    left_out: Mapping[str, int]
    until: date


class RuleService:
    """The rules of one store; `following` brings the outbox in line with them."""

    def __init__(self, store: Store, following: Following, zone: Zone = usual_zone) -> None:
        self._store = store
        self._following = following
        self._zone = zone

    def list(self, session: Session) -> tuple[ReminderRule, ...]:
        """By name, whether they are active or not."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            return _read(connection)

    def versions(self, session: Session, rule_id: str) -> tuple[RuleVersion, ...]:
        """All versions of one, the latest first. KnownError reminder_rules.not_found."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            found, names = read_versions(connection, rule_id), _template_names(connection)
        if not found:
            raise KnownError("reminder_rules.not_found")
        return tuple(
            RuleVersion(
                one.number,
                one.at,
                one.by,
                _to_new(one.row),
                names.get(one.row["template_id"], ""),
                bool(one.row["active"]),
            )
            for one in found
        )

    def save(self, session: Session, new: NewRule, rule_id: str | None = None, seen: str | None = None) -> ReminderRule:
        """A new rule, active at once, or a change of one; what was sent already stays as it is. `seen`: the mark of
        what was shown when the change was begun; who was overtaken is told (reminder_rules.changed_meanwhile).

        Raises KnownError reminder_rules.name_missing, name_too_long, bad_anchor, bad_week, bad_hour, bad_offset,
        bad_window, no_channel, no_such_channel, no_such_template, template_retired, not_found; criteria.bad.
        """
        require(session, Action.MANAGE_TEMPLATES)
        with self._store.write(session.actor) as writing:
            _check(writing.connection, new)
            row = _to_row(new)
            if rule_id is None:
                rule_id = writing.create(reminder_rule, {**row, "active": 1})
                changed: Sequence[str] = ("created",)
            else:
                before = _one(writing.connection, rule_id)
                if seen is not None and before.mark != seen:
                    raise KnownError("reminder_rules.changed_meanwhile", name=before.rule.name)
                changed = sorted(writing.change(reminder_rule, rule_id, row, None))
            writing.audit("reminder_rule_saved", "reminder_rule", rule_id, name=row["name"], changed=changed)
        return self._followed(rule_id)

    def switch(self, session: Session, rule_id: str, *, active: bool) -> ReminderRule:
        """Switched off, its waiting messages are called back; switched on again, they are made anew. KnownError
        reminder_rules.not_found."""
        require(session, Action.MANAGE_TEMPLATES)
        with self._store.write(session.actor) as writing:
            _one(writing.connection, rule_id)
            if writing.change(reminder_rule, rule_id, {"active": int(active)}, None):
                writing.audit("reminder_rule_switched", "reminder_rule", rule_id, active=active)
        return self._followed(rule_id)

    def preview(self, session: Session, new: NewRule, rule_id: str | None = None) -> RulePreview:
        """What it would schedule now; nothing is stored. `rule_id`: the rule that it is a change of, whose sent
        messages are not made again. KnownError as `save`."""
        require(session, Action.VIEW_MESSAGES)
        with self._store.read() as connection:
            _check(connection, new)
            row = {**_to_row(new), "id": rule_id or _NOT_STORED}
            proposal = self._following.preview(connection, to_rule(row))
        until = local_date(self._store.clock.now() + HORIZON, self._zone())
        if proposal is None:
            return RulePreview((), 0, {}, until)
        lines = [
            PreviewLine(proposal.people[one.person_id].shown_name, one.due_at, one.moved) for one in proposal.planned
        ]
        lines.sort(key=lambda line: (line.due_at, line.shown_name))
        left_out = Counter(reason.value for reason in proposal.left_out.values())
        return RulePreview(tuple(lines[:MOST_LINES]), len(lines), left_out, until)

    def _followed(self, rule_id: str) -> ReminderRule:
        self._following.follow()
        with self._store.read() as connection:
            return _one(connection, rule_id)


def _check(connection: Connection, new: NewRule) -> None:
    if not new.name.strip():
        raise KnownError("reminder_rules.name_missing")
    if len(new.name.strip()) > LONGEST_NAME:
        raise KnownError("reminder_rules.name_too_long", length=len(new.name.strip()), most=LONGEST_NAME)
    if new.anchor not in ANCHORS:
        raise KnownError("reminder_rules.bad_anchor", value=new.anchor, expected=", ".join(ANCHORS))
    if not 0 <= new.week <= LAST_WEEK:
        raise KnownError("reminder_rules.bad_week", value=new.week, most=LAST_WEEK)
    if new.hour.tzinfo is not None or new.hour.second or new.hour.microsecond:
        raise KnownError("reminder_rules.bad_hour", value=new.hour.isoformat())
    if abs(new.offset) > LONGEST_OFFSET:
        raise KnownError("reminder_rules.bad_offset", value=new.offset.days, most=LONGEST_OFFSET.days)
    if not SHORTEST_WINDOW <= new.window <= LONGEST_WINDOW:
        hours = [one // timedelta(hours=1) for one in (new.window, SHORTEST_WINDOW, LONGEST_WINDOW)]
        raise KnownError("reminder_rules.bad_window", value=hours[0], least=hours[1], most=hours[2])
    _check_what_it_names(connection, new)


def _check_what_it_names(connection: Connection, new: NewRule) -> None:
    if not new.channels:
        raise KnownError("reminder_rules.no_channel")
    unknown = next((one for one in new.channels if one not in CHANNELS), None)
    if unknown is not None:
        raise KnownError("reminder_rules.no_such_channel", value=unknown, expected=", ".join(CHANNELS))
    # Read as it will be read back: a condition that cannot be read must not be stored.
    from_stored(to_stored(new.conditions))
    version = latest_version(connection, new.template_id)
    if version is None:
        raise KnownError("reminder_rules.no_such_template")
    if version["retired"]:
        raise KnownError("reminder_rules.template_retired", name=version["name"])


def _to_row(new: NewRule) -> dict[str, object]:
    return {
        "name": new.name.strip(),
        "anchor": new.anchor,
        "week": new.week if new.anchor == WEEK else None,
        "hour": new.hour.isoformat("minutes"),
        "offset_minutes": new.offset // timedelta(minutes=1),
        "window_minutes": new.window // timedelta(minutes=1),
        "template_id": new.template_id,
        "channels": json.dumps(new.channels),
        "criteria": to_stored(new.conditions),
    }


def _one(connection: Connection, rule_id: str) -> ReminderRule:
    found = _read(connection, rule_id)
    if not found:
        raise KnownError("reminder_rules.not_found")
    return found[0]


def _read(connection: Connection, rule_id: str | None = None) -> tuple[ReminderRule, ...]:
    table = reminder_rule
    wanted = select(table) if rule_id is None else select(table).where(table.c.id == rule_id)
    waiting = select(message.c.rule_id, func.count()).where(
        message.c.rule_id.is_not(None), message.c.status.in_(WAITING)
    )
    counted = {one[0]: one[1] for one in connection.execute(waiting.group_by(message.c.rule_id))}
    names = _template_names(connection)
    rows = connection.execute(wanted.order_by(table.c.name, table.c.id)).mappings()
    return tuple(_shown(row, names.get(row["template_id"], ""), counted.get(row["id"], 0)) for row in rows)


def _template_names(connection: Connection) -> dict[str, str]:
    """As each is called by its last version."""
    table = template_version
    rows = connection.execute(select(table.c.template_id, table.c.name).order_by(table.c.number))
    return {one.template_id: one.name for one in rows}


def _shown(row: RowMapping, template_name: str, waiting: int) -> ReminderRule:
    new = _to_new(row)
    return ReminderRule(row["id"], template_name, bool(row["active"]), new, waiting, mark_of(new))


def mark_of(new: NewRule) -> str:
    """The same for the same rule, whoever saved it; being on or off does not count."""
    return sha256_hex(canonical_json(_to_row(new)))[:16]


def _to_new(row: RowMapping | Mapping[str, Any]) -> NewRule:
    read: Rule = to_rule(row)
    return NewRule(
        name=row["name"],
        anchor=read.anchor,
        week=read.week,
        hour=read.hour,
        offset=read.offset,
        window=read.window,
        template_id=read.template_id,
        channels=read.channels,
        conditions=from_stored(read.criteria),
    )
