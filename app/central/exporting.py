"""All that the server holds of one person: its own tables by `app.central.holdings`, and each unit's copy.

It stands beside what a station hands over (docs/privacy.md). Messages that the server's workers sent are told nowhere
else in full: their texts lie in the outbox of whoever sent them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, or_, select

from app.central.bulk import among
from app.central.desks import Desks
from app.central.holdings import HELD, Row, hers_of, is_erased
from app.central.public.known import ids_of, living_id
from app.central.tables import event
from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.privacy.export_service import PersonExportService

Tables = Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True)
class ServerExport:
    """`people`: her identifiers, the one in use first; `server`: table → rows of the server's own database, `units`:
    CNES → table → rows of the copy of that unit. Tables without a row of hers are left out."""

    people: tuple[str, ...]
    server: Tables
    units: Mapping[str, Tables]

    @property
    def count(self) -> int:
        """How many rows stand in it."""
        return sum(len(rows) for tables in (self.server, *self.units.values()) for rows in tables.values())

    def as_json(self) -> str:
        """Every row as it is held."""
        told = {"people": self.people, "server": self.server, "units": self.units}
        return json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n"


def export_person(engine: Engine, desks: Desks, told: str, reason: str) -> ServerExport:
    """`told`: an identifier, a CPF or a CNS. The trail of each copy says that it was done, and why.

    KnownError people.not_found, privacy.no_reason, privacy.sealed (two people open it, at a station).
    """
    if not reason.strip():
        raise KnownError("privacy.no_reason")
    with engine.connect() as connection:
        people = _people(connection, told)
        if any(is_erased(connection, one) for one in people):
            raise KnownError("privacy.sealed")
        hers = hers_of(connection, people)
        rows = {held.table.name: tuple(held.rows(connection, hers)) for held in HELD}
    units = {cnes: tables for cnes in desks.units() if (tables := _of_copy(desks, cnes, people[0], reason))}
    return ServerExport(people, {name: found for name, found in rows.items() if found}, units)


def _of_copy(desks: Desks, cnes: str, person_id: str, reason: str) -> Tables:
    desk = desks.find(cnes)
    if desk is None:
        return {}
    try:
        return PersonExportService(desk.store).export_for(PROGRAM, person_id, reason, "pt_BR").tables
    except KnownError as refused:
        if refused.code != "people.not_found":
            raise
        return {}


def _people(connection: Connection, told: str) -> tuple[str, ...]:
    """Every identifier of hers, the one in use first."""
    found = _living(connection, told)
    if len(found) != 1:
        raise KnownError("people.not_found", person_id="")
    return tuple(ids_of(connection, found.pop()))


def _living(connection: Connection, told: str) -> set[str]:
    wanted = [event.c.entity_id == told.strip()]
    if digits := "".join(one for one in told if one.isdigit()):
        wanted += [event.c.payload.contains(f'"{name}":"{digits}"') for name in ("cpf", "cns")]
    hers = select(event.c.entity_id).where(event.c.entity == "person", or_(*wanted)).distinct()
    found = {living_id(connection, one) for one in connection.execute(hers).scalars()}
    begun = select(event.c.entity_id).where(
        event.c.entity == "person", event.c.operation == "create", among(connection, event.c.entity_id, sorted(found))
    )
    return set(connection.execute(begun).scalars())
