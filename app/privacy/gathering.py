"""Every row that the store holds of one person, read in one snapshot; nothing is left out by choice (`holdings`)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, select

from app.clinic.people.merged import ids_of, surviving_id
from app.kernel.errors import KnownError
from app.privacy.holdings import HOLDINGS, LAY, Holding, Treatment
from app.privacy.recordings import lay
from app.store.listed import among
from app.store.tables import person, sealed_person, ward_stay

Row = dict[str, Any]
_WITHOUT: Final = frozenset(("sealed_row", "draft"))
"""Whose rows name no further ones."""


@dataclass(frozen=True)
class Held:
    """All of it. `people`: every identifier of hers, the one in use first; `rows`: table → rows as the store has them;
    `ids`: table → what its rows are called by."""

    people: tuple[str, ...]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    ids: dict[str, list[str]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many rows."""
        return sum(len(rows) for rows in self.rows.values())

    @property
    def lead(self) -> str:
        """The identifier in use."""
        return self.people[0]


def gather(connection: Connection, person_id: str) -> Held:
    """KnownError people.not_found where nobody, sealed or not, has this identifier."""
    people = people_of(connection, person_id)
    held = Held(people, ids={"person": list(people)})
    for holding in HOLDINGS:
        rows = rows_of(connection, holding, held.ids)
        rows += _replaced(connection, holding, rows)
        held.rows[holding.table.name] = rows
        if holding.table.name not in _WITHOUT and holding.treatment is not Treatment.DERIVED:
            found = [str(row[holding.key]) for row in rows]
            # Numbers of the alarm log and of the trail are no identifiers of anything else.
            if holding.key != "number":
                held.ids[holding.table.name] = sorted({*held.ids.get(holding.table.name, []), *found})
        if holding.table is ward_stay:
            held.ids[LAY] = lay(connection, held.ids["ward_stay"])
    return held


def rows_of(connection: Connection, holding: Holding, found: dict[str, list[str]]) -> list[Row]:
    """The rows of one table, in the order of its primary key."""
    table = holding.table
    wanted = select(table).where(holding.about(found)).order_by(*table.primary_key.columns)
    return [dict(row) for row in connection.execute(wanted).mappings()]


def _replaced(connection: Connection, holding: Holding, rows: list[Row]) -> list[Row]:
    """What hers correct, though it stood in another's record: it was about her, and must not come back into force."""
    table = holding.table
    found: list[Row] = []
    if "supersedes" not in table.c or "person_id" not in table.c:
        return found
    known = {row["id"] for row in rows}
    wanted = {row["supersedes"] for row in rows if row["supersedes"]} - known
    while wanted:
        more = connection.execute(select(table).where(among(table.c.id, sorted(wanted)))).mappings()
        fresh = [dict(row) for row in more]
        found += fresh
        known |= wanted
        wanted = {row["supersedes"] for row in fresh if row["supersedes"]} - known
    return found


def people_of(connection: Connection, person_id: str) -> tuple[str, ...]:
    """Every identifier under which anything of hers was written, the one in use first; those of a seal included."""
    lead = surviving_id(connection, person_id)
    if connection.execute(select(person.c.id).where(person.c.id == lead)).first() is not None:
        return ids_of(connection, lead)
    case = select(sealed_person.c.case_id).where(sealed_person.c.person_id == person_id)
    sealed = select(sealed_person.c.person_id).where(sealed_person.c.case_id.in_(case))
    found = tuple(sorted(connection.execute(sealed).scalars(), key=lambda one: one != person_id))
    if not found:
        raise KnownError("people.not_found", person_id=person_id)
    return found


def is_sealed(connection: Connection, person_id: str) -> bool:
    """Whether an erasure has put the record away."""
    wanted = select(sealed_person.c.person_id).where(sealed_person.c.person_id == person_id)
    return connection.execute(wanted).first() is not None


def last_entry(rows: dict[str, list[Row]], tables: Iterable[str]) -> str:
    """The latest instant at which anything of these tables was written; empty where there is nothing."""
    written = [str(row["recorded_at"]) for name in tables for row in rows.get(name, ()) if row.get("recorded_at")]
    return max(written, default="")
