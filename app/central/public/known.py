"""What the journal knows of a person, as far as her own pages show it: consents, language, how she is reached."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from app.central.bulk import among
from app.central.journal import ACCEPTED
from app.central.tables import event as event_table
from app.central.tables import guard_head
from app.reminders.called_back import CALLED_BACK, generation
from app.sync.erased import is_erased


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


def living_id(connection: Connection, person_id: str) -> str:
    """Who stands for this person now: itself unless it was merged, however many merges lie between."""
    seen = [person_id]
    while True:
        merge = _standing(connection, f"person/{seen[-1]}/merged")
        if merge is None:
            return seen[-1]
        status = _standing(connection, f"person_merge/{merge['id']}/status")
        undone = status is not None and status["fields"].get("status") != "merged"
        following = str(merge["surviving_id"])
        if undone or following in seen:
            return seen[-1]
        seen.append(following)


def read_known(connection: Connection, person_id: str) -> Known:
    """Of a living person; what was said under the identifiers that were merged into her counts too."""
    own = _facts(connection, [person_id], ("person",))
    said = _facts(connection, ids_of(connection, person_id), ("consent", "person_attribute"))
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
    said = _facts(connection, ids_of(connection, person_id), ("person_attribute",))
    return generation(row.get("value") for _, row in said if row["code"] == CALLED_BACK)


def ids_of(connection: Connection, person_id: str) -> list[str]:
    found = [person_id]
    for one in found:
        for _, merge in _facts(connection, [one], ("person_merge",)):
            losing = str(merge.get("losing_id", ""))
            if losing and losing not in found and living_id(connection, losing) == person_id:
                found.append(losing)
    return found


def _facts(connection: Connection, ids: Sequence[str], entities: Iterable[str]) -> list[tuple[str, dict[str, Any]]]:
    table = event_table
    wanted = select(table.c.entity, table.c.payload).where(
        among(connection, table.c.person_id, ids), table.c.entity.in_(list(entities)), table.c.verdict == ACCEPTED
    )
    told = ((one.entity, json.loads(one.payload)) for one in connection.execute(wanted.order_by(table.c.number)))
    return [(entity, content) for entity, content in told if not is_erased(content)]


def _standing(connection: Connection, guard: str) -> dict[str, Any] | None:
    """The content of the event that stands behind a guard."""
    wanted = select(event_table.c.payload).join(guard_head, guard_head.c.event_id == event_table.c.id)
    text = connection.execute(wanted.where(guard_head.c.guard == guard)).scalar_one_or_none()
    return None if text is None else dict(json.loads(text))


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
