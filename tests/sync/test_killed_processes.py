"""The real processes, killed at any moment: the server and the agents of two stations, as a power cut ends them."""

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from app.central.database import open_database
from app.central.enrolment import Enrolment
from app.central.tables import event as event_table
from app.central.tables import journal_head
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.store.tables import change_log
from app.sync import ledger
from tests.sync.processes import AgentStation, CentralProcess, Killable, agent_station, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
KILLS, DEEDS = 7, 6
PERSONAL = ("Sintética", "Outra", "@example.org", "+5584", "1990-01-01")


@dataclass
class Network:
    """A server and stations, all of them running, and the server's database as nobody but a test sees it."""

    central: CentralProcess
    stations: list[AgentStation]
    engine: Engine

    def on_server(self) -> set[str]:
        with self.engine.connect() as connection:
            return set(connection.execute(select(event_table.c.id)).scalars())

    def head(self) -> int:
        with self.engine.connect() as connection:
            found: int = connection.execute(select(journal_head.c.number)).scalar_one()
            return found

    def processes(self) -> list[Killable]:
        return [self.central, *(one.agent for one in self.stations)]


@pytest.fixture
def network(tmp_path: Path, store_template: Path) -> Iterator[Network]:
    """One unit with two stations; whatever still runs at the end is killed."""
    database = f"sqlite:///{tmp_path / 'central.db'}"
    central = CentralProcess(tmp_path / "server", database)
    made = Network(central, [], open_database(database))
    try:
        clock = SystemClock()
        enrolment = Enrolment(made.engine, clock, TimeOrderedIds(clock))
        enrolment.put_unit("1111111", "UBS Inventada", "primary_care")
        central.start()
        for number in range(2):
            code = enrolment.make_code("1111111", f"Sala {number}")
            made.stations.append(agent_station(tmp_path, store_template, number, central, code))
            made.stations[-1].agent.start()
        yield made
    finally:
        for process in made.processes():
            process.kill()
        for station in made.stations:
            station.store.close()
        made.engine.dispose()


def _never_falsely_synchronised(network: Network) -> None:
    for station in network.stations:
        with station.store.read() as connection:
            says_so = ledger.counts(connection).synchronised
            own = set(connection.execute(select(change_log.c.id)).scalars())
        if says_so:
            assert own <= network.on_server()


def _wait_until_something_is_on_its_way(network: Network, head: int) -> None:
    """Or nothing is left to send: not every deed writes something."""
    wait_until(lambda: network.head() >= head or _is_quiet(network), "the next events at the server")


def _is_quiet(network: Network) -> bool:
    head = network.head()
    for station in network.stations:
        with station.store.read() as connection:
            counts, through = ledger.counts(connection), ledger.through(connection)
        if through != head or counts.pending or counts.unseen:
            return False
    return head == network.head()


def test_killed_at_any_moment_nothing_acknowledged_is_missing_and_all_become_equal(network: Network) -> None:
    source = random.Random(4)
    for _ in range(KILLS):
        victim, before = source.choice(network.processes()), network.head()
        for deed in range(DEEDS):
            for station in network.stations:
                station.act()
            _never_falsely_synchronised(network)
            if deed == DEEDS // 2:
                _wait_until_something_is_on_its_way(network, before + source.randrange(1, 6))
                victim.kill()
        victim.start()
    wait_until(lambda: _is_quiet(network), "quiet")
    _never_falsely_synchronised(network)
    first, second = network.stations
    assert first.content() == second.content()
    for station in network.stations:
        assert set(station.events()) <= network.on_server()
        counts = station.counts()
        assert (counts.parked, counts.rejected) == (0, 0)
        assert counts.synchronised == (counts.conflicts == 0)
    for process in network.processes()[::-1]:
        assert process.stop() == 0
        assert not [word for word in PERSONAL if word in process.said.read_text()]
