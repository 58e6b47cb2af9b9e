"""Who did or looked at what in a person's record: the trail in the order in which a person reads it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from app.kernel.clock import from_text
from app.store.tables import account

LOOKING: Final = frozenset(
    (
        "person_opened",
        "referral_opened",
        "ward_recording_opened",
        "ward_looked_up",
        "audit_viewed",
        "record_exported",
        "record_printed",
        "person_exported",
        "access_reported",
        "sealed_opened",
        "report_women_viewed",
    )
)
"""Actions that only look or hand out; all others also wrote something."""


@dataclass(frozen=True)
class Seen:
    """One row. `role`: what the account is now, "" where it is not of this unit; `reason`: why, where it was asked."""

    at: datetime
    name: str
    role: str
    action: str
    reason: str
    only_looked: bool


def seen_in(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> tuple[Seen, ...]:
    """Rows of the trail, newest first, with the roles of those who stand in them."""
    roles = {row.id: row.role for row in connection.execute(select(account.c.id, account.c.role))}
    newest_first = sorted(rows, key=lambda row: int(row["number"]), reverse=True)
    return tuple(_seen(row, roles) for row in newest_first)


def _seen(row: Mapping[str, Any], roles: Mapping[str, str]) -> Seen:
    details = json.loads(row["details"])
    return Seen(
        at=from_text(row["at"]),
        name=row["account_name"],
        role=roles.get(row["account_id"], ""),
        action=row["action"],
        reason=str(details.get("reason", "")),
        only_looked=row["action"] in LOOKING,
    )
