"""A server and several stations in one process, over a line that loses answers: for the tests of sync."""

import contextlib
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from app.central.database import open_database
from app.central.journal import Journal, Sender
from app.central.paging import Reader
from app.kernel.actor import PROGRAM, Actor
from app.kernel.canonical import canonical_json
from app.kernel.clock import FakeClock, to_text
from app.kernel.ids import SeededIds
from app.store.opening import open_store, write_origin
from app.store.store import Store
from app.store.tables import allergy, change_log, metadata, observation, person, pregnancy, sync_conflict
from app.store.writing import Writing
from app.sync import ledger
from app.sync.delivered import Delivered
from app.sync.events import Event
from app.sync.round import Answer, Delivery, Round
from tests.store_fixtures import TEST_KEY

UNIT = "1111111"
COMPARED = ("person", "pregnancy", "observation", "dating_choice", "allergy")


class LineCutError(Exception):
    """The line was cut: before the server heard it, or before the answer came back."""


@dataclass
class Line:
    """The way of one station to the server. `loss`: the share of calls that are cut, on either side of the work."""

    journal: Journal
    reader: Reader
    sender: Sender
    source: random.Random
    loss: float = 0.0
    page_size: int = 7
    pushed: int = 0

    def push(self, events: Sequence[Event]) -> Sequence[Answer]:
        self._cut()
        results = self.journal.push(self.sender, [event.to_wire() for event in events])
        self._cut()
        self.pushed += len(events)
        return [Answer(one.event_id, one.status, one.code, one.values) for one in results]

    def pull(self, after: int) -> Delivery:
        self._cut()
        page = self.reader.page(self.sender.unit, after, self.page_size)
        self._cut()
        events = [Delivered(one.number, one.verdict, one.against, one.event) for one in page.events]
        return Delivery(events, page.through, page.more)

    def history(self, person_id: str, after: int, until: int) -> Delivery:
        self._cut()
        page = self.reader.history(self.sender.unit, person_id, after, until, self.page_size)
        self._cut()
        events = [Delivered(one.number, one.verdict, one.against, one.event) for one in page.events]
        return Delivery(events, page.through, page.more)

    def _cut(self) -> None:
        if self.source.random() < self.loss:
            raise LineCutError


