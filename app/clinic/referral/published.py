"""Published figures of confirmation by reason, to compare one's own with: `resources/referral/published.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.clinic.referral.statistics import Confirmation

_FILE = Path(__file__).parents[3] / "resources" / "referral" / "published.toml"


@dataclass(frozen=True)
class Published:
    """`by_reason`: only reasons that the source gives."""

    source: str
    by_reason: Mapping[str, Confirmation]


@cache
def published() -> Published:
    """The shipped figures."""
    content = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    found = {
        reason: Confirmation(one["confirmed"], one["not_confirmed"], one["inconclusive"])
        for reason, one in content["reasons"].items()
    }
    return Published(content["source"], found)
