"""Any history of a person, made row by row from the tables themselves: whatever a screen could have written."""

import random
from collections.abc import Callable
from typing import Any, Final

import pytest
from sqlalchemy import Float, Integer, Table, insert

from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.privacy.holdings import HOLDINGS, Treatment
from app.store import tables as t
from app.store.writing import Writing

PHONE: Final = "+5584999912345"
EMAIL: Final = "joana.inventada@example.org"
SPELT: Final = (
    "+5584999912345",
    "84 99991-2345",
    "(84) 99991-2345",
    "84999912345",
    EMAIL,
    "Joana.Inventada@example.org",
)
"""How people write them down."""
MESSAGE: Final = "texto-de-mensagem-que-nao-fica"
_LOGGED: Final = frozenset(("consent", "allergy", "pregnancy", "observation", "assessment", "prenatal_fact", "arrival"))
_ONCE: Final = ("ward_device_end",)
_READ_BY_SERVICES: Final = frozenset(("pregnancy", "assessment", "allergy", "referral", "prenatal_fact"))
"""What services read as values: rows made at random would not be any."""
_SKIPPED: Final = frozenset(
    (
        *("person", "person_merge", "field_history", "change_log", "audit"),
        *("sealed_person", "sealed_row", "privacy_step", "record_hold"),
    )
)
_FIXED: Final[dict[str, dict[str, Any]]] = {
    "allergy": {"kind": "food"},
    "consent": {"channel": "sms", "source": "desk", "text_version": "1"},
    "pregnancy": {"status": "closed"},
    "dating_choice": {"estimate_id": None, "lmp": None},
    "message": {"status": "sent"},
    "ward_device": {"device_class": "A"},
    "ward_alarm_log": {"what": "silence"},
    "router_step": {"step": "queued"},
    "ward_stay_step": {"kind": "discharged", "bed_id": None},
    "sync_conflict": {"settled": 1, "resolved": 1, "entity": "person"},
    "sync_provisional": {"state": "back"},
    "care_link": {"ground": "registered"},
    "assessment": {"rule_base_sha256": "a" * 64},
    "observation": {"code": "weight_kg", "value": "61"},
    "prenatal_fact": {"kind": "note"},
    "arrival_event": {"kind": "heard"},
}


def refusal(call: Callable[[], object]) -> str:
    """The code by which it is refused."""
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def add_person(writing: Writing, name: str = "Joana Inventada", phone: str | None = PHONE) -> str:
    """Registered with ways to reach her, or with none."""
    row = {
        "full_name": name,
        "name_key": name.lower(),
        "birth_date": "1996-02-03",
        "sex": "female",
        "no_document_reason": "inventada",
        "municipality_code": "2408102",
        "municipality_name": "Natal",
        "phone": phone,
        "email": phone and EMAIL,
        "synthetic": 1,
    }
    return writing.create(t.person, row)


def live(writing: Writing, person_id: str, source: random.Random, most: int, *, clinical: bool = True) -> None:
    """Up to `most` rows in each table that can hold something of hers; not `clinical`: only in those that nobody has to
    understand."""
    connection = writing.connection
    base = {"sha256": "a" * 64, "version": "1", "text": "x", "recorded_at": writing.at, "recorded_by": "x"}
    if connection.execute(t.rule_base.select()).first() is None:
        connection.execute(insert(t.rule_base).values(base))
    made: dict[str, list[str]] = {"person": [person_id], "rule_base": ["a" * 64]}
    for holding in HOLDINGS:
        table = holding.table
        if not clinical and table.name in _READ_BY_SERVICES:
            continue
        if table.name in _SKIPPED or holding.treatment is Treatment.DERIVED:
            continue
        for number in range(min(source.randint(0, most), 1 if table.name in _ONCE else most)):
            row = _row(writing, table, made, source, number)
            if row is None:
                break
            if table.name in _LOGGED:
                writing.append(table, row)
            else:
                connection.execute(insert(table).values(row))
            made.setdefault(table.name, []).append(str(row.get("id", "")))
    writing.change(t.person, person_id, {"phone": "+5584988887777"}, _words(source))
    writing.change(t.person, person_id, {"phone": PHONE}, None)
    writing.audit("person_opened", "person", person_id)


def _row(
    writing: Writing, table: Table, made: dict[str, list[str]], source: random.Random, number: int
) -> dict[str, Any] | None:
    row: dict[str, Any] = {}
    for column in table.columns:
        parent = next((key.column.table.name for key in column.foreign_keys), _PARENTS.get(column.name))
        if column.name in _FIXED.get(table.name, {}):
            row[column.name] = _FIXED[table.name][column.name]
        elif parent is not None and column.name != "id":
            if not made.get(parent) and not column.nullable:
                return None
            row[column.name] = source.choice(made[parent]) if made.get(parent) else None
        elif column.name in ("id", "event_id") and column.primary_key:
            row[column.name] = writing.new_id()
        elif isinstance(column.type, Float):
            row[column.name] = 1.5
        elif isinstance(column.type, Integer):
            row[column.name] = source.randint(1, 10**9) if column.primary_key or column.unique else number + 1
        elif column.unique:
            row[column.name] = writing.new_id()
        else:
            row[column.name] = _value(column.name, writing, source)
    if table.name == "distinct_pair":
        return None
    row.pop("supersedes", None)
    return row


_PARENTS: Final = {
    "person_id": "person",
    "pregnancy_id": "pregnancy",
    "stay_id": "ward_stay",
    "subject_id": "person",
    "entity_id": "person",
    "message_id": "message",
    "encounter_id": "arrival",
}
_VALUES: Final[dict[str, Callable[[Writing, random.Random], str]]] = {
    "recorded_at": lambda writing, _: writing.at,
    "content": lambda _, source: canonical_json({"note": _words(source), "phone": PHONE}),
    "event": lambda _, source: canonical_json({"payload": _words(source)}),
    "result": lambda _, source: canonical_json({"factors": [{"code": "obesity"}], "words": _words(source)}),
    "snapshot": lambda _, source: canonical_json({"phone": PHONE, "note": _words(source)}),
    "text": lambda _, __: MESSAGE,
    "day": lambda *_: "2026-01-05",
}


def _value(name: str, writing: Writing, source: random.Random) -> str:
    if name.endswith("_at"):
        return writing.at
    made = _VALUES.get(name)
    return made(writing, source) if made else f"v{source.randint(0, 10**12)}"


def _words(source: random.Random) -> str:
    return f"anotação {source.randint(0, 10**9)} ligar para {source.choice(SPELT)} ou {PHONE}"
