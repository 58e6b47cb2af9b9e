"""The record centre: what a router sends is chained on, kept once, and nothing that does not fit gets in."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine, delete, select, update

from app.central import black_boxes, box_reading
from app.central.black_boxes import BlackBoxes, BoxHead, BoxRecord
from app.central.box_reading import Here, Hole, records
from app.central.tables import black_box, black_box_hole, black_box_record
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.router.blackbox.model import BEGINNING, link_of
from tests.central.boxes import BOX, chained
from tests.central.writer import ELSEWHERE, HERE, THERE
from tests.conftest import ExpectedLogs

REFUSED = "app.central.black_boxes"


@pytest.fixture
def boxes(engine: Engine) -> BlackBoxes:
    """On two engines."""
    return BlackBoxes(engine, FakeClock())


def _kept(engine: Engine) -> list[tuple[int, bytes]]:
    table = black_box_record
    with engine.connect() as connection:
        rows = connection.execute(select(table.c.number, table.c.content).order_by(table.c.number))
        return [(row.number, bytes(row.content)) for row in rows]


def _holes(engine: Engine) -> list[tuple[int, int, str]]:
    table = black_box_hole
    with engine.connect() as connection:
        rows = connection.execute(select(table.c.first, table.c.last, table.c.link).order_by(table.c.first))
        return [tuple(row) for row in rows]


def test_records_are_kept_once_however_often_they_are_sent(boxes: BlackBoxes, engine: Engine) -> None:
    sent = chained(30)
    assert boxes.head(HERE, BOX) == BoxHead(0, BEGINNING)
    assert boxes.add(HERE, BOX, sent[:20]) == BoxHead(20, sent[19].link)
    assert boxes.add(HERE, BOX, sent[:20]) == BoxHead(20, sent[19].link)
    assert boxes.add(HERE, BOX, sent[10:]) == BoxHead(30, sent[29].link) == boxes.head(HERE, BOX)
    assert boxes.add(HERE, BOX, []) == BoxHead(30, sent[29].link)
    assert _kept(engine) == [(one.number, one.content) for one in sent]
    assert _holes(engine) == []


def test_what_was_discarded_before_it_was_sent_is_a_hole_with_the_hash_at_its_end(
    boxes: BlackBoxes, engine: Engine
) -> None:
    sent = chained(40)
    assert boxes.add(HERE, BOX, [*sent[5:10], *sent[12:14], *sent[39:]]).last == 40
    assert [number for number, _ in _kept(engine)] == [*range(6, 11), 13, 14, 40]
    assert _holes(engine) == [(1, 5, sent[4].link.hex()), (11, 12, sent[11].link.hex()), (15, 39, sent[38].link.hex())]


def _other(one: BoxRecord, content: bytes = b"another") -> BoxRecord:
    """The same place with another content, its own hash put right."""
    return replace(one, content=content, link=link_of(one.previous, one.number, content))


def _refusals(sent: list[BoxRecord]) -> dict[str, BoxRecord]:
    after = chained(12, "another box")[11]
    return {
        "a content that is not of its hash": replace(sent[10], content=b"x"),
        "what is here already, otherwise": _other(sent[3]),
        "the next one of another chain": replace(after, number=11, link=link_of(after.previous, 11, after.content)),
        "a number in a hole": chained(8)[7],
        "a link of nothing": replace(sent[10], link=bytes(32)),
    }


def test_what_does_not_fit_is_refused_and_said_and_what_came_before_it_is_kept(
    boxes: BlackBoxes, engine: Engine, expected_logs: ExpectedLogs
) -> None:
    sent = chained(12)
    boxes.add(HERE, BOX, [*sent[:6], *sent[8:9]])
    for why, one in _refusals(sent).items():
        expected_logs.expect(REFUSED, f"does not fit: {one.number}")
        found = boxes.add(HERE, BOX, [sent[8], sent[9], one, *sent[10:]])
        assert found == BoxHead(10, sent[9].link, one.number), why
        with engine.connect() as connection:
            assert connection.execute(select(black_box.c.refused, black_box.c.last)).one() == (one.number, 10), why
    assert boxes.add(HERE, BOX, sent[9:]) == BoxHead(12, sent[11].link)
    assert [number for number, _ in _kept(engine)] == [1, 2, 3, 4, 5, 6, 9, 10, 11, 12]


def test_stations_and_boxes_do_not_meet(
    boxes: BlackBoxes, engine: Engine, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(black_boxes, "MOST_BOXES", 2)
    expected_logs.expect(REFUSED, "has begun another black box; it has 2 now")
    ours, theirs = chained(3), chained(4, "another")
    boxes.add(HERE, BOX, ours)
    boxes.add(THERE, BOX, theirs)
    assert boxes.head(HERE, BOX).last == 3 and boxes.head(THERE, BOX).last == 4
    assert boxes.head(ELSEWHERE, BOX).last == 0
    assert boxes.add(HERE, "c" * 32, theirs).last == 4
    with pytest.raises(KnownError) as caught:
        boxes.add(HERE, "d" * 32, theirs)
    assert caught.value.code == "central.too_many_boxes"
    assert len(_kept(engine)) == 11


def test_what_is_here_is_read_back_with_its_holes_and_proved(boxes: BlackBoxes, engine: Engine) -> None:
    sent = chained(1_020)
    boxes.add(HERE, BOX, [*sent[2:10], *sent[12:]])
    (listed,) = box_reading.boxes(engine)
    assert (listed.station_id, listed.last, listed.link) == (HERE.station_id, 1_020, sent[-1].link.hex())
    assert (listed.missing, listed.refused) == (4, None)
    read = list(records(engine, HERE.station_id, BOX))
    assert [one for one in read if isinstance(one, Hole)] == [Hole(1, 2), Hole(11, 12)]
    assert [one for one in read if isinstance(one, Here)] == [
        Here(one.number, one.content) for one in [*sent[2:10], *sent[12:]]
    ]
    with pytest.raises(KnownError) as caught:
        list(records(engine, THERE.station_id, BOX))
    assert caught.value.code == "central.no_such_box"


@pytest.mark.parametrize(
    ("number", "values"), [(1, {"content": b"x"}), (7, None), (12, {"link": "0" * 64}), (20, None)]
)
def test_whoever_changes_the_centre_s_own_database_is_found(
    boxes: BlackBoxes, engine: Engine, number: int, values: dict[str, object] | None
) -> None:
    boxes.add(HERE, BOX, chained(20))
    table = black_box_record
    with engine.begin() as connection:
        which = table.c.number == number
        connection.execute(delete(table).where(which) if values is None else update(table).where(which).values(values))
    with pytest.raises(KnownError) as caught:
        list(records(engine, HERE.station_id, BOX))
    assert (caught.value.code, caught.value.values) == ("central.box_changed", {"number": number})
