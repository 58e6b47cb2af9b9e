"""One spelling for one content: what is hashed must read the same on every machine (after RFC 8785, floats apart)."""

import hashlib
import json
from collections.abc import Mapping

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def canonical_json(content: Mapping[str, object]) -> str:
    """Keys sorted, no spaces, UTF-8 text; NaN and infinity are refused with ValueError."""
    return _ENCODER.encode(content)


def sha256_hex(text: str) -> str:
    """SHA-256 of the UTF-8 bytes, 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
