"""The black box: it proves itself after whatever happens, and lets go by table 22."""

import contextlib
import dataclasses
import os
import shutil
from collections import Counter
from collections.abc import Collection, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.clock import FakeClock
from app.router.blackbox.box import SMALLEST, BlackBox
from app.router.blackbox.model import DISCARDED, RESUMED, STOPPED, TORN, Event, Problem
from app.router.blackbox.proving import verify
from app.router.blackbox.segments import Run, Segment, content_of, files, packed, rewrite, walk
from app.router.tables.model import Discards, Record, WhenFull
from app.router.tables.reading import default_tables
from app.ward.recording.folder import replace_with
from app.ward.recording.sealed import RecordingKey

KEY = RecordingKey(bytes(range(32)))
RULES = default_tables().discards
STOPS = dataclasses.replace(RULES, when_full=WhenFull.STOP)
ROWS = [one for one in Record if one not in (Record.SENT, Record.OLD)]


def _events(count: int, what: Record = Record.LOW_ALARM_UNATTENDED, size: int = 20) -> list[Event]:
    return [Event("alarm", what, float(at), {"bed": f"bed-{at}", "pad": "x" * size}) for at in range(count)]


def _box(folder: Path, rules: Discards = RULES, clock: FakeClock | None = None) -> BlackBox:
    return BlackBox(folder, KEY, rules, clock or FakeClock(), SMALLEST)


def _abandon(box: BlackBox) -> None:
    """As kill -9: nothing more is said, the system closes the file."""
    box._close_file()


def _left(box: BlackBox) -> list[int]:
    return [one.number for one in box.records()]


def test_what_is_written_is_read_back_in_its_order_with_both_times(tmp_path: Path) -> None:
    clock = FakeClock()
    clock.advance(100.0)
    box = _box(tmp_path, clock=clock)
    event = Event("shown", Record.HIGH_ALARM_ATTENDED, 98.5, {"bed": "b1", "receiver": "r7", "number": 12, "ok": True})
    assert box.append([event, *_events(3)])
    logged = list(box.records())
    assert [one.number for one in logged] == [1, 2, 3, 4]
    assert logged[0].event == event
    assert logged[0].wall == pytest.approx(clock.now().timestamp() - 1.5, abs=1e-5)
    assert logged[3].link == box.link
    box.close()


def test_a_box_that_was_killed_goes_on_with_the_same_chain(tmp_path: Path) -> None:
    box = _box(tmp_path)
    box.append(_events(5))
    _abandon(box)
    again = _box(tmp_path)
    assert (again.last, again.link) == (box.last, box.link)
    again.append(_events(5))
    again.close()
    proof = verify(tmp_path, KEY)
    assert (proof.problem, proof.records, proof.last, proof.torn) == (None, 10, 10, 0)


def test_a_torn_last_record_is_skipped_and_said(tmp_path: Path) -> None:
    box = _box(tmp_path)
    for event in _events(4):
        box.append([event])
    _abandon(box)
    (path,) = files(tmp_path)
    os.truncate(path, path.stat().st_size - 7)
    proof = verify(tmp_path, KEY)
    assert (proof.problem, proof.records, proof.torn) == (None, 3, 1)
    again = _box(tmp_path)
    assert [one.event.kind for one in again.records()] == ["alarm"] * 3 + [TORN]
    _abandon(again)
    third = _box(tmp_path)
    assert [one.event.kind for one in third.records()].count(TORN) == 1
    third.close()
    assert verify(tmp_path, KEY).problem is None


def test_a_file_torn_within_its_head_is_no_end_of_the_box(tmp_path: Path) -> None:
    box = _box(tmp_path)
    box.append(_events(2))
    box.close()
    (tmp_path / "00000002.log").write_bytes(b"PLANT")
    again = _box(tmp_path)
    assert [one.event.kind for one in again.records()] == ["alarm", "alarm", TORN]
    again.close()
    assert verify(tmp_path, KEY).problem is None


def test_a_changed_byte_is_found_wherever_it_is(tmp_path: Path) -> None:
    box = _box(tmp_path / "box")
    for event in _events(6):
        box.append([event])
    box.close()
    (path,) = files(tmp_path / "box")
    whole = path.read_bytes()
    for at in range(24, len(whole), 41):
        changed = bytearray(whole)
        changed[at] ^= 0x40
        path.write_bytes(changed)
        assert verify(tmp_path / "box", KEY).problem is not None, at
    path.write_bytes(whole)
    assert verify(tmp_path / "box", KEY).problem is None


def _rewritten(folder: Path, runs: Sequence[Run]) -> None:
    replace_with(files(folder)[0], KEY, packed(list(runs)), 0.0, 0.0)


