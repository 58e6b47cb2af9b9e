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


MOST_NUMBER: Final = 2**53
"""Of a sequence and of what was seen, as the server's own interface has it: a larger one fits into no database."""
_FIELDS: Final = tuple(Event.__dataclass_fields__)


def from_wire(raw: Mapping[str, Any]) -> Event:
    """The event behind what arrived; KnownError `sync.bad_event` (field, value, expected) for anything else."""
    for name, longest in _LONGEST.items():
        value = raw.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= longest or not _is_writable(value):
            raise _bad(name, value, f"1–{longest}")
    for name, least in (("sequence", 1), ("seen", 0)):
        value = raw.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST_NUMBER:
            raise _bad(name, value if isinstance(value, float) else str(value)[:40], f"{least}–{MOST_NUMBER}")
    operation, payload = raw.get("operation"), raw.get("payload")
    if operation not in OPERATIONS:
        raise _bad("operation", operation, ", ".join(OPERATIONS))
    if not isinstance(payload, str) or len(payload) > MOST_PAYLOAD_SIGNS or not _is_writable(payload):
        raise _bad("payload", type(payload).__name__, f"≤ {MOST_PAYLOAD_SIGNS}")
    if raw.get("payload_sha256") != sha256_hex(payload):
        raise _bad("payload_sha256", raw.get("payload_sha256"), sha256_hex(payload))
    content = _object_in(payload)
    event = Event(**{name: raw[name] for name in _FIELDS})
    vars(event)["_read"] = content
    return event


def _object_in(payload: str) -> dict[str, Any]:
    """Nothing that some store could not take: what is let in here is applied at every station of the unit."""
    try:
        content = json.loads(payload, parse_constant=_no_number)
    except (ValueError, RecursionError):
        content = None
    # Only an escape can bring half a character into a text that was UTF-8.
    halves = "\\ud" in payload.lower() and not _is_writable(json.dumps(content, ensure_ascii=False))
    if not isinstance(content, dict) or halves:
        raise _bad("payload", payload[:40], "{…}")
    return content


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is no number of JSON")


def _is_writable(text: str) -> bool:
    """Whether it can be UTF-8: half of a character, as JSON can hold it, no database takes."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _bad(field: str, value: object, expected: str) -> KnownError:
    shown = str(value)[:60].encode(errors="replace").decode()
    return KnownError("sync.bad_event", field=field, value=shown, expected=expected)
