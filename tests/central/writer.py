"""A station's change log as the server sees it, and stations that send."""

from app.central.journal import Journal, Sender
from app.kernel.canonical import canonical_json, sha256_hex
from app.sync.events import Event

NURSE = "n" * 36
HERE, THERE = Sender("s" * 36, "1111111"), Sender("t" * 36, "1111111")
ELSEWHERE = Sender("u" * 36, "2222222")
AT = "2026-01-01T00:00:00.000000Z"
_AUTHOR = {"recorded_at": AT, "recorded_by": NURSE}
_PLACE = {"municipality_code": "2408102", "municipality_name": "Natal"}
_REST = {
    "person": {
        **_AUTHOR,
        **_PLACE,
        "name_key": "sintetica",
        "birth_date": "1990-01-01",
        "sex": "female",
        "no_document_reason": "x",
    },
    "observation": {**_AUTHOR, "code": "weight_kg", "value": "60", "observed_at": AT},
}
"""What a row cannot be without."""


class Writer:
    """A station's change log, as far as the server sees it."""

    def __init__(self, sender: Sender) -> None:
        self._origin = f"o{sender.station_id[1:]}"
        self._sequence = 0

    def event(self, entity: str, entity_id: str, operation: str, seen: int = 0, **payload: object) -> Event:
        self._sequence += 1
        rest = _REST.get(entity, {}) if operation != "change" else {}
        text = canonical_json({"id": entity_id, **rest, **payload})
        where = {"origin": self._origin, "sequence": self._sequence, "entity": entity, "entity_id": entity_id}
        what = {"operation": operation, "payload": text, "payload_sha256": sha256_hex(text), "seen": seen}
        identity = f"{self._origin[:20]}-{self._sequence:06}"
        return Event(id=identity, recorded_at=AT, recorded_by=NURSE, **where, **what)  # type: ignore[arg-type]  # two small dictionaries

    def person(self, person_id: str) -> Event:
        return self.event("person", person_id, "create", full_name="Sintética")

    def phone(self, person_id: str, phone: str, seen: int = 0) -> Event:
        return self.event("person", person_id, "change", seen, fields={"phone": phone}, before={"phone": None})


def push(journal: Journal, sender: Sender, *events: Event) -> list[str]:
    return [one.status for one in journal.push(sender, [event.to_wire() for event in events])]
