"""What an erasure does to this station's store, in one transaction: seals what the law keeps, deletes the rest.

`secure_delete` makes SQLite write zeros over what goes, so that no page keeps it; the search index is merged for the
same reason. Other stations do the same when the step reaches them (docs/privacy.md).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, Table, and_, delete, insert, select, update

from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.errors import KnownError
from app.privacy.contact import FIELDS, Contact, contact_of
from app.privacy.gathering import Held, Row, gather, last_entry, people_of
from app.privacy.holdings import BY_TABLE, HOLDINGS, Holding, Treatment
from app.privacy.model import ErasedCount
from app.privacy.periods import ends_on
from app.privacy.recordings import NOBODY
from app.privacy.terms import counts_in_force
from app.store.inserting import insert_rows
from app.store.listed import among
from app.store.search_index import optimise
from app.store.tables import (
    change_log,
    draft,
    metadata,
    sealed_person,
    sealed_row,
    sync_provisional_name,
    sync_tail,
    ward_stay,
)
from app.store.writing import Writing
from app.sync.erased import blanked_payload, blanked_wire

STEPS: Final = ("privacy_step", "record_hold")
"""Entities whose events must reach everybody: they name nobody."""
_CHAINED: Final = ("audit",)
_BY_HAND: Final = ("visit_count",)
"""Derived, but no trigger takes its rows away."""


def carry_out(writing: Writing, person_id: str, case_id: str) -> ErasedCount:
    """Erase one person here, where nothing stands in the way; a second time seals what came since."""
    connection = writing.connection
    wipe(connection)
    held = _gathered(connection, person_id)
    contact = contact_of(held.rows)
    sealed = _seal(writing, held, contact)
    _note_people(writing, held, case_id)
    blanked = _blank(connection, held)
    erased = _delete(connection, held)
    erased += _drop_drafts(connection, held, contact)
    _unname(connection, held)
    _clean_what_stays(connection, held, contact)
    if connection.dialect.name == "sqlite":
        optimise(connection)
    count = ErasedCount(sealed, erased, blanked)
    writing.audit("record_sealed", "person", held.lead, case=case_id, sealed=sealed, erased=erased)
    return count


def _gathered(connection: Connection, person_id: str) -> Held:
    """Of somebody whom this station never knew there is nothing, and what comes later is sealed all the same."""
    try:
        return gather(connection, person_id)
    except KnownError:
        return Held((person_id,), {one.table.name: [] for one in HOLDINGS}, {"person": [person_id]})


def destroy(writing: Writing, person_id: str, case_id: str) -> int:
    """Delete a sealed record whose time is over; how many rows. What names nobody stays (steps, the trail, that there
    was a seal: what comes later must not become a record again)."""
    connection = writing.connection
    wipe(connection)
    people = people_of(connection, person_id)
    hers = among(sealed_row.c.person_id, people)
    gone = connection.execute(delete(sealed_row).where(hers)).rowcount
    writing.audit("record_destroyed", "person", person_id, case=case_id, rows=gone)
    return int(gone)


def wipe(connection: Connection) -> None:
    """From here to the end of this connection what is deleted is written over."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete = ON").fetchall()


def _seal(writing: Writing, held: Held, contact: Contact) -> int:
    rows = []
    for holding in HOLDINGS:
        if holding.treatment not in (Treatment.SEALED, Treatment.UNNAMED):
            continue
        for row in held.rows[holding.table.name]:
            if holding.table.name == "field_history" and row["field"] in FIELDS:
                continue
            rows.append(_sealed(writing, held, holding, contact.cleaned(row)))
    put_away(writing.connection, rows)
    return len(rows)


def _sealed(writing: Writing, held: Held, holding: Holding, row: Row) -> Row:
    return {
        "entity": holding.table.name,
        "entity_id": str(row[holding.key]),
        "person_id": held.lead,
        "content": canonical_json(row),
        "sealed_at": writing.at,
    }


