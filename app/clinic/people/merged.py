"""Following merges: a person merged into another is read as that other one."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from app.store.listed import among
from app.store.tables import person_merge

_ACTIVE = person_merge.c.status == "merged"


def surviving_id(connection: Connection, person_id: str) -> str:
    """Who stands for this person now: itself unless it was merged, however many merges lie between."""
    following = select(person_merge.c.surviving_id).where(person_merge.c.losing_id == person_id, _ACTIVE)
    found = connection.execute(following).scalar_one_or_none()
    return person_id if found is None else surviving_id(connection, found)


def ids_of(connection: Connection, person_id: str) -> tuple[str, ...]:
    """Every identifier under which facts of the surviving person `person_id` were recorded, its own first."""
    found = [person_id]
    for one in found:
        merged = select(person_merge.c.losing_id).where(person_merge.c.surviving_id == one, _ACTIVE)
        found += connection.execute(merged).scalars()
    return tuple(found)


def merged_into(connection: Connection, living: Iterable[str]) -> dict[str, str]:
    """Whoever was merged into one of the `living`, however many merges lie between → that one."""
    found: dict[str, str] = {}
    into = {one: one for one in living}
    while into:
        wanted = select(person_merge.c.losing_id, person_merge.c.surviving_id)
        rows = connection.execute(wanted.where(among(person_merge.c.surviving_id, list(into)), _ACTIVE))
        into = {str(losing): into[str(surviving)] for losing, surviving in rows}
        found |= into
    return found


def survivors(connection: Connection, person_ids: Iterable[str]) -> dict[str, str]:
    """Merged person → who stands for it, of those among `person_ids` who were merged."""
    wanted = select(person_merge.c.losing_id).where(among(person_merge.c.losing_id, list(person_ids)), _ACTIVE)
    return {str(one): surviving_id(connection, str(one)) for one in connection.execute(wanted).scalars()}
