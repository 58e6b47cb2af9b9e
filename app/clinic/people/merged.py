"""Following merges: a person merged into another is read as that other one."""

from collections.abc import Iterable

from sqlalchemy import CTE, Connection, select

from app.store.listed import among_listed, listed
from app.store.tables import person_merge

_ACTIVE = person_merge.c.status == "merged"
_MERGED = select(person_merge.c.losing_id).where(among_listed(person_merge.c.losing_id), _ACTIVE)
_INTO = select(person_merge.c.losing_id, person_merge.c.surviving_id).where(
    among_listed(person_merge.c.surviving_id), _ACTIVE
)


def _living() -> CTE:
    """However many merges lie between; the recursion ends because a merge of somebody who is merged is refused."""
    step = (
        select(person_merge.c.losing_id, person_merge.c.surviving_id).where(_ACTIVE).cte("merge_step", recursive=True)
    )
    further = select(step.c.losing_id, person_merge.c.surviving_id).where(
        person_merge.c.losing_id == step.c.surviving_id, _ACTIVE
    )
    steps = step.union(further)
    gone = select(person_merge.c.losing_id).where(_ACTIVE)
    return (
        select(steps.c.losing_id.label("person_id"), steps.c.surviving_id.label("living_id"))
        .where(steps.c.surviving_id.not_in(gone))
        .cte("living")
    )


LIVING = _living()
"""For statements: everybody who was merged (`person_id`) and who stands for them now (`living_id`)."""


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
        rows = connection.execute(_INTO, listed(list(into)))
        into = {str(losing): into[str(surviving)] for losing, surviving in rows}
        found |= into
    return found


def survivors(connection: Connection, person_ids: Iterable[str]) -> dict[str, str]:
    """Merged person → who stands for it, of those among `person_ids` who were merged."""
    merged = connection.execute(_MERGED, listed(list(person_ids))).scalars().all()
    return {str(one): surviving_id(connection, str(one)) for one in merged}