def put_away(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Among the sealed rows; one that is there already is replaced by its newer state."""
    by_entity: dict[str, list[str]] = {}
    for row in rows:
        by_entity.setdefault(row["entity"], []).append(row["entity_id"])
    for entity, ids in by_entity.items():
        same = and_(sealed_row.c.entity == entity, among(sealed_row.c.entity_id, ids))
        connection.execute(delete(sealed_row).where(same))
    insert_rows(connection, sealed_row, rows)


def _note_people(writing: Writing, held: Held, case_id: str) -> None:
    connection = writing.connection
    known = set(
        connection.execute(
            select(sealed_person.c.person_id).where(among(sealed_person.c.person_id, held.people))
        ).scalars()
    )
    clinical = [one.table.name for one in HOLDINGS if one.treatment is Treatment.SEALED]
    last = (last_entry(held.rows, clinical) or writing.at)[:10]
    until = ends_on(date.fromisoformat(last), counts_in_force(connection)["sealed_record"]).isoformat()
    for one in held.people:
        row = {"sealed_at": writing.at, "last_entry": last, "keep_until": until}
        if one in known:
            connection.execute(update(sealed_person).where(sealed_person.c.person_id == one).values(row))
        else:
            connection.execute(insert(sealed_person).values(person_id=one, case_id=case_id, **row))


def _delete(connection: Connection, held: Held) -> int:
    """Children first, by the order of the tables; returns how many of those that are not kept under seal."""
    erased = 0
    for table in reversed(metadata.sorted_tables):
        holding = BY_TABLE.get(table.name)
        if holding is None:
            continue
        gone = holding.treatment in (Treatment.SEALED, Treatment.ERASED) or table.name in _BY_HAND
        if gone:
            count = _delete_rows(connection, table, held.rows[table.name])
            erased += count if holding.treatment is Treatment.ERASED else 0
    return erased


def _delete_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    keys = list(table.primary_key.columns)
    if table.name == "person":
        keys = [table.c.id]
    if len(keys) == 1:
        return int(
            connection.execute(delete(table).where(among(keys[0], [row[keys[0].name] for row in rows]))).rowcount
        )
    each = [and_(*(key == row[key.name] for key in keys)) for row in rows]
    return sum(int(connection.execute(delete(table).where(one)).rowcount) for one in each)


def _drop_drafts(connection: Connection, held: Held, contact: Contact) -> int:
    """What somebody has typed about her and not saved: found by her identifiers and by the ways to reach her."""
    every = {one for ids in held.ids.values() for one in ids}
    gone = 0
    for row in connection.execute(select(draft)).mappings().all():
        if any(one in row["content"] for one in every) or contact.within(row["content"]):
            key = and_(*(column == row[column.name] for column in draft.primary_key.columns))
            gone += int(connection.execute(delete(draft).where(key)).rowcount)
    return gone


def _blank(connection: Connection, held: Held) -> int:
    """The events keep their place and whose they are; what they said goes, here and in the copies of the journal."""
    rows = [row for row in held.rows["change_log"] if row["entity"] not in STEPS and not _is_blank(row["payload"])]
    for row in rows:
        payload = blanked_payload(row["payload"])
        values = {"payload": payload, "payload_sha256": sha256_hex(payload)}
        connection.execute(update(change_log).where(change_log.c.id == row["id"]).values(values))
    every = {one for ids in held.ids.values() for one in ids}
    tail = select(sync_tail.c.number, sync_tail.c.delivered).where(sync_tail.c.delivered.is_not(None))
    for number, delivered in connection.execute(tail).all():
        told = json.loads(delivered)
        if told["event"]["entity_id"] in every:
            told["event"] = blanked_wire(told["event"])
            text = json.dumps(told, ensure_ascii=False)
            connection.execute(update(sync_tail).where(sync_tail.c.number == number).values(delivered=text))
    by_stick = [row["event_id"] for row in held.rows["sync_provisional"]]
    connection.execute(delete(sync_provisional_name).where(among(sync_provisional_name.c.event_id, by_stick)))
    return len(rows)


def _is_blank(payload: str) -> bool:
    return bool(json.loads(payload).get("erased"))


def _clean_what_stays(connection: Connection, held: Held, contact: Contact) -> None:
    """Texts of rows that others count on, where somebody wrote a way to reach her into them."""
    for holding in HOLDINGS:
        if holding.treatment is not Treatment.KEPT or holding.table.name in _CHAINED:
            continue
        for row in held.rows[holding.table.name]:
            texts = {name: value for name, value in row.items() if isinstance(value, str) and contact.within(value)}
            if texts:
                key = and_(*(column == row[column.name] for column in holding.table.primary_key.columns))
                cleaned = {name: contact.without(value) for name, value in texts.items()}
                connection.execute(update(holding.table).where(key).values(cleaned))


def _unname(connection: Connection, held: Held) -> None:
    hers = among(ward_stay.c.id, [row["id"] for row in held.rows["ward_stay"]])
    connection.execute(update(ward_stay).where(hers).values(person_id=None, identifier=NOBODY))
