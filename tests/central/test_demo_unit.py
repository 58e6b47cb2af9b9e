"""What the program itself writes is accepted: the whole synthetic unit goes up, and comes down elsewhere."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from app.central.journal import Journal, Sender
from app.central.paging import Reader
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.store.opening import create_store
from app.store.store import Store
from app.store.tables import metadata, sync_rejected
from app.sync import ledger
from app.sync.applying import Applying
from app.sync.delivered import Delivered
from tests.central.writer import HERE, THERE
from tests.demo.conftest import fill
from tests.store_fixtures import TEST_KEY

COMPARED = (
    "person",
    "pregnancy",
    "observation",
    "assessment",
    "prenatal_fact",
    "arrival_event",
    "dating_choice",
    "rule_base",
)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_demo_unit_goes_up_whole_and_comes_down_at_another_station(
    journal: Journal, engine: Engine, tmp_path: Path, store: Store
) -> None:
    clock = FakeClock()
    first = create_store(tmp_path / "first.db", TEST_KEY, clock, SeededIds(clock, seed=2))
    fill(first, clock)
    said = _push_all(first, journal, HERE)
    assert said.keys() == {("accepted", "")}
    _pull_all(store, Reader(engine), THERE)
    assert _counted(store) == _counted(first)
    first.close()


def _push_all(store: Store, journal: Journal, sender: Sender) -> Counter[tuple[str, str]]:
    said: Counter[tuple[str, str]] = Counter()
    while True:
        with store.read() as connection:
            events = ledger.pending(connection, 500)
        if not events:
            return said
        said.update((one.status, one.code) for one in journal.push(sender, [event.to_wire() for event in events]))
        with store.write(PROGRAM) as writing:
            ledger.acknowledge(writing.connection, events)


def _pull_all(store: Store, reader: Reader, sender: Sender) -> None:
    after, more = 0, True
    while more:
        page = reader.page(sender.unit, after)
        delivered = [Delivered(one.number, one.verdict, one.against, one.event) for one in page.events]
        with store.write(PROGRAM) as writing:
            Applying(writing.connection).page(delivered, page.through)
        after, more = page.through, page.more


def _counted(store: Store) -> dict[str, int]:
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(sync_rejected)).scalar_one() == 0
        return {
            name: connection.execute(select(func.count()).select_from(metadata.tables[name])).scalar_one()
            for name in COMPARED
        }
