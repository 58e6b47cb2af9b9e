"""A person's allergies out of the tables: what stands here, and what another place wrote without having seen it.

What disagrees is in no table of facts (docs/sync.md): it waits among the conflicts, or is parked while an own value is
under way. Both are read here too, because leaving an allergy out is what harms.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, or_, select

from app.clinic.allergies.content import read_content
from app.clinic.allergies.model import NONE, Allergy, AllergyList, NoneKnown, Source, list_of
from app.clinic.people.merged import ids_of, surviving_id
from app.kernel.clock import from_text
from app.store.tables import allergy, sync_conflict, sync_parked, sync_provisional

_ENTITY = allergy.name
Row = Mapping[str, Any]


def read_allergies(connection: Connection, person_id: str) -> AllergyList:
    """Of whoever stands for this person, with what was noted under every identifier that was merged into her."""
    ids = ids_of(connection, surviving_id(connection, person_id))
    here = {str(row["id"]): row for row in standing_rows(connection, ids)}
    elsewhere = {str(row["id"]): row for row in _undecided(connection, ids) if row["id"] not in here}
    successors = {str(row["supersedes"]): str(row["id"]) for row in here.values() if row["supersedes"]}
    # What lost takes nothing off the list; among themselves corrections of it count.
    lost = {str(row["supersedes"]): str(row["id"]) for row in elsewhere.values() if row["supersedes"] in elsewhere}
    open_here = _unsettled(connection, here)
    rows = [(row, successors.get(key), key in open_here) for key, row in here.items()]
    rows += [(row, lost.get(key), True) for key, row in elsewhere.items()]
    entries = tuple(_entry(*one) for one in rows if one[0]["kind"] != NONE)
    statements = tuple(_statement(*one) for one in rows if one[0]["kind"] == NONE)
    return list_of(entries, statements)


def standing_rows(connection: Connection, ids: Collection[str]) -> list[Row]:
    """The rows of the table, in the order of their writing."""
    wanted = select(allergy).where(allergy.c.person_id.in_(list(ids)))
    return [dict(row) for row in connection.execute(wanted.order_by(allergy.c.recorded_at, allergy.c.id)).mappings()]


def _undecided(connection: Connection, ids: Collection[str]) -> Iterable[Row]:
    """What lost and waits for a decision, what came and waits for an own value to be settled, and what came by stick
    and is not in the table: waiting for the server, or refused by it. Rather one allergy too many than one too few."""
    lost = select(sync_conflict.c.event).where(sync_conflict.c.entity == _ENTITY, sync_conflict.c.resolved == 0)
    found = [json.loads(text) for text in connection.execute(lost.order_by(sync_conflict.c.number)).scalars()]
    guards = [f"person/{one}/allergies" for one in ids]
    held = or_(sync_parked.c.waits_for.in_(guards), sync_parked.c.waits_for.like(f"{_ENTITY}/%"))
    parked = select(sync_parked.c.delivered).where(held).order_by(sync_parked.c.number)
    found += [json.loads(text)["event"] for text in connection.execute(parked).scalars()]
    by_stick = select(sync_provisional.c.event).where(
        sync_provisional.c.entity == _ENTITY, sync_provisional.c.state.in_(("beside", "back"))
    )
    found += [json.loads(text) for text in connection.execute(by_stick.order_by(sync_provisional.c.place)).scalars()]
    for event in found:
        content = json.loads(event["payload"])
        if event["entity"] == _ENTITY and event["operation"] == "append" and content.get("person_id") in ids:
            yield {"supersedes": None, "reason": None, **content}


def _unsettled(connection: Connection, here: Collection[str]) -> frozenset[str]:
    """Own rows that lost at the server already and still stand here."""
    wanted = select(sync_conflict.c.entity_id).where(
        sync_conflict.c.entity == _ENTITY, sync_conflict.c.settled == 0, sync_conflict.c.entity_id.in_(list(here))
    )
    return frozenset(str(one) for one in connection.execute(wanted).scalars())


def _entry(row: Row, superseded_by: str | None, disputed: bool) -> Allergy:
    told = json.loads(row["content"])
    return Allergy(
        id=row["id"],
        person_id=row["person_id"],
        told=read_content(row["kind"], told),
        at=from_text(row["recorded_at"]),
        by=str(told.get("by", "")),
        supersedes=row["supersedes"],
        superseded_by=superseded_by,
        reason=row["reason"],
        disputed=disputed,
    )


def _statement(row: Row, superseded_by: str | None, disputed: bool) -> NoneKnown:
    told = json.loads(row["content"])
    return NoneKnown(
        id=row["id"],
        person_id=row["person_id"],
        on=date.fromisoformat(told["on"]),
        source=Source(told["source"]),
        at=from_text(row["recorded_at"]),
        by=str(told.get("by", "")),
        supersedes=row["supersedes"],
        superseded_by=superseded_by,
        disputed=disputed,
    )
