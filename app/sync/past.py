"""What was decided about disagreements: who, when, why, and both values, wherever it was decided.

Who decided stands in the audit trail: written by whoever decides here, and noted when a decision comes from elsewhere.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection, select

from app.kernel.actor import PROGRAM
from app.store import audit_chain
from app.store.tables import account, audit, field_history, metadata
from app.sync.conflicts import Conflict, ConflictKind, Side, conflict_of, lost_fields, named, shown_values
from app.sync.deciding import Choice
from app.sync.disagreeing import Topic, people_by_id, topic_of
from app.sync.events import Event
from app.sync.threads import Thread, decided_threads, people_of

HERE: Final = "conflict_decided"
ELSEWHERE: Final = "conflict_decided_elsewhere"
MOST: Final = 200
_MOST_NOTED: Final = 1000


@dataclass(frozen=True)
class Told:
    """Who decided, when (stored instant, by the clock of the station where it was), what and why.

    `choice` None: noted by an earlier program, which did not say it. `by_name` None: an account that is not here.
    """

    by_name: str | None
    at: str
    choice: Choice | None
    reason: str
    here: bool


@dataclass(frozen=True)
class PastTopic:
    """One decision without its values: for the list. `told` None: decided before this station noted who."""

    person_id: str | None
    shown_name: str | None
    topic: Topic
    told: Told | None


@dataclass(frozen=True)
class Past:
    """One decision with both values: `conflict.stands` is what was kept or replaced, `conflict.other` what had lost."""

    conflict: Conflict
    told: Told | None


def note_from_elsewhere(connection: Connection, event: Event) -> None:
    """A decision of another station was applied: the trail says so here too, without any value."""
    content = event.content()
    details = {
        "events": content["resolves"],
        "choice": str(content.get("choice", "")),
        "reason": str(content.get("reason") or ""),
        "by": event.recorded_by,
        "at": event.recorded_at,
    }
    entry = audit_chain.AuditEntry(ELSEWHERE, "event", event.entity_id, details)
    audit_chain.append(connection, event.recorded_at, PROGRAM, entry)


def past_topics(connection: Connection) -> tuple[PastTopic, ...]:
    """The latest decisions that stand, the newest first."""
    threads = decided_threads(connection, MOST)
    whose, told = people_of(connection, threads), _noted(connection)
    people = people_by_id(connection, [one for one in set(whose) if one is not None])
    found = [
        PastTopic(owner, _name(people.get(str(owner))), topic_of(thread), _of(thread, told))
        for thread, owner in zip(threads, whose, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: one.told.at if one.told else "", reverse=True))


def past_of(connection: Connection, person_id: str | None) -> tuple[Past, ...]:
    """What was decided about one person (None: about accounts), with both values, the newest first."""
    threads, told = decided_threads(connection, MOST), _noted(connection)
    found = []
    for thread, owner in zip(threads, people_of(connection, threads), strict=True):
        if owner == person_id:
            one, said = conflict_of(connection, thread, owner), _of(thread, told)
            if said is not None and (said.choice is Choice.OTHER or one.kind is ConflictKind.FACT):
                one = replace(one, stands=_replaced(connection, one, said) or one.stands)
            found.append(Past(one, said))
    return tuple(sorted(found, key=lambda one: one.told.at if one.told else "", reverse=True))


def _noted(connection: Connection) -> Mapping[str, Told]:
    """Event that lost → the last decision about it."""
    wanted = select(audit).where(audit.c.action.in_((HERE, ELSEWHERE))).order_by(audit.c.number.desc())
    names = {row.id: row.display_name for row in connection.execute(select(account.c.id, account.c.display_name))}
    found: dict[str, Told] = {}
    for row in connection.execute(wanted.limit(_MOST_NOTED)).mappings():
        details, here = json.loads(row["details"]), row["action"] == HERE
        choice = details.get("choice")
        told = Told(
            by_name=row["account_name"] if here else names.get(details["by"]),
            at=row["at"],
            choice=Choice(choice) if choice in list(Choice) else None,
            reason=str(details.get("reason", "")),
            here=here,
        )
        for event_id in details.get("events", [details.get("event")]):
            found.setdefault(str(event_id), told)
    return found


def _of(thread: Thread, told: Mapping[str, Told]) -> Told | None:
    return next((told[one.id] for one in reversed(thread.events) if one.id in told), None)


def _replaced(connection: Connection, one: Conflict, told: Told) -> Side | None:
    """What stood before the decision was written over it; None where it is not known here, or nothing was replaced."""
    if one.kind is ConflictKind.FIELDS:
        return _fields_before(connection, one, told)
    table = metadata.tables[one.entity]
    if one.kind is not ConflictKind.FACT or "supersedes" not in table.c or one.entity == "allergy":
        return None
    decided = select(table.c.supersedes).where(table.c.recorded_at == told.at, table.c.reason == told.reason)
    before = select(table).where(table.c.id.in_(decided))
    rows: Sequence[Mapping[Any, Any]] = connection.execute(before).mappings().all()
    if len(rows) != 1:
        return None
    row = {str(name): value for name, value in rows[0].items()}
    return named(connection, Side(shown_values(row), row["recorded_at"], row["recorded_by"]))


def _fields_before(connection: Connection, one: Conflict, told: Told) -> Side | None:
    history = field_history.c
    rows = connection.execute(
        select(history.field, history.old_value).where(
            history.entity == one.entity, history.entity_id == one.entity_id, history.recorded_at == told.at
        )
    ).all()
    before = {row.field: json.loads(row.old_value) for row in rows if row.field in lost_fields(one.thread)}
    shown = {name: value for name, value in before.items() if name in one.other.values}
    return Side(shown) if shown else None


def _name(row: Mapping[str, object] | None) -> str | None:
    return None if row is None else str(row["social_name"] or row["full_name"])
