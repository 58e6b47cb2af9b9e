"""Following merges in the journal: under which identifiers a person was written, and who stands for her now."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.central.bulk import among
from app.central.tables import event as event_table
from app.central.tables import guard_head
from app.sync.delivered import ACCEPTED
from app.sync.erased import is_erased


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


def ids_of(connection: Connection, person_id: str) -> list[str]:
    """Every identifier under which something of the living person `person_id` was written, its own first."""
    found = [person_id]
    for one in found:
        for _, merge in facts(connection, [one], ("person_merge",)):
            losing = str(merge.get("losing_id", ""))
            if losing and losing not in found and living_id(connection, losing) == person_id:
                found.append(losing)
    return found


def facts(connection: Connection, ids: Sequence[str], entities: Iterable[str]) -> list[tuple[str, dict[str, Any]]]:
    """(entity, content) of what stands in the journal of these people, in its order; what was erased is left out."""
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
