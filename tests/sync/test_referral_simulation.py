"""Referrals between two units over lines that lose answers: everybody ends with the same, and nothing is half there."""

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.central.database import open_database
from app.central.journal import Journal, Sender
from app.central.paging import Reader
from app.central.referrals import escalate_overdue
from app.central.tables import scope
from app.clinic.referral.model import ANSWERABLE, Course, Kind, State
from app.clinic.referral.rows import append_event, read_courses
from app.kernel.canonical import canonical_json, sha256_hex
from app.kernel.clock import FakeClock, to_text
from app.kernel.ids import SeededIds
from app.store.opening import open_store, write_origin
from app.store.tables import metadata, pregnancy, referral
from app.store.writing import Writing
from tests.store_fixtures import TEST_KEY
from tests.sync.simulation import UNIT, Line, SimulatedStation, Simulation

HOSPITAL = "2222222"
BOTH_HAVE = ("pregnancy", "observation", "dating_choice", "referral", "referral_event")
ANSWER: dict[str, Any] = {
    "verdict": "inconclusive", "conduct": "exams_to_decide", "sources": ["x"], "guidance": "", "clinic": None,
    "causes": ["clinical_data"], "requested_exams": [],
}  # fmt: skip
STEPS = 110
LONGEST_WALK = 5


class ReferringStation(SimulatedStation):
    """At the primary-care unit: what a nurse does, and referring."""

    def begin(self) -> None:
        """Some women are known already."""
        for _ in range(3):
            with self.store.write(self.actor) as writing:
                self._register(writing)
                self._open_pregnancy(writing)
                self._observe(writing)

    def act(self) -> None:
        """One more random thing."""
        if self.source.random() < 0.7:
            super().act()
            return
        with self.store.write(self.actor) as writing:
            self.source.choice((self._refer, self._refer, self._go_on))(writing)

    def _courses(self, writing: Writing, *states: State) -> list[Course]:
        found = read_courses(writing.connection, self.clock.now())
        return sorted((one for one in found if one.state in states), key=lambda one: one.referral.id)

    def _refer(self, writing: Writing) -> None:
        one = self._some(writing, pregnancy)
        if one is None:
            return
        under_way = read_courses(writing.connection, self.clock.now(), referral.c.pregnancy_id == one["id"])
        urgent = "emergency" if self.source.random() < 0.2 else "urgent"
        if any(course.state is not State.CLOSED for course in under_way) and urgent != "emergency":
            return
        text = self._snapshot()
        units = {"from_unit": UNIT, "to_unit": HOSPITAL, "person_id": one["person_id"], "pregnancy_id": one["id"]}
        told = {"reason": "other", "hypothesis": "h", "justification": "j", "priority": urgent}
        writing.append(referral, {**units, **told, "snapshot": text, "version_sha256": sha256_hex(text)})

    def _go_on(self, writing: Writing) -> None:
        courses = self._courses(writing, State.ANSWERED, State.READ)
        if not courses:
            return
        one, draw = self.source.choice(courses), self.source.random()
        if draw < 0.4:
            text = self._snapshot()
            told = {"text": "t", "to": "x"}
            append_event(writing, one, Kind.COUNTER_REPLY, told, snapshot=text, version=sha256_hex(text))
        elif draw < 0.7:
            append_event(writing, one, Kind.READ, {"of": "x"})
        else:
            append_event(writing, one, Kind.CLOSED, {"reason": "r"})

    def _snapshot(self) -> str:
        return canonical_json({"sent_by": "n", "assessment": None, "draw": self.source.randrange(10**9)})


class AnsweringStation(ReferringStation):
    """At the hospital: reads, assigns and answers, and registers nobody."""

    def act(self) -> None:
        """One random thing."""
        with self.store.write(self.actor) as writing:
            courses = self._courses(writing, *ANSWERABLE)
            if not courses:
                return
            one = self.source.choice(courses)
            if self.source.random() < 0.3:
                append_event(writing, one, Kind.ASSIGNED, {"account_id": f"a{self.number}", "name": "n"})
            else:
                append_event(writing, one, Kind.ANSWERED, ANSWER, version=one.version)


