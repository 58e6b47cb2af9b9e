"""Several stations push at once: numbers have no gaps, and whoever reads meanwhile misses nothing."""

import threading
from collections.abc import Callable

import pytest
from sqlalchemy import Engine, insert, select

from app.central.journal import Journal, Sender
from app.central.paging import Reader
from app.central.tables import event as event_table
from app.central.tables import station
from tests.central.writer import Writer, push

PUSHERS, BATCHES, BATCH = 4, 12, 5
SENDERS = [Sender(f"{number}" * 36, "1111111") for number in range(PUSHERS)]


@pytest.fixture
def stations(engine: Engine) -> None:
    """As many stations of one unit as push."""
    with engine.begin() as connection:
        for one in SENDERS:
            row = {"id": one.station_id, "unit": one.unit, "name": "x", "public_key": "k", "status": "active"}
            connection.execute(insert(station).values(**row, enrolled_at="2026"))


def _pushing(journal: Journal, sender: Sender, failed: list[BaseException]) -> Callable[[], None]:
    def work() -> None:
        try:
            writer = Writer(sender)
            for batch in range(BATCHES):
                people = [writer.person(f"{sender.station_id[:4]}-{batch}-{one}") for one in range(BATCH)]
                assert set(push(journal, sender, *people)) == {"accepted"}
        except BaseException as error:
            failed.append(error)

    return work


def _read_until(reader: Reader, done: threading.Event) -> list[int]:
    """The numbers that a station sees which pages while others push."""
    seen: list[int] = []
    after = 0
    while True:
        last = done.is_set()
        page = reader.page("1111111", after, size=7)
        seen += [one.number for one in page.events]
        after = page.through
        if last and not page.more:
            return seen


def test_numbers_have_no_gaps_and_a_reader_misses_none(engine: Engine, journal: Journal, stations: None) -> None:
    failed: list[BaseException] = []
    pushers = [threading.Thread(target=_pushing(journal, one, failed)) for one in SENDERS]
    done, seen = threading.Event(), list[list[int]]()
    readers = [threading.Thread(target=lambda: seen.append(_read_until(Reader(engine), done))) for _ in range(2)]
    for thread in (*readers, *pushers):
        thread.start()
    for thread in pushers:
        thread.join()
    done.set()
    for thread in readers:
        thread.join()
    assert failed == []
    every = list(range(1, PUSHERS * BATCHES * BATCH + 1))
    assert seen == [every, every]
    with engine.connect() as connection:
        rows = connection.execute(select(event_table).order_by(event_table.c.number)).all()
    assert [row.number for row in rows] == every
    for one in SENDERS:
        mine = [row.sequence for row in rows if row.origin == f"o{one.station_id[1:]}"]
        assert mine == sorted(mine)
