"""A server that went back to an older copy: numbers are given once, who had seen what comes again agrees with it."""

from collections.abc import Sequence

import pytest
from sqlalchemy import Engine, select

from app.central.epochs import STEP, Epoch, begin_epoch, note_reported, standing
from app.central.handing_in import UNKNOWN_ORIGIN, HandingIn
from app.central.journal import Journal, Result, Sender
from app.central.paging import Reader
from app.central.tables import event as event_table
from app.central.tables import rejected
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.ids import SeededIds
from app.sync.events import Event
from tests.central.writer import ELSEWHERE, HERE, THERE, Writer, push

Handed = Sequence[tuple[int, Event]]


@pytest.fixture
def writers(journal: Journal) -> tuple[Writer, Writer]:
    """Two stations of a unit, each of which has brought one person."""
    here, there = Writer(HERE), Writer(THERE)
    push(journal, HERE, here.person("p1"))
    push(journal, THERE, there.person("p2"))
    return here, there


def restored(engine: Engine, seed: int = 3) -> Epoch:
    """As after a restore: the copy holds what there is now."""
    clock = FakeClock()
    return begin_epoch(engine, clock, SeededIds(clock, seed))


def hand_in(engine: Engine, epoch: Epoch, sender: Sender, handed: Handed) -> tuple[Result, ...]:
    caller = Sender(sender.station_id, sender.unit, epoch.id)
    return HandingIn(engine, FakeClock()).take(
        caller, [{"number": number, "event": event.to_wire()} for number, event in handed]
    )


def refusal(reader: Reader, after: int, epoch: str | None = None) -> str:
    with pytest.raises(KnownError) as caught:
        reader.page(HERE.unit, after, epoch=epoch)
    return caught.value.code


def test_a_new_epoch_begins_above_all_that_was_given_and_all_that_stations_saw(
    engine: Engine, writers: tuple[Writer, Writer], journal: Journal
) -> None:
    for cursor in (3 * STEP + 7, 5):
        note_reported(engine, HERE.station_id, cursor)
    assert (standing(engine).held, standing(engine).reported) == (2, 3 * STEP + 7)
    first, second = restored(engine), restored(engine, seed=4)
    assert first.held == 2
    assert first.first % STEP == 0
    assert first.first > 3 * STEP + 7
    assert second.first > first.first
    here, _ = writers
    results = journal.push(HERE, [here.phone("p1", "1").to_wire()])
    assert results[0].number == second.first + 1
    assert standing(engine).stations == 0


def test_a_station_of_another_epoch_is_told_so_and_one_that_knows_of_none_waits(
    engine: Engine, writers: tuple[Writer, Writer], journal: Journal
) -> None:
    reader = Reader(engine)
    assert refusal(reader, 3) == "central.older_than_station"
    epoch = restored(engine)
    assert refusal(reader, 2, epoch="") == "central.other_epoch"
    assert refusal(reader, 3) == "central.older_than_station"
    assert [one.number for one in reader.page(HERE.unit, 0).events] == [1, 2]
    assert reader.page(HERE.unit, 2, epoch=epoch.id).through == epoch.first
    with pytest.raises(KnownError) as caught:
        journal.push(Sender(HERE.station_id, HERE.unit, ""), [writers[0].phone("p1", "1").to_wire()])
    assert caught.value.code == "central.other_epoch"


def test_what_is_handed_in_does_not_disagree_with_who_wrote_in_knowledge_of_it(
    engine: Engine, writers: tuple[Writer, Writer], journal: Journal
) -> None:
    here, there = writers
    lost = [(3, here.phone("p1", "1")), (4, here.phone("p1", "2", seen=3))]
    epoch = restored(engine)
    assert [one.verdict for one in hand_in(engine, epoch, THERE, lost)] == ["accepted", "accepted"]
    assert push(journal, THERE, there.phone("p1", "3", seen=4)) == ["accepted"]
    assert push(journal, HERE, *(one for _, one in lost)) == ["duplicate", "duplicate"]
    assert [one.status for one in hand_in(engine, epoch, HERE, lost)] == ["duplicate", "duplicate"]
    with engine.connect() as connection:
        who = connection.execute(select(event_table.c.handed_in_by).order_by(event_table.c.number)).scalars().all()
    assert who == [None, None, THERE.station_id, THERE.station_id, None]


def test_who_writes_in_the_new_epoch_without_having_seen_what_was_handed_in_disagrees_with_it(
    engine: Engine, writers: tuple[Writer, Writer], journal: Journal
) -> None:
    here, there = writers
    lost = here.phone("p1", "1")
    epoch = restored(engine)
    hand_in(engine, epoch, HERE, [(3, lost)])
    assert push(journal, THERE, there.phone("p1", "2", seen=epoch.first)) == ["conflict"]
    assert push(journal, THERE, there.phone("p1", "3", seen=epoch.first + 1)) == ["accepted"]


def test_what_is_handed_in_late_disagrees_with_what_was_written_meanwhile(
    engine: Engine, writers: tuple[Writer, Writer], journal: Journal
) -> None:
    here, there = writers
    lost, followed = here.phone("p1", "1"), here.phone("p1", "2", seen=3)
    epoch = restored(engine)
    assert push(journal, THERE, there.phone("p1", "9", seen=2)) == ["accepted"]
    handed = hand_in(engine, epoch, HERE, [(3, lost), (4, followed)])
    assert [one.verdict for one in handed] == ["conflict", "conflict"]


def test_what_had_been_seen_in_an_epoch_that_this_server_never_had_counts_as_not_seen(
    engine: Engine, writers: tuple[Writer, Writer], journal: Journal
) -> None:
    here, there = writers
    push(journal, HERE, here.phone("p1", "1"))
    note_reported(engine, HERE.station_id, 40 * STEP)
    restored(engine)
    assert push(journal, THERE, there.phone("p1", "2", seen=20 * STEP)) == ["conflict"]


def test_nothing_is_handed_in_without_a_restore_nor_of_unknown_stations_nor_beyond_ones_own_part(
    engine: Engine, writers: tuple[Writer, Writer]
) -> None:
    here, _ = writers
    lost = here.phone("p1", "1")
    with pytest.raises(KnownError) as caught:
        hand_in(engine, Epoch("", 0, 0, ""), THERE, [(3, lost)])
    assert caught.value.code == "central.other_epoch"
    epoch = restored(engine)
    stranger = Writer(Sender("v" * 36, "3333333")).person("p3")
    beyond = here.person("p1")
    told = hand_in(engine, epoch, ELSEWHERE, [(3, stranger), (4, lost), (5, beyond)])
    # The second is taken as its own station's, whose unit may write about her.
    assert [(one.status, one.code) for one in told] == [
        ("rejected", UNKNOWN_ORIGIN),
        ("accepted", ""),
        ("rejected", "sync.row_exists"),
    ]
    assert journal_refusals(engine) == 0


def journal_refusals(engine: Engine) -> int:
    """What is kept as refused for good."""
    with engine.connect() as connection:
        return len(connection.execute(select(rejected)).all())
