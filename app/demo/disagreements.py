"""What a neighbour station of the demo unit wrote without knowing of this one: applied as the journal would bring it.

Synthetic like everything here. Only what lost is delivered, so that the demo's own values stay as they are.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

from sqlalchemy import Connection, Table, select

from app.clinic.allergies.content import content_of
from app.clinic.allergies.model import AllergyKind, NewAllergy, Severity
from app.clinic.text_keys import fold
from app.kernel.actor import PROGRAM
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import to_text
from app.store.store import Store
from app.store.tables import allergy, change_log, dating_choice, observation, person, pregnancy, prenatal_fact
from app.sync import ledger
from app.sync.applying import ACCEPTED, CONFLICT, Applying
from app.sync.delivered import Delivered
from app.sync.events import Event

_NEIGHBOUR: Final = str(uuid5(NAMESPACE_OID, "demo/neighbour"))
_FURTHER: Final = str(uuid5(NAMESPACE_OID, "demo/further"))
_HOURS_AGO: Final = 5
_WOMEN: Final = 3
"""A demo with fewer women has no neighbour."""
Row = Mapping[str, Any]


@dataclass
class _Neighbour:
    """The station next door; its events follow each other."""

    connection: Connection
    author: str
    at: str
    number: int

    def __post_init__(self) -> None:
        self.delivered: list[Delivered] = []

    def change(self, table: Table, key: str, fields: Row, *owner: str) -> None:
        """Fields that it changed, in conflict with what stands here."""
        row = self.connection.execute(select(table).where(table.c.id == key)).mappings().one()
        before = {name: row[name] for name in fields}
        whose = {name: row[name] for name in owner}
        self._add(table, key, "change", {**whose, "id": key, "fields": fields, "before": before, "reason": "a pedido"})

    def append(self, table: Table, row: Row, operation: str = "append", verdict: str = CONFLICT) -> str:
        """A row that it wrote, in conflict with what stands here unless `verdict` says otherwise; its identifier."""
        key = str(uuid5(NAMESPACE_OID, f"demo/neighbour/{table.name}/{self.number}"))
        whole = {**row, "id": key, "recorded_at": self.at, "recorded_by": self.author}
        self._add(table, key, operation, whole, verdict)
        return key

    def _add(self, table: Table, key: str, operation: str, payload: Row, verdict: str = CONFLICT) -> None:
        self.number += 1
        text = canonical_json(payload)
        event = Event(
            id=str(uuid5(NAMESPACE_OID, f"demo/neighbour/event/{self.number}")),
            origin=_NEIGHBOUR if verdict == CONFLICT else _FURTHER,
            sequence=self.number,
            entity=table.name,
            entity_id=key,
            operation=operation,
            payload=text,
            payload_sha256=sha256_hex(text),
            recorded_at=self.at,
            recorded_by=self.author,
            seen=0,
        )
        self.delivered.append(Delivered(self.number, verdict, None, event))


def write_disagreements(store: Store, author: str) -> int:
    """Seven decisions about synthetic women; returns how many events came. `author`: whose account writes there."""
    with store.write(PROGRAM) as writing:
        connection = writing.connection
        at = to_text(store.clock.now() - timedelta(hours=_HOURS_AGO))
        neighbour = _Neighbour(connection, author, at, ledger.through(connection))
        women = _women(connection)
        if len(women) < _WOMEN:
            return 0
        _demographics(neighbour, women[0])
        _dating(neighbour, women[1])
        _weight(neighbour)
        _second_pregnancy(neighbour, women[2])
        _allergy(neighbour, [str(one["id"]) for one in women])
        Applying(connection).page(neighbour.delivered, neighbour.number)
        return len(neighbour.delivered)


def _women(connection: Connection) -> list[Row]:
    """Pregnant women whose own events are not waiting for a server, by the day on which they came."""
    wanted = (
        select(person, pregnancy.c.id.label("pregnancy_id"), pregnancy.c.recorded_at.label("opened_at"))
        .join(pregnancy, pregnancy.c.person_id == person.c.id)
        .where(pregnancy.c.status == "current", person.c.phone.is_not(None), person.c.synthetic == 1)
        # Lists instead of a question for each woman: the log has no index by record.
        .where(person.c.id.not_in(select(change_log.c.entity_id).where(_is_change)))
        .where(pregnancy.c.id.not_in(select(dating_choice.c.pregnancy_id)))
        .order_by(pregnancy.c.recorded_at.desc(), pregnancy.c.id)
        .limit(_WOMEN)
    )
    return [dict(row) for row in connection.execute(wanted).mappings()]


_is_change = change_log.c.operation == "change"


def _demographics(neighbour: _Neighbour, woman: Row) -> None:
    """Another telephone and town, and a mother's name that somebody heard otherwise."""
    mother = f"{woman['mother_name'] or 'Maria Duna'} da Costa"
    neighbour.change(person, woman["id"], {"mother_name": mother, "mother_key": fold(mother)})
    neighbour.change(person, woman["id"], {"phone": "+5584900009123"})
    town = {"municipality_code": "2402006", "municipality_name": "Caicó"}
    neighbour.change(person, woman["id"], town)


