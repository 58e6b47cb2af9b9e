"""What an erasure asks of the server: its journal keeps the record that the law keeps, and no way to reach the person.

A confirmed erasure travels as a `privacy_step` whose identifier is made of the person's: so it is found by the index
of rows, whatever the journal's length. The events keep their numbers; what stations wrote before they heard of it, and
send afterwards, is cleaned as it comes in. What else the database holds of her goes by `app.central.holdings`. Once the
time of keeping is over and two people have said so, nothing is left of the record but its numbers. SQLite writes over
what goes; PostgreSQL frees the old rows' bytes with its next vacuum.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import Connection, Engine, and_, delete, select, update

from app.central.bulk import among
from app.central.held import is_held
from app.central.holdings import HELD, AtServer, Hers, Row, hers_of, is_about
from app.central.tables import event as event_table
from app.central.tables import heard_news
from app.kernel.canonical import canonical_json, sha256_hex
from app.privacy.contact import FIELDS, Contact
from app.privacy.holdings import HOLDINGS, Treatment
from app.privacy.steps import PERIOD_OVER, confirmation_id
from app.sync.erased import MARK, blanked_payload

_GONE: Final = frozenset(one.table.name for one in HOLDINGS if one.treatment is Treatment.ERASED)
_CONTACT: Final = "contact"
_STEP: Final = "privacy_step"
_WAITS_MS: Final = 1000
_IDENTIFIER: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def named(taken: Iterable[Mapping[str, Any]], refused: Iterable[Mapping[str, Any]]) -> set[str]:
    """Whoever the events of a batch may be about. What was refused is kept as it came, and cannot be trusted to say."""
    people = {str(row["person_id"]) for row in taken if row["person_id"]}
    return people.union(*(_IDENTIFIER.findall(str(row["raw"])) for row in refused))


def erase_known(connection: Connection, people: Iterable[str], at: str) -> int:
    """Clean what is held of those among these people whose erasure is confirmed and who are not on hold at `at` (a
    stored instant); how many rows were changed."""
    due = (one for one in confirmed_among(connection, people) if not is_held(connection, one, at))
    return sum(_erase(connection, one) for one in due)


def confirmed_among(connection: Connection, people: Iterable[str]) -> list[str]:
    """Those whose erasure two people have confirmed, as far as the journal knows."""
    names = {confirmation_id(one): one for one in people}
    if not names:
        return []
    confirmed = select(event_table.c.entity_id).where(
        event_table.c.entity == _STEP, among(connection, event_table.c.entity_id, names)
    )
    return [names[one] for one in connection.execute(confirmed).scalars()]


def empty_journal(engine: Engine) -> None:
    """Cut SQLite's write-ahead log, where the bytes lay before. Somebody who reads keeps it from being cut; the next
    erasure, and the server's next stop, cut it then."""
    if engine.dialect.name != "sqlite":
        return
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        waited = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {_WAITS_MS}")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        cursor.execute(f"PRAGMA busy_timeout = {int(waited)}")
    finally:
        raw.close()


def _erase(connection: Connection, person_id: str) -> int:
    hers = hers_of(connection, [person_id])
    changed = _clean_events(connection, hers)
    for held in HELD:
        if held.table is heard_news:
            changed += _forget_news(connection, hers)
        elif held.treatment is AtServer.ERASED:
            changed += _delete(connection, held.table, held.rows(connection, hers))
    return changed


def _clean_events(connection: Connection, hers: Hers) -> int:
    over, changed = _period_is_over(hers), 0
    for row in hers.events:
        payload = _cleaned(row["entity"], row["payload"], hers.contact, over=over)
        if payload != row["payload"]:
            values = {"payload": payload, "payload_sha256": sha256_hex(payload)}
            connection.execute(update(event_table).where(event_table.c.number == row["number"]).values(values))
            changed += 1
    return changed


def _cleaned(entity: str, payload: str, contact: Contact, *, over: bool) -> str:
    content = json.loads(payload)
    if content.get(MARK) is True or entity == _STEP:
        return payload
    if over or entity in _GONE:
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


def _period_is_over(hers: Hers) -> bool:
    """Whether one asked that the sealed record be destroyed, its time being over, and another confirmed it."""
    steps = [json.loads(one["payload"]) for one in hers.events if one["entity"] == _STEP]
    over = [one for one in steps if one.get("ground") == PERIOD_OVER]
    asked = {one["case_id"]: one["recorded_by"] for one in over if one["step"] == "asked"}
    agreed = (one for one in over if one["step"] == "confirmed")
    return any(asked.get(one["case_id"], one["recorded_by"]) != one["recorded_by"] for one in agreed)


def _forget_news(connection: Connection, hers: Hers) -> int:
    """One call of a provider may tell of several people: of the others it stays."""
    changed = 0
    for row_id, news in connection.execute(select(heard_news.c.id, heard_news.c.news)).all():
        told: list[Mapping[str, Any]] = json.loads(news)
        left = [one for one in told if not is_about(one, hers)]
        if len(left) == len(told):
            continue
        which = heard_news.c.id == row_id
        if left:
            kept = json.dumps(left, ensure_ascii=False)
            connection.execute(update(heard_news).where(which).values(news=kept))
        else:
            connection.execute(delete(heard_news).where(which))
        changed += 1
    return changed


def _delete(connection: Connection, table: Any, rows: list[Row]) -> int:
    for row in rows:
        key = and_(*(column == row[column.name] for column in table.primary_key.columns))
        connection.execute(delete(table).where(key))
    return len(rows)
