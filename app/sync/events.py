"""One row of the change log as it travels: docs/sync.md."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from app.kernel.canonical import sha256_hex
from app.kernel.errors import KnownError

OPERATIONS: Final = ("append", "create", "change")
_LONGEST = {"id": 36, "origin": 36, "entity": 20, "entity_id": 64, "recorded_at": 27, "recorded_by": 36}
MOST_PAYLOAD_SIGNS: Final = 200_000
"""A payload above this is refused: no screen of the program makes one."""


@dataclass(frozen=True)
class Event:
    """`payload` is canonical JSON; `seen` is the server's number up to which the author's station had applied."""

    id: str
    origin: str
    sequence: int
    entity: str
    entity_id: str
    operation: str
    payload: str
    payload_sha256: str
    recorded_at: str
    recorded_by: str
    seen: int

    def content(self) -> dict[str, Any]:
        """The payload as a dictionary, read once: who wants to change it takes a copy."""
        return self._read

    @cached_property
    def _read(self) -> dict[str, Any]:
        read: dict[str, Any] = json.loads(self.payload)
        return read

    def to_wire(self) -> dict[str, Any]:
        """As JSON carries it."""
        return {name: getattr(self, name) for name in _FIELDS}


_FIELDS: Final = tuple(Event.__dataclass_fields__)


def from_wire(raw: Mapping[str, Any]) -> Event:
    """The event behind what arrived; KnownError `sync.bad_event` (field, value, expected) for anything else."""
    for name, longest in _LONGEST.items():
        value = raw.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest:
            raise _bad(name, value, f"1–{longest}")
    for name, least in (("sequence", 1), ("seen", 0)):
        value = raw.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise _bad(name, value, f"≥ {least}")
    operation, payload = raw.get("operation"), raw.get("payload")
    if operation not in OPERATIONS:
        raise _bad("operation", operation, ", ".join(OPERATIONS))
    if not isinstance(payload, str) or len(payload) > MOST_PAYLOAD_SIGNS:
        raise _bad("payload", type(payload).__name__, f"≤ {MOST_PAYLOAD_SIGNS}")
    if raw.get("payload_sha256") != sha256_hex(payload):
        raise _bad("payload_sha256", raw.get("payload_sha256"), sha256_hex(payload))
    content = _object_in(payload)
    event = Event(**{name: raw[name] for name in _FIELDS})
    vars(event)["_read"] = content
    return event


def _object_in(payload: str) -> dict[str, Any]:
    try:
        content = json.loads(payload)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise _bad("payload", payload[:40], "{…}")
    return content


def _bad(field: str, value: object, expected: str) -> KnownError:
    return KnownError("sync.bad_event", field=field, value=str(value)[:60], expected=expected)