def test_whoever_has_the_key_can_neither_change_nor_remove_nor_add_nor_cut_off_unseen(tmp_path: Path) -> None:
    box = _box(tmp_path)
    box.append(_events(6))
    box.close()
    (run,) = content_of(files(tmp_path)[0], KEY).runs
    other = [*run.contents[:2], run.contents[4], *run.contents[3:]]
    _rewritten(tmp_path, [Run(1, run.previous, other)])
    assert verify(tmp_path, KEY).problem is Problem.CHANGED
    links = [run.previous, *(link for _, _, link, _ in walk(run))]
    _rewritten(tmp_path, [Run(1, run.previous, run.contents[:2]), Run(4, links[3], run.contents[3:])])
    proof = verify(tmp_path, KEY)
    assert (proof.problem, proof.number) == (Problem.MISSING, 3)
    _rewritten(tmp_path, [run, Run(5, links[4], run.contents[4:])])
    assert verify(tmp_path, KEY).problem is Problem.ADDED
    _rewritten(tmp_path, [Run(1, run.previous, run.contents[:4])])
    proof = verify(tmp_path, KEY)
    assert (proof.problem, proof.number) == (Problem.CUT_OFF, 5)
    again = _box(tmp_path)
    again.append(_events(1))
    again.close()
    assert verify(tmp_path, KEY).problem is Problem.MISSING


def test_what_the_record_centre_knows_is_an_anchor(tmp_path: Path) -> None:
    box = _box(tmp_path)
    box.append(_events(6))
    known = {one.number: one.link for one in box.unsent()}
    box.close()
    assert verify(tmp_path, KEY, known).problem is None
    assert verify(tmp_path, KEY, {**known, 3: bytes(32)}).number == 3
    assert verify(tmp_path, KEY, {**known, 9: bytes(32)}).problem is Problem.CUT_OFF


def test_records_are_sent_in_their_order_and_known_as_sent_after_a_kill(tmp_path: Path) -> None:
    box = _box(tmp_path)
    box.append(_events(700))
    first = box.unsent(300)
    assert [one.number for one in first] == list(range(1, 301))
    box.mark_sent(first[-1].number)
    _abandon(box)
    again = _box(tmp_path)
    assert [one.number for one in again.unsent(1000)] == list(range(301, 701))
    assert [one.sent for one in again.records()] == [True] * 300 + [False] * 400
    again.mark_sent(200)
    assert again.sent == 300
    with pytest.raises(ValueError, match="never written"):
        again.mark_sent(701)
    again.close()


def test_a_full_box_that_is_set_to_stop_says_so_and_keeps_all_it_has(tmp_path: Path) -> None:
    box = _box(tmp_path, STOPS)
    while box.append(_events(10, size=200)):
        assert box.recording
    assert not box.recording
    assert box.not_recorded == 10
    before = _left(box)
    assert before == list(range(1, box.last + 1))
    assert box.used <= SMALLEST
    _abandon(box)
    again = _box(tmp_path, STOPS)
    assert not again.recording
    assert not again.append(_events(1))
    assert _left(again) == before
    again.set_rules(RULES)
    for _ in range(4):
        assert again.append(_events(10, size=200))
    kinds = [one.event.kind for one in again.records() if one.event.kind != "alarm"]
    assert kinds[0] == STOPPED
    assert set(kinds[1:]) == {DISCARDED, RESUMED}
    _abandon(again)
    last = _box(tmp_path)
    assert last.recording
    last.close()
    assert verify(tmp_path, KEY).problem is None


def test_table_22_lets_the_highest_weights_go_first(tmp_path: Path) -> None:
    clock = FakeClock()
    box = _box(tmp_path, clock=clock)
    box.append(_events(100, Record.PARAMETER_CHANGE))
    while not box.discarded:
        box.append(_events(20, Record.LOW_SIGNAL_ATTENDED))
        box.append(_events(5, Record.HIGH_ALARM_UNATTENDED))
    assert set(box.discarded) == {10.0}
    kinds = Counter(one.event.what for one in box.records())
    assert kinds[Record.PARAMETER_CHANGE] == 100
    box.mark_sent(50)
    while len(box.discarded) == 1:
        box.append(_events(20, Record.HIGH_ALARM_UNATTENDED))
    assert box.discarded[15.0] == 50
    assert _left(box)[0] == 51
    box.close()
    proof = verify(tmp_path, KEY)
    assert (proof.problem, proof.discarded) == (None, sum(box.discarded.values()))


def test_an_event_that_is_too_long_is_refused_whole(tmp_path: Path) -> None:
    box = _box(tmp_path)
    with pytest.raises(ValueError, match="longer"):
        box.append([*_events(1), *_events(1, size=5000)])
    assert box.last == 0
    box.close()
    with pytest.raises(ValueError, match="needs"):
        BlackBox(tmp_path, KEY, RULES, FakeClock(), SMALLEST - 1)