def _dating(neighbour: _Neighbour, woman: Row) -> None:
    """One neighbour chose the last period that is in use here too, the other one a scan."""
    lmp = neighbour.connection.execute(
        select(observation.c.id, observation.c.value)
        .where(observation.c.pregnancy_id == woman["pregnancy_id"], observation.c.code == "lmp")
        .limit(1)
    ).first()
    if lmp is None:
        return
    day = date.fromisoformat(json.loads(lmp.value))
    row = {"pregnancy_id": woman["pregnancy_id"], "number": 1}
    known = {**row, "estimate_id": lmp.id, "lmp": day.isoformat(), "reason": "Ela tem certeza da data"}
    neighbour.append(dating_choice, known, verdict=ACCEPTED)
    other, seen_on = day + timedelta(days=11), day + timedelta(days=11 + 9 * 7 + 2)
    told = canonical_json({"scan": seen_on.isoformat(), "weeks": 9, "days": 2, "lmp": other.isoformat()})
    of_her = {"person_id": woman["id"], "pregnancy_id": woman["pregnancy_id"], "kind": "dating_estimate"}
    scan = {**of_her, "code": "ultrasound", "day": seen_on.isoformat(), "content": told}
    scan_id = neighbour.append(prenatal_fact, scan, verdict=ACCEPTED)
    by_scan = {**row, "estimate_id": scan_id, "lmp": other.isoformat(), "reason": "Ultrassom da 9ª semana"}
    neighbour.append(dating_choice, by_scan)


def _weight(neighbour: _Neighbour) -> None:
    """A weight that both stations corrected, each in its own way."""
    later = observation.alias("later")
    corrected = neighbour.connection.execute(
        select(observation, later.c.value.label("right"))
        .join(later, later.c.supersedes == observation.c.id)
        .where(observation.c.code == "weight_kg", later.c.value != "null")
        .order_by(observation.c.recorded_at.desc(), observation.c.id)
        .limit(1)
    ).mappings()
    for row in corrected:
        kept = {name: row[name] for name in ("person_id", "pregnancy_id", "code", "unit", "observed_at")}
        value = str(round(float(row["right"]) + 1.5, 1))
        neighbour.append(observation, {**kept, "value": value, "supersedes": row["id"], "reason": "Balança errada"})


def _allergy(neighbour: _Neighbour, others: Sequence[str]) -> None:
    """Somebody with an allergy on the list here, and another one on that of next door."""
    known = (
        select(allergy.c.person_id)
        .join(pregnancy, pregnancy.c.person_id == allergy.c.person_id)
        .where(pregnancy.c.status == "current", allergy.c.kind == "medicine", allergy.c.person_id.not_in(others))
        .order_by(pregnancy.c.recorded_at.desc(), pregnancy.c.id)
        .limit(1)
    )
    whose = neighbour.connection.execute(known).scalar_one_or_none()
    if whose is None:
        return
    told = NewAllergy(AllergyKind.LATEX, "Látex", "latex", "coceira", Severity.MODERATE)
    content = canonical_json(content_of(told, "Equipe Vizinha Fictícia"))
    row = {"person_id": whose, "kind": told.kind.value, "content": content, "supersedes": None, "reason": None}
    neighbour.append(allergy, row)


def _second_pregnancy(neighbour: _Neighbour, woman: Row) -> None:
    """Next door the same pregnancy was opened once more."""
    neighbour.append(pregnancy, {"person_id": woman["id"], "status": "current"}, "create")
