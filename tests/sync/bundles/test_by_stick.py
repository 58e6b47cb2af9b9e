"""A station without any network: bundles go to the server, receipts come back, in whatever order people bring them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from app.central.tables import event as event_table
from app.central.tables import station as station_table
from app.kernel.errors import KnownError
from app.store.tables import person, sync_rejected
from app.sync.bundles.files import bundles_in
from tests.sync.bundles.sticks import CARRIER, Stick, central_bundles
from tests.sync.simulation import SimulatedStation, Simulation, person_row

Make = Callable[[int], tuple[Simulation, list[Stick]]]


@pytest.fixture
def unit(tmp_path: Path, store_template: Path) -> Iterator[Make]:
    """Three stations, a stick for each, a server."""
    made: list[Simulation] = []

    def make(seed: int) -> tuple[Simulation, list[Stick]]:
        one = Simulation(tmp_path, store_template, seed)
        made.append(one)
        central = central_bundles(one)
        sticks = [Stick(one, station, tmp_path / f"stick{station.number}", central) for station in one.stations]
        return one, sticks

    yield make
    for one in made:
        one.close()


def register(station: SimulatedStation, count: int = 1) -> None:
    for number in range(count):
        with station.store.write(station.actor) as writing:
            writing.create(person, person_row(f"Sintética {number}"))


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_nothing_is_acknowledged_by_exporting(unit: Make) -> None:
    _, (stick, *_) = unit(1)
    register(stick.station, 12)
    before = stick.station.counts()
    files = stick.export()
    assert len(files) == 3
    assert stick.station.counts() == before
    assert [path for path, _ in bundles_in(stick.folder)] == list(files)
    assert not any("tica" in path.name for path in files)


def test_once_the_receipt_is_there_everything_is_acknowledged_and_seen(unit: Make) -> None:
    one, (stick, other, _) = unit(2)
    register(stick.station, 7)
    register(other.station, 2)
    other.there_and_back()
    stick.there_and_back()
    other.there_and_back()
    assert stick.station.counts().synchronised
    assert stick.station.content() == other.station.content()
    with one.engine.connect() as connection:
        assert len(connection.execute(select(event_table.c.id)).all()) == 9


def test_a_bundle_and_a_receipt_that_are_brought_twice_change_nothing(unit: Make) -> None:
    one, (stick, *_) = unit(3)
    register(stick.station, 3)
    (path,) = stick.export()
    first, again = stick.bring(path), stick.bring(path)
    stick.bundles.take_receipt(first, CARRIER)
    content, counts = stick.station.content(), stick.station.counts()
    for receipt in (first, again, first):
        stick.bundles.take_receipt(receipt, CARRIER)
    assert (stick.station.content(), stick.station.counts()) == (content, counts)
    with one.engine.connect() as connection:
        assert len(connection.execute(select(event_table.c.id)).all()) == 3


def test_the_server_takes_no_bundle_before_the_one_that_precedes_it(unit: Make) -> None:
    _, (stick, *_) = unit(4)
    register(stick.station, 12)
    files = stick.export()
    assert refused(lambda: stick.bring(files[1])) == "bundle.gap"
    for path in files:
        stick.bring(path)


def test_a_receipt_that_precedes_another_may_be_lost(unit: Make) -> None:
    _, (stick, *_) = unit(5)
    register(stick.station, 12)
    receipts = [stick.bring(path) for path in stick.export()]
    stick.bundles.take_receipt(receipts[2], CARRIER)
    assert stick.station.counts().pending == 12
    stick.bundles.take_receipt(receipts[0], CARRIER)
    assert stick.station.counts().pending == 7
    stick.there_and_back()
    assert stick.station.counts().synchronised


def test_the_receipt_of_a_store_that_was_lost_waits_for_a_new_bundle(unit: Make) -> None:
    _, (stick, other, _) = unit(6)
    register(other.station, 2)
    stick.station.back_up()
    other.there_and_back()
    stick.there_and_back()
    register(stick.station)
    late = stick.bring(stick.export()[0])
    stick.station.restore()
    assert stick.bundles.take_receipt(late, CARRIER).ahead
    assert len(stick.station.content()["person"]) == 0
    stick.there_and_back()
    assert len(stick.station.content()["person"]) == 3


def test_a_refused_event_comes_back_with_its_reason(unit: Make) -> None:
    one, (stick, *_) = unit(7)
    register(stick.station, 2)
    with one.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO station_origin VALUES (?, 'station-1')", (stick.station.store.origin,))
    stick.there_and_back()
    with stick.station.store.read() as connection:
        codes = set(connection.execute(select(sync_rejected.c.code)).scalars())
    assert codes == {"sync.not_your_origin"}
    assert stick.station.counts().rejected == 2
    assert not stick.station.counts().synchronised


def test_a_bundle_is_refused_where_it_does_not_belong(unit: Make) -> None:
    one, (stick, other, _) = unit(8)
    register(stick.station)
    (path,) = stick.export()
    receipt = stick.bring(path)
    assert refused(lambda: other.bundles.take_receipt(receipt, CARRIER)) == "bundle.other_station"
    assert refused(lambda: other.bundles.take_receipt(path, CARRIER)) == "bundle.wrong_kind"
    assert refused(lambda: stick.central.take(receipt.read_bytes())) == "bundle.wrong_kind"
    assert refused(lambda: stick.bundles.take_receipt(Path("no-such-file"), CARRIER)) == "bundle.not_read"
    with one.engine.begin() as connection:
        connection.execute(station_table.update().values(status="suspended"))
    assert refused(lambda: stick.bring(path)) == "bundle.sender_suspended"
    with one.engine.begin() as connection:
        connection.execute(station_table.update().values(status="active", public_key="00" * 32))
    assert refused(lambda: stick.bring(path)) == "bundle.wrong_signature"


def test_a_receipt_that_was_cut_off_changes_nothing(unit: Make) -> None:
    _, (stick, *_) = unit(9)
    register(stick.station)
    receipt = stick.bring(stick.export()[0])
    raw = receipt.read_bytes()
    receipt.write_bytes(raw[: len(raw) // 2])
    before = stick.station.counts()
    assert refused(lambda: stick.bundles.take_receipt(receipt, CARRIER)) == "bundle.cut_off"
    assert stick.station.counts() == before


def test_a_stick_that_is_full_or_gone_is_said_and_leaves_no_half_file(
    unit: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, (stick, *_) = unit(10)
    register(stick.station)
    monkeypatch.setattr(Path, "replace", _no_space)
    assert refused(stick.export) == "bundle.not_written"
    assert list(stick.folder.iterdir()) == []
    shutil.rmtree(stick.folder)
    assert refused(stick.export) == "bundle.no_folder"


def _no_space(*_: object) -> Path:
    raise OSError("no space left on the stick")


@pytest.mark.parametrize("seed", range(8))
def test_by_sticks_alone_all_stations_become_equal(unit: Make, seed: int) -> None:
    one, sticks = unit(seed)
    for _ in range(60):
        stick = one.source.choice(sticks)
        draw = one.source.random()
        if draw < 0.6:
            stick.station.act()
        elif draw < 0.8:
            stick.wander(one.source)
        elif draw < 0.9:
            # Somebody lends the station a line for an hour.
            stick.station.line.loss = one.source.choice((0.0, 0.4))
            stick.station.round()
        elif draw < 0.95:
            stick.station.back_up()
        else:
            stick.station.restore()
    for _ in range(3):
        for stick in sticks:
            stick.there_and_back()
    first, *others = (stick.station.content() for stick in sticks)
    assert all(other == first for other in others)
    with one.engine.connect() as connection:
        known = set(connection.execute(select(event_table.c.id)).scalars())
    for stick in sticks:
        counts = stick.station.counts()
        assert (counts.pending, counts.unseen, counts.parked, counts.rejected) == (0, 0, 0, 0)
        assert set(stick.station.events()) <= known
