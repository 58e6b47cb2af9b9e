"""Whatever happens to a black box: its chain holds, and what goes goes by table 22."""

import contextlib
import os
import shutil
from collections.abc import Collection
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.kernel.clock import FakeClock
from app.router.blackbox.box import SMALLEST, BlackBox
from app.router.blackbox.model import DISCARDED, Event
from app.router.blackbox.proving import verify
from app.router.blackbox.segments import Segment, files, rewrite
from app.router.tables.model import Record
from app.ward.recording.sealed import RecordingKey
from tests.router.blackbox.boxes import KEY, ROWS, RULES, abandon, events, left, opened

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
            box.append(events(40, Record.LOW_SIGNAL_UNATTENDED, 150))


def test_a_discard_that_a_kill_interrupted_is_made_good_at_the_next_opening(tmp_path: Path) -> None:
    box = opened(tmp_path)
    _kill_in_the_next_discard(box, 0)
    abandon(box)
    assert verify(tmp_path, KEY).problem is None
    assert len(left(box)) == box.last
    again = opened(tmp_path)
    assert again.discarded == box.discarded
    assert len(left(again)) == box.last - sum(box.discarded.values())
    again.close()
    assert verify(tmp_path, KEY).problem is None


@settings(max_examples=25)
@given(st.lists(STEPS, max_size=14))
def test_the_chain_holds_after_any_sequence_of_writing_discarding_kills_and_reopening(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[object, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("box")
    clock, sent = FakeClock(), 0
    box = opened(folder, clock=clock)
    for step in steps:
        match step:
            case ("append", Record() as what, int(count), int(size)):
                assert box.append(events(count, what, size))
                assert box.used <= SMALLEST
            case ("sent", float(share)):
                sent = max(sent, int(share * box.last))
                box.mark_sent(sent)
            case ("wait", float(seconds)):
                clock.advance(seconds)
            case ("kill", int(torn)):
                abandon(box)
                if there := files(folder):
                    _tear(there[-1], torn, folder)
                box = opened(folder, clock=clock)
            case ("kill within the discard", int(done)):
                _kill_in_the_next_discard(box, done)
                abandon(box)
                assert verify(folder, KEY).problem is None
                box = opened(folder, clock=clock)
        assert box.sent == sent
    box.flush()
    proof = verify(folder, KEY)
    assert proof.problem is None
    assert (proof.last, proof.link) == (box.last, box.link)
    numbers = left(box)
    assert len(numbers) + sum(box.discarded.values()) == box.last
    assert numbers == sorted(set(numbers))
    abandon(box)
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
    box = opened(folder, clock=clock)
    for what, count, size in parts:
        box.append(events(count, what, size))
    box.mark_sent(int(sent * box.last))
    if aged:
        clock.advance(RULES.old_after + 1)
    now = clock.now().timestamp()
    before = {one.number: RULES.weight(one.event.what, one.sent, now - one.wall) for one in box.records()}
    total = sum(box.discarded.values())
    while sum(box.discarded.values()) == total:
        assert box.append([Event("alarm", Record.PARAMETER_CHANGE, clock.monotonic(), {"pad": "x" * 2000})] * 4)
    there = before.keys() & set(left(box))
    gone = before.keys() - there
    if gone and there:
        newest_discard = [one.number for one in box.records() if one.event.kind == DISCARDED and one.number in before]
        highest_left = max((before[one] for one in there if one not in newest_discard), default=0.0)
        assert min(before[one] for one in gone) >= highest_left
    abandon(box)
    shutil.rmtree(folder)
