"""What the journal knows of a person, as far as her own pages show it: consents, language, how she is reached."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.central.merged import facts, ids_of
from app.reminders.called_back import CALLED_BACK, generation


@dataclass(frozen=True)
class Known:
    """`consents`: the latest answer for each channel that was ever asked; `said_at`: the stored instants of these, as
    whoever wrote them down said; `phone`: E.164."""

    consents: dict[str, bool]
    versions: dict[str, str]
    """Of the text by which each channel was answered."""
    said_at: dict[str, str]
    language: str | None
    zone: str | None
    phone: str | None
    email: str | None


def read_known(connection: Connection, person_id: str) -> Known:
    """Of a living person; what was said under the identifiers that were merged into her counts too."""
    own = facts(connection, [person_id], ("person",))
    said = facts(connection, ids_of(connection, person_id), ("consent", "person_attribute"))
    contact = _contact(own)
    answers = _answers(said)
    return Known(
        consents={str(row["channel"]): bool(row["given"]) for row in answers},
        versions={str(row["channel"]): str(row.get("text_version", "")) for row in answers},
        said_at={str(row["channel"]): str(row["recorded_at"]) for row in answers},
        language=_attribute(said, "language"),
        zone=_attribute(said, "time_zone"),
        phone=contact.get("phone"),
        email=contact.get("email"),
    )


def calls_back(connection: Connection, person_id: str) -> int:
    """How often the links of a living person were called back, whatever they were made under."""
    said = facts(connection, ids_of(connection, person_id), ("person_attribute",))
    return generation(row.get("value") for _, row in said if row["code"] == CALLED_BACK)


def _answers(said: Sequence[tuple[str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """The last for a channel counts; of two at one instant the refusal (as at the stations)."""
    rows = [row for entity, row in said if entity == "consent"]
    rows.sort(key=lambda row: (str(row["recorded_at"]), -int(row["given"])))
    return rows


def _attribute(said: Sequence[tuple[str, dict[str, Any]]], code: str) -> str | None:
    rows = [row for entity, row in said if entity == "person_attribute" and row["code"] == code]
    rows.sort(key=lambda row: (str(row["recorded_at"]), str(row["id"])))
    value = rows[-1].get("value") if rows else None
    return None if value is None else str(json.loads(value))


def _contact(own: Sequence[tuple[str, dict[str, Any]]]) -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for _, row in own:
        changed = row.get("fields", row)
        found |= {name: changed[name] for name in ("phone", "email") if name in changed}
    return found
