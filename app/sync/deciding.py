"""A person decides between two values: an ordinary event that says what it resolves (docs/sync.md)."""

from enum import StrEnum
from typing import Final

from sqlalchemy import Connection, Table

from app.clinic.referral.model import Kind
from app.clinic.referral.rows import append_event, read_course
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.store.tables import metadata
from app.store.writing import Writing
from app.sync import allergy_lists
from app.sync.conflicts import REFERRALS, Conflict, ConflictKind, lost_fields, open_conflicts
from app.sync.in_use import CURRENT, pregnancy_in_use, row_in_use

_CLOSED: Final = "closed"
_OF_THE_NEW_ROW: Final = frozenset(
    ("id", "recorded_at", "recorded_by", "supersedes", "reason", "number", "resolves", "choice")
)


class Choice(StrEnum):
    """`stands`: what is in use stays; `other`: what lost takes its place, or joins a list of allergies.

    Labels: texts `sync.choice_<value>`.
    """

    STANDS = "stands"
    OTHER = "other"


def decide(writing: Writing, event_id: str, choice: Choice, reason: str) -> Conflict:
    """Settle one conflict; returns it as it was. Exactly one event says what it resolves, whatever is chosen.

    KnownError `conflicts.reason_missing`, `already_decided`, `not_settled`, `undo_merge_first`, `only_stands`,
    `allergies_listed`.
    """
    if not reason.strip():
        raise KnownError("conflicts.reason_missing")
    found = find(writing.connection, event_id)
    if not found.settled:
        raise KnownError("conflicts.not_settled")
    if found.kind == ConflictKind.PREGNANCY:
        _pregnancy(writing, found, choice, reason)
    elif found.kind == ConflictKind.FIELDS:
        _fields(writing, found, choice, reason)
    elif found.kind == ConflictKind.MERGE:
        _merge(writing, found, choice, reason)
    elif found.entity in REFERRALS:
        _referral(writing, found, choice, reason)
    elif found.entity == allergy_lists.ENTITY:
        join = choice == Choice.OTHER
        allergy_lists.decide_list(writing, found.thread, found.event_ids, reason, join=join)
    else:
        _fact(writing, found, choice, reason)
    chosen = {"choice": choice.value, "entity": found.entity, "events": list(found.event_ids), "reason": reason}
    writing.audit("conflict_decided", "person" if found.person_id else "event", _subject(found), **chosen)
    return found


def find(connection: Connection, event_id: str) -> Conflict:
    """The open conflict that this event is part of; KnownError `conflicts.already_decided`."""
    found = next((one for one in open_conflicts(connection) if event_id in one.event_ids), None)
    if found is None:
        raise KnownError("conflicts.already_decided")
    return found


def _fields(writing: Writing, one: Conflict, choice: Choice, reason: str) -> None:
    fields = lost_fields(one.thread)
    _set_or_affirm(writing, one, metadata.tables[one.entity], fields if choice == Choice.OTHER else {}, reason, choice)


def _pregnancy(writing: Writing, one: Conflict, choice: Choice, reason: str) -> None:
    table, wanted = metadata.tables["pregnancy"], _wanted_status(one)
    if choice == Choice.STANDS:
        _set_or_affirm(writing, one, table, {}, reason, choice)
        return
    in_use = pregnancy_in_use(writing.connection, str(one.person_id))
    if wanted == CURRENT and in_use not in (None, one.entity_id):
        # First, since she has one current pregnancy at most; this event resolves nothing by itself.
        writing.change(table, str(in_use), {"status": _CLOSED}, reason)
    _set_or_affirm(writing, one, table, {"status": wanted}, reason, choice)


def _wanted_status(one: Conflict) -> str:
    last = one.thread[-1]
    return str(last.content()["fields"]["status"]) if last.operation == "change" else CURRENT


def _set_or_affirm(
    writing: Writing, one: Conflict, table: Table, fields: dict[str, object], reason: str, choice: Choice
) -> None:
    writing.resolve(one.event_ids, choice.value)
    if not (fields and writing.change(table, one.entity_id, fields, reason)):
        names = ["status"] if one.kind == ConflictKind.PREGNANCY else sorted(lost_fields(one.thread))
        writing.affirm(table, one.entity_id, names, reason)


def _fact(writing: Writing, one: Conflict, choice: Choice, reason: str) -> None:
    """The chosen content once more, in the place of what is in use: nothing appended is ever overwritten."""
    table, in_use = metadata.tables[one.entity], row_in_use(writing.connection, one.thread)
    if in_use is None:
        raise KnownError("conflicts.not_settled")
    chosen = in_use if choice == Choice.STANDS else one.thread[-1].content()
    row = {name: value for name, value in chosen.items() if name in table.c and name not in _OF_THE_NEW_ROW}
    if "number" in table.c:
        row["number"] = int(in_use["number"]) + 1
    if "supersedes" in table.c:
        row["supersedes"] = in_use["id"]
    writing.resolve(one.event_ids, choice.value)
    writing.append(table, {**row, "reason": reason})


def _merge(writing: Writing, one: Conflict, choice: Choice, reason: str) -> None:
    in_use = row_in_use(writing.connection, one.thread)
    if choice == Choice.OTHER:
        # A merge moves pregnancies and fields: it is undone and made where people do so, step by step.
        raise KnownError("conflicts.undo_merge_first")
    if in_use is None:
        raise KnownError("conflicts.not_settled")
    writing.resolve(one.event_ids, choice.value)
    writing.affirm(metadata.tables[one.entity], str(in_use["id"]), ["status"], reason)


def _referral(writing: Writing, one: Conflict, choice: Choice, reason: str) -> None:
    """What was sent or answered is never replaced: that it stays is one more step of the referral that stands."""
    if choice == Choice.OTHER:
        raise KnownError("conflicts.only_stands")
    in_use = row_in_use(writing.connection, one.thread)
    if in_use is None:
        raise KnownError("conflicts.not_settled")
    course = read_course(writing.connection, str(in_use.get("referral_id", in_use["id"])), from_text(writing.at))
    writing.resolve(one.event_ids, choice.value)
    append_event(writing, course, Kind.KEPT, {"reason": reason})


def _subject(one: Conflict) -> str:
    return one.person_id or one.event_id
