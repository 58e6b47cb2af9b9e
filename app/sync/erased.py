"""An event whose content was erased: its place, its author and what it hangs on stay, what it said is gone.

`erased: true` in the payload: nothing is to be applied. Sequence numbers without a gap are promised to everybody, so a
row of the change log never goes; and whoever sends it once more sends no more than this (docs/privacy.md).
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from app.kernel.canonical import canonical_json, sha256_hex

MARK: Final = "erased"
_NAMES: Final = ("id", "supersedes", "number", "place")
_CHANGE: Final = ("fields", "before")


def is_erased(content: Mapping[str, Any]) -> bool:
    """Whether nothing of it is left to be applied."""
    return content.get(MARK) is True


def blanked_payload(payload: str) -> str:
    """The payload without all that it said: only identifiers stay, so that it is still known whose it is."""
    content = json.loads(payload)
    kept: dict[str, Any] = {
        name: value for name, value in content.items() if name in _NAMES or (name.endswith("_id") and value)
    }
    kept |= {name: {} for name in _CHANGE if name in content}
    kept |= {name: content[name] for name in ("resolves", "choice", "knows") if name in content}
    return canonical_json({**kept, MARK: True})


def blanked_wire(wire: Mapping[str, Any]) -> dict[str, Any]:
    """The same of an event as it travels."""
    payload = blanked_payload(str(wire["payload"]))
    return {**wire, "payload": payload, "payload_sha256": sha256_hex(payload)}
