"""All that is held of one person, for herself: everything in rows for a reader, FHIR R4 for a machine, who saw it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from app.interop.fhir.codes import Json
from app.interop.fhir.whole_person import whole_person_bundle
from app.kernel.actor import Actor
from app.kernel.clock import Zone, usual_zone
from app.kernel.errors import KnownError
from app.privacy.gathering import Held, Row, gather, is_sealed
from app.privacy.holdings import HOLDINGS, Treatment
from app.privacy.recordings import WardRecordings
from app.privacy.seen import Seen, seen_in
from app.privacy.stays import StayHistory, Told, What, Words, read_stays
from app.privacy.steps import holds_until, read_case
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import account, person
from app.store.writing import Writing
from app.sync.enrolling import read_enrolment

_INTERNAL: Final = frozenset(("sealed_row", "audit"))
"""Shown in another way: a sealed row as what it was, the trail as who saw the record."""


@dataclass(frozen=True)
class PersonExport:
    """`tables`: table → its rows with something in them, in the order of `holdings`; `authors`: account → name;
    `bundle`: FHIR R4, None where the record is sealed; `stays`: what the ward of this station kept of her."""

    person_id: str
    name: str
    synthetic: bool
    sealed: bool
    at: datetime
    tables: Mapping[str, tuple[Row, ...]]
    seen: tuple[Seen, ...]
    authors: Mapping[str, str]
    bundle: Json | None
    stays: tuple[StayHistory, ...] = ()
    station: str = ""
    """What this station is called in its network; "" where it belongs to none."""

    @property
    def count(self) -> int:
        """How many rows stand in it."""
        return sum(len(rows) for rows in self.tables.values())

    def as_json(self) -> str:
        """Every row as the store holds it, for whoever wants to check that nothing is missing."""
        told = {name: list(rows) for name, rows in self.tables.items()}
        return json.dumps({"person": self.person_id, "tables": told}, ensure_ascii=False, indent=1, default=str) + "\n"


class PersonExportService:
    """Over one store. `recordings`: what the ward of this station recorded; None where there is none."""

    def __init__(self, store: Store, recordings: WardRecordings | None = None, zone: Zone = usual_zone) -> None:
        self._store = store
        self._recordings = recordings
        self._zone = zone

    def export(self, session: Session, person_id: str, reason: str) -> PersonExport:
        """Everything. KnownError people.not_found, privacy.sealed, privacy.no_reason."""
        require(session, Action.EXPORT_PERSON)
        return self._export(session.actor, person_id, reason, session.language)

    def export_for(self, actor: Actor, person_id: str, reason: str, language: str) -> PersonExport:
        """The same for whoever holds the store's key, at a terminal. Raises as `export`."""
        return self._export(actor, person_id, reason, language)

    def rows_for(self, actor: Actor, person_id: str, reason: str) -> Mapping[str, tuple[Row, ...]]:
        """The rows alone, as they stand: nothing of them is read as what it should be, so that no entry that cannot be
        read keeps the others from her. Raises as `export`."""
        with self._store.write(actor) as writing:
            held = self._open(writing, person_id, reason)
            writing.audit("person_exported", "person", held.lead, reason=reason.strip(), rows=held.count)
            return _tables(held.rows)

    def who_saw(self, session: Session, person_id: str) -> PersonExport:
        """Only who saw or changed the record. KnownError people.not_found, privacy.sealed."""
        require(session, Action.EXPORT_PERSON)
        with self._store.write(session.actor) as writing:
            held = self._open(writing, person_id)
            seen = seen_in(writing.connection, held.rows["audit"])
            writing.audit("access_reported", "person", held.lead, rows=len(seen))
            return self._made(writing.connection, held, seen, None, ())

    def write_ward(self, session: Session, export: PersonExport, path: Path, words: Words, what: What) -> int:
        """Signals, alarms and calls of her stays as one ZIP (`ward_files`); how many files are in it.

        KnownError reports.cannot_write, recording.broken.
        """
        require(session, Action.EXPORT_PERSON)
        return self.write_ward_for(session.actor, export, path, words, what, session.language)

    def write_ward_for(
        self, actor: Actor, export: PersonExport, path: Path, words: Words, what: What, language: str
    ) -> int:
        """The same for whoever holds the store's key, at a terminal."""
        from app.privacy.ward_files import write_ward_files  # noqa: PLC0415 - numpy is loaded with it

        told = Told(words, what, self._zone(), language)
        count = write_ward_files(path, export.stays, self._recordings, told)
        with self._store.write(actor) as writing:
            writing.audit("person_exported", "person", export.person_id, part="ward", files=count)
        return count

    def open_sealed(self, session: Session, case_id: str) -> PersonExport:
        """What lies under seal, while an opening by two people holds. KnownError privacy.no_case, .not_open."""
        require(session, Action.OPEN_SEALED)
        with self._store.write(session.actor) as writing:
            case = read_case(writing.connection, case_id)
            if holds_until(case, self._store.clock.now()) is None:
                raise KnownError("privacy.not_open")
            held = gather(writing.connection, case.person_id)
            seen = seen_in(writing.connection, held.rows["audit"])
            writing.audit("sealed_opened", "person", held.lead, case=case_id, reason=case.asked.reason)
            unsealed = _unsealed(held)
            # The stays stand in the store without her; under the seal they are as they were.
            there = replace(held, rows={**held.rows, "ward_stay": unsealed.get("ward_stay", [])})
            stays = read_stays(writing.connection, there, self._recordings)
            return self._made(writing.connection, held, seen, None, stays, unsealed=unsealed)

    def _export(self, actor: Actor, person_id: str, reason: str, language: str) -> PersonExport:
        with self._store.write(actor) as writing:
            held = self._open(writing, person_id, reason)
            now, zone = self._store.clock.now(), self._zone()
            bundle = whole_person_bundle(writing.connection, held.lead, held.rows, now, zone, language)
            told = {"reason": reason.strip(), "rows": held.count, "resources": len(bundle["entry"])}
            writing.audit("person_exported", "person", held.lead, **told)
            seen = seen_in(writing.connection, held.rows["audit"])
            stays = read_stays(writing.connection, held, self._recordings)
            return self._made(writing.connection, held, seen, bundle, stays)

    def _open(self, writing: Writing, person_id: str, reason: str | None = None) -> Held:
        """`reason` None: none is asked for."""
        if reason is not None and not reason.strip():
            raise KnownError("privacy.no_reason")
        if is_sealed(writing.connection, person_id):
            raise KnownError("privacy.sealed")
        return gather(writing.connection, person_id)

    def _made(
        self,
        connection: Connection,
        held: Held,
        seen: tuple[Seen, ...],
        bundle: Json | None,
        stays: tuple[StayHistory, ...],
        unsealed: Mapping[str, list[Row]] | None = None,
    ) -> PersonExport:
        rows = {**held.rows, **(unsealed or {})}
        who = next(iter(rows.get("person", ())), {})
        names = connection.execute(select(account.c.id, account.c.display_name))
        tables = _tables(rows)
        if unsealed and unsealed.get("event"):
            tables["event"] = tuple(unsealed["event"])
        return PersonExport(
            person_id=held.lead,
            name=str(who.get("social_name") or who.get("full_name") or ""),
            synthetic=bool(who.get("synthetic")),
            sealed=unsealed is not None,
            at=self._store.clock.now(),
            tables=tables,
            seen=seen,
            authors={row.id: row.display_name for row in names},
            bundle=bundle,
            stays=stays,
            station=_station(connection),
        )


