"""Two lists of allergies that did not know of each other: both shown as lists, and what a decision writes.

A list is no single value: what stands is never thrown out by a decision. `stands` leaves the list as it is; `other`
takes what the other place wrote into it (docs/sync.md). Taking something off is a correction with its own reason.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection

from app.clinic.allergies.model import NONE, OFF_THE_LIST
from app.clinic.allergies.rows import standing_rows
from app.clinic.people.merged import ids_of, surviving_id
from app.clinic.text_keys import digits, fold
from app.kernel.errors import KnownError
from app.store.tables import allergy
from app.store.writing import Writing
from app.sync.events import Event

ENTITY: Final = "allergy"
LIST: Final = "list"
"""The one value of each side: its entries, each with its kind."""
_KEPT: Final = ("person_id", "kind", "content")
Row = Mapping[str, Any]


def standing(connection: Connection, person_id: str) -> list[Row]:
    """The rows that nothing supersedes, of whoever stands for this person, in the order of their writing."""
    return _ends(standing_rows(connection, ids_of(connection, surviving_id(connection, person_id))))


def lost(thread: Sequence[Event]) -> list[Row]:
    """The rows of a thread that no later one of it supersedes."""
    return _ends([event.content() for event in thread if event.operation == "append"])


def told(rows: Sequence[Row]) -> dict[str, object]:
    """A side as it is shown; where entries hold, that none was known says nothing any more."""
    entries = [{"kind": row["kind"], **json.loads(row["content"])} for row in rows]
    some = any(_holds(one) for one in entries)
    return {LIST: [one for one in entries if not (some and one["kind"] == NONE)]}


def only_stands(stands: Mapping[str, object], other: Mapping[str, object]) -> bool:
    """Whether what lost cannot join: that none is known, beside a list that says otherwise."""
    return _none_only(other) and any(_holds(one) for one in _entries(stands))


def decide_list(
    writing: Writing, thread: Sequence[Event], event_ids: Sequence[str], reason: str, *, join: bool
) -> None:
    """Write what was decided: the last of these events says what it resolves.

    KnownError `conflicts.allergies_listed`, `not_settled`.
    """
    # Of this identifier alone, whoever she was merged with: the guard that orders decisions is this one's.
    here = standing_rows(writing.connection, [str(thread[0].content()["person_id"])])
    ends = _ends(here)
    if not ends:
        raise KnownError("conflicts.not_settled")
    if join and only_stands(told(ends), told(lost(thread))):
        raise KnownError("conflicts.allergies_listed")
    rows = _joining(lost(thread), here) if join else [{**_copied(ends[-1]), "supersedes": ends[-1]["id"]}]
    for place, row in enumerate(rows, start=1):
        if place == len(rows):
            # The ones before it resolve nothing by themselves: they share its guard and stand or fall with it.
            writing.resolve(event_ids, "other" if join else "stands")
        writing.append(allergy, {**row, "reason": reason})


def _joining(rows: Sequence[Row], here: Sequence[Row]) -> list[dict[str, object]]:
    """Each after what it corrects, or what is the same substance, or that none was known; else beside the others."""
    free, found = _ends(here), []
    for row in rows:
        after = _after(row, here, free)
        free = [one for one in free if one is not after]
        found.append({**_copied(row), "supersedes": after["id"] if after else None})
    return found


def _after(row: Row, here: Sequence[Row], free: Sequence[Row]) -> Row | None:
    followed = {one["supersedes"]: one["id"] for one in here if one["supersedes"]}
    end = row.get("supersedes")
    while end in followed:
        end = followed[end]
    corrected = next((one for one in free if one["id"] == end), None)
    same = next((one for one in free if one["kind"] != NONE and _key(one) == _key(row)), None)
    return corrected or same or next((one for one in free if one["kind"] == NONE), None)


def _ends(rows: Sequence[Row]) -> list[Row]:
    """The rows that no other of them supersedes."""
    followed = {row.get("supersedes") for row in rows}
    return [row for row in rows if row["id"] not in followed]


def _copied(row: Row) -> dict[str, object]:
    return {name: row[name] for name in _KEPT}


def _key(row: Row) -> tuple[str, str]:
    substance = str(json.loads(row["content"]).get("substance", ""))
    return fold(substance), digits(substance)


def _entries(side: Mapping[str, object]) -> list[Row]:
    found = side.get(LIST, [])
    return list(found) if isinstance(found, list) else []


def _none_only(side: Mapping[str, object]) -> bool:
    entries = _entries(side)
    return bool(entries) and all(one["kind"] == NONE for one in entries)


def _holds(one: Row) -> bool:
    return one["kind"] != NONE and one["certainty"] not in OFF_THE_LIST