def test_a_full_disk_is_told_and_the_chain_goes_on_in_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = _box(tmp_path)
    box.append(_events(3))
    real, write = os.write, lambda file, content: real(file, content[: len(content) // 2])
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(OSError, match="space"):
            box.append(_events(1))
    box.append(_events(3))
    box.close()
    assert _left(box) == [1, 2, 3, 4, 5, 6]
    assert verify(tmp_path, KEY).problem is None


STEPS = st.one_of(
    st.tuples(st.just("append"), st.sampled_from(ROWS), st.integers(1, 60), st.sampled_from([10, 300, 1200])),
    st.tuples(st.just("sent"), st.floats(0, 1)),
    st.tuples(st.just("wait"), st.sampled_from([60.0, 40 * 86400.0])),
    st.tuples(st.just("kill"), st.integers(0, 60)),
    st.tuples(st.just("kill within the discard"), st.integers(0, 6)),
)


class _Killed(BaseException):
    pass


def _kill_in_the_next_discard(box: BlackBox, files_done: int) -> None:
    """Fill it until it discards, and end after so many files were written anew."""
    left = [files_done]

    def until_killed(segment: Segment, key: RecordingKey, gone: Collection[int]) -> None:
        if not left[0]:
            raise _Killed
        left[0] -= 1
        rewrite(segment, key, gone)

    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(_Killed):
        patch.setattr("app.router.blackbox.box.rewrite", until_killed)
        for _ in range(40):
            box.append(_events(40, Record.LOW_SIGNAL_UNATTENDED, 150))


@settings(max_examples=40)
@given(st.lists(STEPS, max_size=14))
def test_the_chain_holds_after_any_sequence_of_writing_discarding_kills_and_reopening(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[object, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("box")
    clock, sent = FakeClock(), 0
    box = _box(folder, clock=clock)
    for step in steps:
        match step:
            case ("append", Record() as what, int(count), int(size)):
                assert box.append(_events(count, what, size))
                assert box.used <= SMALLEST
            case ("sent", float(share)):
                sent = max(sent, int(share * box.last))
                box.mark_sent(sent)
            case ("wait", float(seconds)):
                clock.advance(seconds)
            case ("kill", int(torn)):
                _abandon(box)
                if there := files(folder):
                    _tear(there[-1], torn, folder)
                box = _box(folder, clock=clock)
            case ("kill within the discard", int(done)):
                _kill_in_the_next_discard(box, done)
                _abandon(box)
                assert verify(folder, KEY).problem is None
                box = _box(folder, clock=clock)
        assert box.sent == sent
    box.flush()
    proof = verify(folder, KEY)
    assert proof.problem is None
    assert (proof.last, proof.link) == (box.last, box.link)
    numbers = _left(box)
    assert len(numbers) + sum(box.discarded.values()) == box.last
    assert numbers == sorted(set(numbers))
    _abandon(box)
    shutil.rmtree(folder)


def _tear(path: Path, by: int, folder: Path) -> None:
    """Only what was not yet said to be on the disk can be torn by a kill."""
    whole = path.read_bytes()
    os.truncate(path, max(0, len(whole) - by))
    if verify(folder, KEY).problem is not None:
        path.write_bytes(whole)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.sampled_from(ROWS), st.integers(1, 40), st.sampled_from([50, 700])), min_size=1, max_size=12),
    st.floats(0, 1),
    st.booleans(),
)
def test_nothing_of_a_lower_weight_goes_while_a_higher_one_is_there(
    tmp_path_factory: pytest.TempPathFactory, parts: list[tuple[Record, int, int]], sent: float, aged: bool
) -> None:
    folder = tmp_path_factory.mktemp("box")
    clock = FakeClock()
    box = _box(folder, clock=clock)
    for what, count, size in parts:
        box.append(_events(count, what, size))
    box.mark_sent(int(sent * box.last))
    if aged:
        clock.advance(RULES.old_after + 1)
    now = clock.now().timestamp()
    before = {one.number: RULES.weight(one.event.what, one.sent, now - one.wall) for one in box.records()}
    total = sum(box.discarded.values())
    while sum(box.discarded.values()) == total:
        assert box.append([Event("alarm", Record.PARAMETER_CHANGE, clock.monotonic(), {"pad": "x" * 2000})] * 4)
    left = {number for number in _left(box) if number in before}
    gone = set(before) - left
    if gone and left:
        newest_discard = [one.number for one in box.records() if one.event.kind == DISCARDED and one.number in before]
        highest_left = max((before[one] for one in left if one not in newest_discard), default=0.0)
        assert min(before[one] for one in gone) >= highest_left
    _abandon(box)
    shutil.rmtree(folder)