def _tables(rows: Mapping[str, Sequence[Row]]) -> dict[str, tuple[Row, ...]]:
    """Table → its rows with something in them, in the order of `holdings`."""
    return {
        one.table.name: tuple(rows[one.table.name])
        for one in HOLDINGS
        if rows[one.table.name] and one.treatment is not Treatment.DERIVED and one.table.name not in _INTERNAL
    }


def _station(connection: Connection) -> str:
    enrolment = read_enrolment(connection)
    return enrolment.station_name if enrolment is not None else ""


def find_person(connection: Connection, told: str) -> str:
    """Whom an identifier, a CPF or a CNS means. KnownError people.not_found."""
    digits = "".join(one for one in told if one.isdigit())
    wanted = [person.c.id == told.strip()]
    if digits:
        wanted += [person.c.cpf == digits, person.c.cns == digits]
    found = connection.execute(select(person.c.id).where(or_(*wanted))).scalars().all()
    if len(found) != 1:
        raise KnownError("people.not_found", person_id="")
    return str(found[0])


def _unsealed(held: Held) -> dict[str, list[Row]]:
    """Sealed rows as what they were, by table; what came later stands under `event`."""
    found: dict[str, list[Row]] = {}
    for row in held.rows["sealed_row"]:
        content: dict[str, Any] = json.loads(row["content"])
        found.setdefault(row["entity"], []).append(content)
    return found
