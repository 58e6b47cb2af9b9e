"""What the gateway leaves in the station's folder for its screens: where it is, and what its certificate is."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

PORT: Final = 8444
_FILE: Final = "phones.json"


@dataclass(frozen=True)
class Started:
    """Where phones find the gateway, and the SHA-256 of its certificate (64 hexadecimal digits): for the station's
    screens, which show both beside a one-time code."""

    address: str
    fingerprint: str


def read_started(home: Path) -> Started | None:
    """What the gateway that runs, or ran last, has said; None where there was none."""
    try:
        return Started(**json.loads((home / _FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def remember_started(home: Path, told: Started) -> None:
    """Whole or not at all; nothing in it is secret."""
    home.mkdir(parents=True, exist_ok=True)
    fresh = home / f"{_FILE}.{os.getpid()}"
    fresh.write_text(json.dumps(asdict(told)), encoding="utf-8")
    fresh.replace(home / _FILE)