class TwoUnits(Simulation):
    """Two stations of a primary-care unit, two of a hospital, and their server."""

    def __init__(self, folder: Path, template: Path, seed: int) -> None:
        self.source = random.Random(seed)
        self.engine = open_database(f"sqlite:///{folder / 'central.db'}")
        self.clock = FakeClock()
        journal, reader = Journal(self.engine, self.clock), Reader(self.engine)
        self._add_unit(UNIT, "primary_care")
        self._add_unit(HOSPITAL, "hospital")
        self.stations = []
        for number in range(4):
            unit, kind = (UNIT, ReferringStation) if number < 2 else (HOSPITAL, AnsweringStation)
            path, clock = folder / f"s{number}.db", FakeClock()
            shutil.copyfile(template, path)
            store = open_store(path, TEST_KEY, clock, SeededIds(clock, seed=seed * 100 + number))
            with store.engine.execution_options(plantao_write=True).begin() as connection:
                write_origin(connection, store.ids.new(), to_text(clock.now()))
            sender = Sender(f"station-{number}", unit)
            with self.engine.begin() as connection:
                row = (sender.station_id, unit)
                connection.exec_driver_sql(
                    "INSERT INTO station (id, unit, name, public_key, status, enrolled_at)"
                    " VALUES (?, ?, 'x', 'k', 'active', 'now')",
                    row,
                )
            line = Line(journal, reader, sender, self.source)
            station = kind(number, path, clock, line, self.source, store)
            station.reopen()
            self.stations.append(station)
            if unit == UNIT:
                station.begin()

    def _add_unit(self, cnes: str, kind: str) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql("INSERT INTO unit VALUES (?, 'x', ?)", (cnes, kind))

    def step(self) -> None:
        """Somebody does something, talks to the server, dies or goes back to a copy; the server looks who is late."""
        station, draw = self.source.choice(self.stations), self.source.random()
        if draw < 0.55:
            station.act()
        elif draw < 0.85:
            station.line.loss = self.source.choice((0.0, 0.2, 0.5))
            station.round()
        elif draw < 0.9:
            station.crash_in_the_middle()
        elif draw < 0.94:
            station.back_up()
        elif draw < 0.96:
            station.restore()
        else:
            self.clock.advance(self.source.choice((60, 40 * 3600)))
            escalate_overdue(self.engine, self.clock)


@pytest.fixture
def two_units(tmp_path: Path, store_template: Path) -> Iterator[Callable[[int], TwoUnits]]:
    """Make a simulation; closed at the end."""
    made: list[TwoUnits] = []

    def make(seed: int) -> TwoUnits:
        made.append(TwoUnits(tmp_path, store_template, seed))
        return made[-1]

    yield make
    for one in made:
        one.close()


def rows_of_people(station: SimulatedStation, people: set[str]) -> dict[str, list[str]]:
    """Everything of these people, as text."""
    with station.store.read() as connection:
        owners = dict(connection.execute(select(pregnancy.c.id, pregnancy.c.person_id)).tuples().all())
        found: dict[str, list[str]] = {}
        for name in ("person", *BOTH_HAVE):
            for row in connection.execute(select(metadata.tables[name])).mappings():
                whose = row["id"] if name == "person" else row.get("person_id") or owners[row["pregnancy_id"]]
                if whose in people:
                    told = {column: value for column, value in row.items() if column != "number"}
                    found.setdefault(name, []).append(repr(sorted(told.items(), key=str)))
        return {name: sorted(rows) for name, rows in found.items()}


def courses_of(station: SimulatedStation) -> dict[str, tuple[object, ...]]:
    """Where each referral stands there."""
    with station.store.read() as connection:
        found = read_courses(connection, station.clock.now())
    return {one.referral.id: (one.state, one.version, one.due_at, one.escalated, one.assigned_to) for one in found}


def referred_people(one: TwoUnits) -> set[str]:
    """Everybody whom the server lets the hospital hold."""
    with one.engine.connect() as connection:
        return set(connection.execute(select(scope.c.person_id).where(scope.c.unit == HOSPITAL)).scalars())


@pytest.mark.parametrize("seed", range(10))
def test_once_quiet_both_units_hold_the_same_of_everybody_who_was_referred(
    two_units: Callable[[int], TwoUnits], seed: int
) -> None:
    one = two_units(seed)
    for _ in range(STEPS):
        one.step()
    one.quiet()
    # Not every walk comes to a referral in so many steps: then it goes on until it has.
    for _ in range(LONGEST_WALK):
        if referred_people(one):
            break
        for _ in range(STEPS):
            one.step()
        one.quiet()
    shared = referred_people(one)
    first, *others = one.stations
    assert shared, "the walk refers nobody"
    for other in others:
        assert rows_of_people(other, shared) == rows_of_people(first, shared)
        assert courses_of(other) == courses_of(first)
    for station in one.stations:
        counts = station.counts()
        assert (counts.pending, counts.unseen, counts.parked, counts.rejected) == (0, 0, 0, 0)
    with others[-1].store.read() as connection:
        held = set(connection.execute(select(metadata.tables["person"].c.id)).scalars())
    assert held == shared, "the hospital holds nobody else"


def test_the_server_has_received_every_referral_that_stands(two_units: Callable[[int], TwoUnits]) -> None:
    one = two_units(77)
    for _ in range(STEPS):
        one.step()
    one.quiet()
    for station in one.stations:
        with station.store.read() as connection:
            found = read_courses(connection, station.clock.now())
        assert found
        assert not [course for course in found if course.state in (State.QUEUED, State.SENT, State.REFUSED)]
        assert all(course.received_at is not None for course in found)