class Deeds:
    """What a nurse does at a real store, at random, and what is read of it afterwards."""

    number: int
    source: random.Random
    store: Store

    @property
    def actor(self) -> Actor:
        return Actor(f"nurse-{self.number}", f"Nurse {self.number}")

    def act(self) -> None:
        """One random thing that a person does."""
        deeds = (
            self._register,
            self._telephone,
            self._name,
            self._open_pregnancy,
            self._observe,
            self._correct,
            self._allergy,
        )
        with self.store.write(self.actor) as writing:
            self.source.choice((*deeds, self._telephone, self._correct, self._date))(writing)

    def content(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything that all stations must agree on."""
        with self.store.read() as connection:
            shown = {name: _rows(connection, metadata.tables[name]) for name in COMPARED}
            lost = select(sync_conflict.c.event_id, sync_conflict.c.resolved).order_by(sync_conflict.c.event_id)
            shown["conflicts"] = [tuple(row) for row in connection.execute(lost)]
            return shown

    def counts(self) -> ledger.SyncCounts:
        with self.store.read() as connection:
            return ledger.counts(connection)

    def events(self) -> list[str]:
        with self.store.read() as connection:
            return list(connection.execute(select(change_log.c.id)).scalars())

    # what a person does

    def _some(self, writing: Writing, table: Table, *where: Any) -> dict[str, Any] | None:
        rows = writing.connection.execute(select(table).where(*where).order_by(table.c.id)).mappings().all()
        return dict(self.source.choice(rows)) if rows else None

    def _register(self, writing: Writing) -> None:
        writing.create(person, person_row(f"Sintética {self.source.randrange(9999)}"))

    def _telephone(self, writing: Writing) -> None:
        if one := self._some(writing, person):
            fields = {"phone": f"+55849{self.source.randrange(10**8):08}"}
            if self.source.random() < 0.4:
                fields["email"] = f"{self.source.randrange(999)}@example.org"
            writing.change(person, one["id"], fields, "a pedido")

    def _name(self, writing: Writing) -> None:
        if one := self._some(writing, person):
            field, value = self.source.choice(
                (("full_name", "Outra"), ("birth_date", "1991-02-03"), ("sex", "intersex"))
            )
            writing.change(person, one["id"], {field: f"{value}"}, "correção")

    def _open_pregnancy(self, writing: Writing) -> None:
        one = self._some(writing, person)
        if one and not self._some(
            writing, pregnancy, pregnancy.c.person_id == one["id"], pregnancy.c.status == "current"
        ):
            writing.create(pregnancy, {"person_id": one["id"], "status": "current"})

    def _observe(self, writing: Writing) -> None:
        if one := self._some(writing, pregnancy):
            writing.append(observation, observation_row(one, self.source.randrange(45, 90)))

    def _correct(self, writing: Writing) -> None:
        followed = select(observation.c.supersedes).where(observation.c.supersedes.is_not(None))
        if one := self._some(writing, observation, observation.c.id.not_in(followed)):
            row = {name: one[name] for name in ("person_id", "pregnancy_id", "code", "unit", "observed_at")}
            value = str(self.source.randrange(45, 90))
            writing.append(observation, {**row, "value": value, "supersedes": one["id"], "reason": "engano"})

    def _allergy(self, writing: Writing) -> None:
        """Another substance, or something else of one that is listed: worse than thought, or not so at all."""
        if one := self._some(writing, person):
            followed = select(allergy.c.supersedes).where(allergy.c.supersedes.is_not(None))
            listed = self._some(writing, allergy, allergy.c.person_id == one["id"], allergy.c.id.not_in(followed))
            before = listed["id"] if listed and self.source.random() < 0.5 else None
            substance = self.source.choice(("Dipirona", "Penicilina", "Látex", "Camarão"))
            certainty = self.source.choice(("reported", "confirmed", "refuted")) if before else "reported"
            row = allergy_row(one["id"], substance, certainty)
            writing.append(allergy, {**row, "supersedes": before, "reason": "engano" if before else None})

    def _date(self, writing: Writing) -> None:
        table = metadata.tables["dating_choice"]
        if one := self._some(writing, pregnancy):
            chosen = writing.connection.execute(
                select(table.c.number).where(table.c.pregnancy_id == one["id"]).order_by(table.c.number.desc())
            ).scalar()
            row = {"pregnancy_id": one["id"], "number": (chosen or 0) + 1, "reason": "ultrassom"}
            writing.append(table, {**row, "estimate_id": "e", "lmp": f"2026-01-{self.source.randrange(1, 28):02}"})


@dataclass
class SimulatedStation(Deeds):
    """A real store with what a nurse does at it."""

    number: int
    path: Path
    clock: FakeClock
    line: Line
    source: random.Random
    store: Store
    saved: Path | None = None
    _opened: int = field(default=0)

    def round(self) -> None:
        """A round that may be cut anywhere."""
        with contextlib.suppress(LineCutError):
            Round(self.store, self.line, push_size=self.source.choice((1, 3, 50))).run()

    def crash_in_the_middle(self) -> None:
        """The program dies between applying a page and its commit, and is started again."""
        try:
            with self.store.write(PROGRAM) as writing:
                writing.connection.execute(person.update().values(phone="+550000"))
                raise LineCutError
        except LineCutError:
            self.reopen()

    def reopen(self) -> None:
        """Close and open the file again."""
        self.store.close()
        self._opened += 1
        ids = SeededIds(self.clock, seed=self.number * 1000 + self._opened)
        self.store = open_store(self.path, TEST_KEY, self.clock, ids)

    def back_up(self) -> None:
        """Keep a copy of the file."""
        self.store.close()
        self.saved = self.path.with_suffix(".saved")
        shutil.copyfile(self.path, self.saved)
        self.reopen()

    def restore(self) -> None:
        """Go back to the kept copy, under a new origin as the program does it."""
        if self.saved is None:
            return
        self.store.close()
        for tail in ("-wal", "-shm"):
            self.path.with_name(self.path.name + tail).unlink(missing_ok=True)
        shutil.copyfile(self.saved, self.path)
        self.reopen()
        with self.store.engine.execution_options(plantao_write=True).begin() as connection:
            write_origin(connection, self.store.ids.new(), to_text(self.clock.now()))
        self.reopen()


class Simulation:
    """`stations` stations of one unit and their server."""

    def __init__(self, folder: Path, template: Path, seed: int, stations: int = 3) -> None:
        self.source = random.Random(seed)
        self.engine = open_database(f"sqlite:///{folder / 'central.db'}")
        self._enrol(stations)
        journal, reader = Journal(self.engine, FakeClock()), Reader(self.engine)
        self.stations = []
        for number in range(stations):
            path, clock = folder / f"s{number}.db", FakeClock()
            shutil.copyfile(template, path)
            store = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=seed * 100 + number))
            with store.engine.execution_options(plantao_write=True).begin() as connection:
                write_origin(connection, store.ids.new(), to_text(clock.now()))
            line = Line(journal, reader, Sender(f"station-{number}", UNIT), self.source)
            station = SimulatedStation(number, path, clock, line, self.source, store)
            station.reopen()
            self.stations.append(station)

    def _enrol(self, stations: int) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql(f"INSERT INTO unit VALUES ('{UNIT}', 'UBS', 'primary_care')")
            for number in range(stations):
                row = (f"station-{number}", UNIT)
                connection.exec_driver_sql(
                    "INSERT INTO station (id, unit, name, public_key, status, enrolled_at)"
                    " VALUES (?, ?, 'x', 'k', 'active', 'now')",
                    row,
                )

    def quiet(self) -> None:
        """Let everybody talk over a good line until nothing moves any more."""
        for station in self.stations:
            station.line.loss = 0.0
        for _ in range(3):
            for station in self.stations:
                station.round()

    def close(self) -> None:
        for station in self.stations:
            station.store.close()
        self.engine.dispose()


def person_row(name: str) -> dict[str, object]:
    """A person as the people service writes her."""
    place = {"municipality_code": "2408102", "municipality_name": "Natal", "synthetic": 1}
    names = {"full_name": name, "name_key": name.lower(), "social_key": "", "mother_key": ""}
    return {**names, **place, "birth_date": "1990-01-01", "sex": "female", "no_document_reason": "sintética"}


def observation_row(pregnancy_row: dict[str, Any], weight: int) -> dict[str, object]:
    """A weight."""
    whose = {"person_id": pregnancy_row["person_id"], "pregnancy_id": pregnancy_row["id"]}
    return {**whose, "code": "weight_kg", "value": str(weight), "observed_at": "2026-03-02T11:00:00.000000Z"}


def allergy_row(person_id: str, substance: str, certainty: str = "reported") -> dict[str, object]:
    """An entry of a list of allergies."""
    told = {"substance": substance, "certainty": certainty, "source": "herself", "by": "Nurse"}
    return {"person_id": person_id, "kind": "other", "content": canonical_json(told)}


def _rows(connection: Any, table: Table) -> list[tuple[Any, ...]]:
    columns = [column for column in table.columns if not (table.name == "person" and column.name == "number")]
    return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)
