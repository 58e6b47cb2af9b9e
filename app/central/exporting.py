"""All that the server holds of one person: its own tables by `app.central.holdings`, and each unit's copy.

It stands beside what a station hands over (docs/privacy.md). Messages that the server's workers sent are told nowhere
else in full: their texts lie in the outbox of whoever sent them.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, Engine, or_, select

from app.central.bulk import among
from app.central.desks import Desks
from app.central.held import is_held
from app.central.holdings import HELD, Row, hers_of, is_erased
from app.central.merged import ids_of, living_id
from app.central.tables import event
from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.privacy.export_service import PersonExportService

Tables = Mapping[str, tuple[Row, ...]]


@dataclass(frozen=True)
class Unreadable:
    """A field that should hold an instant and holds something else: in an event of the journal, or where it was carried
    on into the copy of a unit. The value stands in the export as it is held."""

    table: str
    id: str
    field: str


@dataclass(frozen=True)
class ServerExport:
    """`people`: her identifiers, the one in use first; `server`: table → rows of the server's own database, `units`:
    CNES → table → rows of the copy of that unit. Tables without a row of hers are left out. `unreadable`: what in these
    rows no program can read, and is held all the same."""

    people: tuple[str, ...]
    server: Tables
    units: Mapping[str, Tables]
    unreadable: tuple[Unreadable, ...] = ()

    @property
    def count(self) -> int:
        """How many rows stand in it."""
        return sum(len(rows) for tables in (self.server, *self.units.values()) for rows in tables.values())

    def as_json(self) -> str:
        """Every row as it is held."""
        unreadable = [asdict(one) for one in self.unreadable]
        told = {"people": self.people, "server": self.server, "units": self.units, "unreadable": unreadable}
        return json.dumps(told, ensure_ascii=False, indent=1, default=str) + "\n"


def export_person(engine: Engine, desks: Desks, told: str, reason: str) -> ServerExport:
    """`told`: an identifier, a CPF or a CNS. The trail of each copy says that it was done, and why.

    KnownError people.not_found, privacy.no_reason, privacy.sealed (two people open it, at a station).
    """
    if not reason.strip():
        raise KnownError("privacy.no_reason")
    with engine.connect() as connection:
        people = _people(connection, told)
        at = to_text(desks.clock.now())
        # What is on hold was not sealed, whatever was confirmed: it is here, and may be asked for.
        if any(is_erased(connection, one) and not is_held(connection, one, at) for one in people):
            raise KnownError("privacy.sealed")
        hers = hers_of(connection, people)
        rows = {held.table.name: tuple(held.rows(connection, hers)) for held in HELD}
    units = {cnes: tables for cnes in desks.units() if (tables := _of_copy(desks, cnes, people[0], reason))}
    server = {name: found for name, found in rows.items() if found}
    return ServerExport(people, server, units, tuple(_unreadable(server, units)))


def _of_copy(desks: Desks, cnes: str, person_id: str, reason: str) -> Tables:
    desk = desks.find(cnes)
    if desk is None:
        return {}
    try:
        return PersonExportService(desk.store).rows_for(PROGRAM, person_id, reason)
    except KnownError as refused:
        if refused.code != "people.not_found":
            raise
        return {}


def _unreadable(server: Tables, units: Mapping[str, Tables]) -> Iterator[Unreadable]:
    """Told once each: in the events first, since these are where it came from."""
    for row in server.get(event.name, ()):
        content = json.loads(row["payload"])
        for values in (row, content, content.get("fields"), content.get("before")):
            yield from (Unreadable(event.name, str(row["id"]), name) for name in _no_instants(values))
    for cnes, tables in units.items():
        for table, rows in tables.items():
            for row in rows:
                yield from (Unreadable(f"{cnes}/{table}", str(row.get("id", "")), name) for name in _no_instants(row))


def _no_instants(values: object) -> Iterator[str]:
    """Fields that are called as an instant and are none."""
    for name, value in values.items() if isinstance(values, Mapping) else ():
        if isinstance(value, str) and (name == "at" or name.endswith("_at")) and not _is_instant(value):
            yield str(name)


def _is_instant(text: str) -> bool:
    try:
        from_text(text)
    except ValueError:
        return False
    return True


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
