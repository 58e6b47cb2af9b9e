"""The black box reaches the record centre: later where it is cut off, once however often it is sent, never altered."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from app.central.black_boxes import MOST_RECORDS
from app.central.tables import black_box, black_box_record, station
from app.kernel.errors import KnownError
from app.router.blackbox.proving import verify
from app.router.blackbox.segments import Mark, Run, content_of, files, packed, read_mark, walk, write_mark
from app.router.node.box_sender import BoxLine, BoxSender
from app.router.node.items import BoxSending
from app.router.tables.model import Record
from app.store.store import Store
from app.sync.client import BoxStands
from app.sync.enrolling import EnrollingService
from app.ward.recording.folder import replace_with
from tests.central.boxes import BOX, chained
from tests.conftest import ExpectedLogs
from tests.router.node.centre import KEY, AnswerLost, Centre, Sending
from tests.router.node.played import wait
from tests.router.node.playing import Place

LOGS = "app.router.node.box_sender"
Begin = Callable[..., Sending]


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    (tmp_path / "centre").mkdir()
    one = Centre(tmp_path / "centre")
    yield one
    one.close()


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """The box is written five times a second."""
    monkeypatch.setattr("app.router.node.box_thread._FLUSH_SECONDS", 0.2)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """Begins to send the station's box through a line; stopped in the end."""
    begun: list[Sending] = []

    def begin_one(open_line: Callable[[], BoxLine]) -> Sending:
        begun.append(Sending(tmp_path / "box", open_line).start())
        return begun[-1]

    yield begin_one
    for one in begun:
        one.stop()


