"""Who did or looked at what in a person's record: the trail in the order in which a person reads it."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, select

from app.kernel.clock import from_text
from app.store.tables import account, field_history, ward_bed

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
    """One row. `role`: what the account was at that moment, "" where it is not known here; `reason`: why, where it was
    asked; `bed`: the label of the bed at which it was."""

    at: datetime
    name: str
    role: str
    action: str
    reason: str
    only_looked: bool
    bed: str = ""


def seen_in(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> tuple[Seen, ...]:
    """Rows of the trail, newest first, with the roles that those who stand in them had at that moment."""
    roles, beds = _Roles(connection), _beds(connection)
    newest_first = sorted(rows, key=lambda row: int(row["number"]), reverse=True)
    return tuple(_seen(row, roles, beds) for row in newest_first)


class _Roles:
    """What each account was when: as it is now, and each change of it back to the first."""

    def __init__(self, connection: Connection) -> None:
        self._now = {row.id: row.role for row in connection.execute(select(account.c.id, account.c.role))}
        self._changes: dict[str, list[tuple[str, str]]] = {}
        of_roles = field_history.c.entity == account.name, field_history.c.field == "role"
        for row in connection.execute(
            select(field_history).where(*of_roles).order_by(field_history.c.recorded_at, field_history.c.id)
        ):
            before = json.loads(row.old_value) if row.old_value else None
            self._changes.setdefault(row.entity_id, []).append((row.recorded_at, str(before or "")))

    def at(self, account_id: str, moment: str) -> str:
        """`moment`: as the store writes it."""
        after = (before for when, before in self._changes.get(account_id, ()) if when > moment)
        return next(after, self._now.get(account_id, ""))


def _beds(connection: Connection) -> dict[str, str]:
    return {row.id: row.label for row in connection.execute(select(ward_bed.c.id, ward_bed.c.label))}


def _seen(row: Mapping[str, Any], roles: _Roles, beds: Mapping[str, str]) -> Seen:
    details = json.loads(row["details"])
    return Seen(
        at=from_text(row["at"]),
        name=row["account_name"],
        role=roles.at(row["account_id"], row["at"]),
        action=row["action"],
        reason=str(details.get("reason", "")),
        only_looked=row["action"] in LOOKING,
        bed=beds.get(str(details.get("bed", "")), ""),
    )
