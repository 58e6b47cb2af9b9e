"""What an erasure asks of the server: its journal keeps the record that the law keeps, and no way to reach the person.

A confirmed erasure travels as a `privacy_step` whose identifier is made of the person's: so it is found by the index
of rows, whatever the journal's length. The events keep their numbers; what stations wrote before they heard of it, and
send afterwards, is cleaned as it comes in. PostgreSQL frees the old rows' bytes with its next vacuum.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Row, delete, select, update

from app.central.bulk import among
from app.central.tables import event as event_table
from app.central.tables import rejected
from app.kernel.canonical import canonical_json, sha256_hex
from app.privacy.contact import FIELDS, Contact, contact_of
from app.privacy.holdings import HOLDINGS, Treatment
from app.privacy.steps import confirmation_id
from app.sync.erased import MARK, blanked_payload

_GONE: Final = frozenset(one.table.name for one in HOLDINGS if one.treatment is Treatment.ERASED)
_CONTACT: Final = "contact"


def erase_known(connection: Connection, people: Iterable[str]) -> int:
    """Clean the events of those among these people whose erasure is confirmed; how many events were changed."""
    names = {confirmation_id(one): one for one in people}
    if not names:
        return 0
    confirmed = select(event_table.c.entity_id).where(
        event_table.c.entity == "privacy_step", among(connection, event_table.c.entity_id, names)
    )
    return sum(_erase(connection, names[one]) for one in connection.execute(confirmed).scalars())


def _erase(connection: Connection, person_id: str) -> int:
    columns = (event_table.c.number, event_table.c.entity, event_table.c.payload)
    rows = connection.execute(select(*columns).where(event_table.c.person_id == person_id)).all()
    contact = contact_of(_as_rows(rows))
    changed = 0
    for row in rows:
        payload = _cleaned(row.entity, row.payload, contact)
        if payload != row.payload:
            values = {"payload": payload, "payload_sha256": sha256_hex(payload)}
            connection.execute(update(event_table).where(event_table.c.number == row.number).values(values))
            changed += 1
    for event_id, raw in connection.execute(select(rejected.c.event_id, rejected.c.raw)).all():
        if person_id in raw or contact.within(raw):
            connection.execute(delete(rejected).where(rejected.c.event_id == event_id))
    return changed


def _cleaned(entity: str, payload: str, contact: Contact) -> str:
    content = json.loads(payload)
    if content.get(MARK) is True or entity == "privacy_step":
        return payload
    if entity in _GONE:
        return blanked_payload(payload)
    cleaned = _without(json.loads(contact.without(payload)))
    return payload if cleaned == content else canonical_json({**cleaned, MARK: _CONTACT})


def _without(content: dict[str, Any]) -> dict[str, Any]:
    kept = {name: None if name in FIELDS else value for name, value in content.items()}
    for part in ("fields", "before"):
        inside = kept.get(part)
        if isinstance(inside, dict):
            kept[part] = {name: None if name in FIELDS else value for name, value in inside.items()}
    return kept


def _as_rows(rows: Iterable[Row[Any]]) -> Mapping[str, list[dict[str, Any]]]:
    """As `contact_of` reads them: a change tells of a person's fields, too."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        content = json.loads(row.payload)
        if content.get(MARK) is True:
            continue
        if row.entity == "person" and "fields" in content:
            found.setdefault("person", []).extend(({**content["fields"]}, {**content["before"]}))
        elif row.entity in ("person", "public_request", "message_feedback"):
            found.setdefault(row.entity, []).append(content)
    return found