def test_what_happened_while_the_centre_was_away_arrives_when_it_is_back(
    centre: Centre, store: Store, begin: Begin, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(LOGS, "sync.unreachable")
    sending = begin(centre.enrol(store).open_line)
    sending.put(40)
    sending.wait_sent(40)
    assert centre.numbers() == list(range(1, 41))
    centre.cut_off()
    wait(lambda: sending.problem() == "sync.unreachable")
    sending.put(700)
    sending.wait_written(740)
    told = sending.sender.told()
    assert told.waiting == 700 and told.oldest_ago is not None and told.reached_ago is not None
    wait(lambda: max(sending.pauses) >= 3)
    centre.back()
    sending.wait_sent(740)
    assert centre.numbers() == list(range(1, 741)) and centre.holes() == []
    assert sending.sender.told().oldest_ago is None


def test_what_was_sent_and_not_written_down_before_a_kill_is_kept_once(
    centre: Centre, store: Store, begin: Begin, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(LOGS, "sync.unreachable")
    open_line = centre.enrol(store).open_line
    killed = begin(lambda: AnswerLost(open_line()))
    killed.put(30)
    wait(lambda: len(centre.numbers()) >= 30)
    killed.stop()
    again = begin(open_line)
    again.put(5)
    again.wait_sent(35)
    assert centre.numbers() == list(range(1, 36)) and centre.holes() == []


def test_the_same_batch_twice_gets_the_same_answer(centre: Centre, store: Store) -> None:
    line = centre.enrol(store).open_line()
    sent = [
        {
            **{"number": one.number, "previous": one.previous.hex(), "link": one.link.hex()},
            "content": _text(one.content),
        }
        for one in chained(20)
    ]
    first = line.send_box(BOX, sent)
    assert line.send_box(BOX, sent) == first == line.box_stands(BOX) == BoxStands(20, chained(20)[-1].link, None)
    assert centre.numbers() == list(range(1, 21))
    wrong = [
        {"box": BOX, "records": [{**sent[0], "number": 0}]},
        {"box": BOX, "records": [{**sent[0], "link": "zz"}]},
        {"box": BOX, "records": [{**sent[0], "content": _text(bytes(2**20 + 1))}]},
        {"box": BOX, "records": [sent[0]] * (MOST_RECORDS + 1)},
        {"box": "../" + BOX[3:], "records": []},
        {"records": []},
    ]
    for asked in wrong:
        with pytest.raises(KnownError) as caught:
            line._call("POST", "/api/router/black-box", json=asked)
        assert (caught.value.code, caught.value.values) == ("sync.server_failed", {"status": "422"}), str(asked)[:80]
    line.close()


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _altered(folder: Path, number: int) -> None:
    """As whoever has the key does it: another content, every hash after it put right, and the mark too."""
    (path,) = files(folder)
    mark = read_mark(folder, KEY)
    assert mark is not None
    contents = [one for run in content_of(path, KEY).runs for one in run.contents]
    contents[number - 1] = contents[number - 1].replace(b"b1", b"b2")
    run = Run(1, bytes(32), contents)
    replace_with(path, KEY, packed([run]), 0.0, 0.0)
    last, _, link, _ = list(walk(run))[-1]
    write_mark(folder, KEY, Mark(mark.sent, last, link, mark.name))
    assert verify(folder, KEY).problem is None


def test_a_record_that_was_changed_since_it_was_sent_is_found_by_what_the_centre_knows_and_all_after_it_refused(
    centre: Centre, store: Store, begin: Begin, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(LOGS, "central.box_refused")
    expected_logs.allow(LOGS, "router.box_not_whole")
    expected_logs.expect("app.router.node.box_thread", "not whole: changed at 20")
    expected_logs.expect("app.central.black_boxes", "does not fit: 21")
    open_line = centre.enrol(store).open_line
    first = begin(open_line)
    first.put(20)
    first.wait_sent(20)
    first.stop()
    _altered(first.folder, 3)
    again = begin(open_line)
    again.put(4)
    wait(lambda: again.problem() == "central.box_refused")
    told = again.sender.told()
    assert told.values == {"number": "21"} and told.waiting >= 4
    wait(lambda: "box_not_whole" in again.kinds())
    assert centre.numbers() == list(range(1, 21))
    with centre.engine.connect() as connection:
        assert connection.execute(select(black_box.c.refused)).scalar_one() == 21


def test_a_box_that_lacks_what_the_centre_has_sends_nothing_and_says_so(
    centre: Centre, store: Store, begin: Begin, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(LOGS, "router.box_not_whole")
    expected_logs.expect("app.router.node.box_thread", "not whole: cut_off at")
    open_line = centre.enrol(store).open_line
    first = begin(open_line)
    first.put(20)
    first.wait_sent(20)
    first.stop()
    copy = {one.name: one.read_bytes() for one in first.folder.iterdir()}
    second = begin(open_line)
    second.put(20)
    second.wait_sent(40)
    second.stop()
    for one in first.folder.iterdir():
        one.unlink()
    for name, content in copy.items():
        (first.folder / name).write_bytes(content)
    third = begin(open_line)
    third.put(3)
    wait(lambda: third.problem() == "router.box_not_whole")
    third.wait_written(23)
    assert int(third.sender.told().values["number"]) in range(21, 25) and centre.numbers() == list(range(1, 41))


def test_a_centre_that_went_back_to_an_older_copy_gets_again_what_it_lacks(
    centre: Centre, store: Store, begin: Begin
) -> None:
    sending = begin(centre.enrol(store).open_line)
    sending.put(30)
    sending.wait_sent(30)
    link = sending.box.ask(lambda box: next(one.link for one in box.records(12))).result(20)
    with centre.engine.begin() as connection:
        connection.execute(delete(black_box_record).where(black_box_record.c.number > 12))
        connection.execute(update(black_box).values(last=12, link=link.hex()))
    wait(lambda: centre.numbers() == list(range(1, 31)))
    assert centre.holes() == []


def test_while_cut_off_what_was_sent_is_discarded_first_and_what_goes_unsent_is_a_hole_at_the_centre(
    centre: Centre, store: Store, begin: Begin, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(LOGS, "sync.unreachable")
    sending = begin(centre.enrol(store).open_line)
    sending.put(300, size=150)
    sending.wait_sent(300)
    centre.cut_off()
    wait(lambda: sending.problem() == "sync.unreachable")
    written, many = 300, 150
    while sending.written()[0] < 290:
        # Whoever waits to be sent stays as long as there is one that was sent.
        assert set(range(301, written + 1)) <= set(sending.written())
        sending.put(many, size=150, what=Record.LOW_SIGNAL_ATTENDED)
        written += many
        sending.wait_written(written)
    while not any(number > 300 for number in _missing(sending.written())):
        sending.put(many, size=150, what=Record.LOW_SIGNAL_ATTENDED)
        written += many
        sending.wait_written(written)
    centre.back()
    sending.wait_sent(written)
    there = set(centre.numbers())
    assert set(range(1, 301)) <= there
    gone = {number for first, last in centre.holes() for number in range(first, last + 1)}
    assert gone and min(gone) > 300 and not gone & there
    assert there | gone == set(range(1, max(there) + 1))
    sending.stop()
    assert verify(sending.folder, KEY).problem is None


def _missing(numbers: Sequence[int]) -> set[int]:
    return set(range(1, numbers[-1])) - set(numbers)


def test_a_station_that_is_suspended_or_not_known_keeps_all_and_says_so_until_it_is_let_in_again(
    centre: Centre, store: Store, begin: Begin, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(LOGS, "sync.suspended")
    expected_logs.expect(LOGS, "sync.not_you")
    sending = begin(centre.enrol(store).open_line)
    sending.put(3)
    sending.wait_sent(3)
    centre.services.enrolment.suspend(centre.station())
    wait(lambda: sending.problem() == "sync.suspended")
    sending.put(5)
    sending.wait_written(8)
    assert sending.sender.told().waiting == 5 and centre.numbers() == [1, 2, 3]
    centre.services.enrolment.let_in_again(centre.station())
    sending.wait_sent(8)
    assert centre.numbers() == list(range(1, 9))
    with centre.engine.begin() as connection:
        key = connection.execute(select(station.c.public_key)).scalar_one()
        connection.execute(update(station).values(public_key="0" * 64))
    wait(lambda: sending.problem() == "sync.not_you")
    with centre.engine.begin() as connection:
        connection.execute(update(station).values(public_key=key))
    wait(lambda: not sending.problem())


def test_a_box_that_was_begun_anew_stands_beside_the_former_one(
    centre: Centre, store: Store, begin: Begin, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.central.black_boxes", "has begun another black box")
    open_line = centre.enrol(store).open_line
    first = begin(open_line)
    first.put(6)
    first.wait_sent(6)
    first.stop()
    first.folder.rename(first.folder.with_name("taken away"))
    again = begin(open_line)
    again.put(4)
    again.wait_sent(4)
    assert centre.numbers() == [1, 1, 2, 2, 3, 3, 4, 4, 5, 6]


def test_a_router_without_a_centre_keeps_its_box_says_so_and_sends_once_it_is_enrolled(
    centre: Centre, store: Store, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(BoxSender.__init__, "__defaults__", (lambda _failures, _draw: 0.05,))
    place.open_line = EnrollingService(store).open_line
    router = place.start()
    router.loop.post(lambda core, _at: core.note("tried", value=1))

    def told() -> BoxSending:
        paths = place.paths()
        return paths.sending if paths is not None else BoxSending()

    wait(lambda: told().problem == "sync.not_enrolled" and told().waiting > 0)
    assert centre.numbers() == [] and told().oldest_ago is not None and told().reached_ago is None
    centre.enrol(store)
    wait(lambda: told().waiting == 0 and not told().problem and told().reached_ago is not None)
    assert centre.numbers()
