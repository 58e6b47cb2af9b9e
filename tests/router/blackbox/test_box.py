"""The black box: what it keeps, finds, sends and lets go."""

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from app.kernel.clock import FakeClock
from app.router.blackbox.box import SMALLEST, BlackBox
from app.router.blackbox.model import DISCARDED, RESUMED, STOPPED, TORN, Event, Problem
from app.router.blackbox.proving import verify
from app.router.blackbox.segments import Run, content_of, files, packed, walk
from app.router.tables.model import Record
from app.ward.recording.folder import replace_with
from tests.router.blackbox.boxes import KEY, RULES, STOPS, abandon, events, left, opened

_ROOT = Path(__file__).resolve().parents[3]


def test_what_is_written_is_read_back_in_its_order_with_both_times(tmp_path: Path) -> None:
    clock = FakeClock()
    clock.advance(100.0)
    box = opened(tmp_path, clock=clock)
    event = Event("shown", Record.HIGH_ALARM_ATTENDED, 98.5, {"bed": "b1", "receiver": "r7", "number": 12, "ok": True})
    assert box.append([event, *events(3)])
    logged = list(box.records())
    assert [one.number for one in logged] == [1, 2, 3, 4]
    assert logged[0].event == event
    assert logged[0].wall == pytest.approx(clock.now().timestamp() - 1.5, abs=1e-5)
    assert logged[3].link == box.link
    box.close()


def test_a_box_that_was_killed_goes_on_with_the_same_chain(tmp_path: Path) -> None:
    box = opened(tmp_path)
    box.append(events(5))
    abandon(box)
    again = opened(tmp_path)
    assert (again.last, again.link) == (box.last, box.link)
    again.append(events(5))
    again.close()
    proof = verify(tmp_path, KEY)
    assert (proof.problem, proof.records, proof.last, proof.torn) == (None, 10, 10, 0)


def test_a_torn_last_record_is_skipped_and_said(tmp_path: Path) -> None:
    box = opened(tmp_path)
    for event in events(4):
        box.append([event])
    abandon(box)
    (path,) = files(tmp_path)
    os.truncate(path, path.stat().st_size - 7)
    proof = verify(tmp_path, KEY)
    assert (proof.problem, proof.records, proof.torn) == (None, 3, 1)
    again = opened(tmp_path)
    assert [one.event.kind for one in again.records()] == ["alarm"] * 3 + [TORN]
    abandon(again)
    third = opened(tmp_path)
    assert [one.event.kind for one in third.records()].count(TORN) == 1
    third.close()
    assert verify(tmp_path, KEY).problem is None


def test_a_file_torn_within_its_head_is_no_end_of_the_box(tmp_path: Path) -> None:
    box = opened(tmp_path)
    box.append(events(2))
    box.close()
    (tmp_path / "00000002.log").write_bytes(b"PLANT")
    again = opened(tmp_path)
    assert [one.event.kind for one in again.records()] == ["alarm", "alarm", TORN]
    again.close()
    assert verify(tmp_path, KEY).problem is None


def test_a_changed_byte_is_found_wherever_it_is(tmp_path: Path) -> None:
    box = opened(tmp_path / "box")
    for event in events(6):
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
    box = opened(tmp_path)
    box.append(events(6))
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
    again = opened(tmp_path)
    again.append(events(1))
    again.close()
    assert verify(tmp_path, KEY).problem is Problem.MISSING


def test_a_file_that_is_gone_or_in_anothers_place_is_found(tmp_path: Path) -> None:
    for _ in range(3):
        box = opened(tmp_path)
        box.append(events(4))
        box.close()
    first, middle, last = files(tmp_path)
    for path, problem, number in (
        (first, Problem.MISSING, 1),
        (middle, Problem.MISSING, 5),
        (last, Problem.CUT_OFF, 9),
    ):
        content = path.read_bytes()
        path.unlink()
        proof = verify(tmp_path, KEY)
        assert (proof.problem, proof.number) == (problem, number)
        path.write_bytes(content)
    content = middle.read_bytes()
    middle.write_bytes(last.read_bytes())
    last.write_bytes(content)
    assert verify(tmp_path, KEY).problem is Problem.ADDED
    (tmp_path / "mark").unlink()
    last.unlink()
    assert verify(tmp_path, KEY).problem is not None


_CHILD = """
import sys
from pathlib import Path
from tests.router.blackbox.boxes import events, opened
box = opened(Path(sys.argv[1]))
while True:
    box.append(events(7, size=120))
    print(box.last, len(box.discarded), flush=True)
"""


def test_what_was_written_before_a_kill_is_there_and_proves_itself(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _CHILD, str(tmp_path)], stdout=subprocess.PIPE, cwd=_ROOT) as child:
        assert child.stdout is not None
        told = 0
        for line in child.stdout:
            told, discards = map(int, line.split())
            if discards and told > 1000:
                break
        child.kill()
        rest = child.stdout.read().split(b"\n")
    assert told > 1000
    told = max([told, *(int(line.split()[0]) for line in rest[:-1])])
    proof = verify(tmp_path, KEY)
    assert proof.problem is None
    assert proof.last >= told
    box = opened(tmp_path)
    assert box.append(events(1))
    box.close()
    assert verify(tmp_path, KEY).problem is None


def test_what_the_record_centre_knows_is_an_anchor(tmp_path: Path) -> None:
    box = opened(tmp_path)
    box.append(events(6))
    known = {one.number: one.link for one in box.unsent()}
    box.close()
    assert verify(tmp_path, KEY, known).problem is None
    assert verify(tmp_path, KEY, {**known, 3: bytes(32)}).number == 3
    assert verify(tmp_path, KEY, {**known, 9: bytes(32)}).problem is Problem.CUT_OFF


def test_records_are_sent_in_their_order_and_known_as_sent_after_a_kill(tmp_path: Path) -> None:
    box = opened(tmp_path)
    box.append(events(700))
    first = box.unsent(300)
    assert [one.number for one in first] == list(range(1, 301))
    box.mark_sent(first[-1].number)
    abandon(box)
    again = opened(tmp_path)
    assert [one.number for one in again.unsent(1000)] == list(range(301, 701))
    assert [one.sent for one in again.records()] == [True] * 300 + [False] * 400
    again.mark_sent(200)
    assert again.sent == 300
    with pytest.raises(ValueError, match="never written"):
        again.mark_sent(701)
    again.close()


def test_a_full_box_that_is_set_to_stop_says_so_and_keeps_all_it_has(tmp_path: Path) -> None:
    box = opened(tmp_path, STOPS)
    while box.append(events(10, size=200)):
        assert box.recording
    assert not box.recording
    assert box.not_recorded == 10
    before = left(box)
    assert before == list(range(1, box.last + 1))
    assert box.used <= SMALLEST
    abandon(box)
    again = opened(tmp_path, STOPS)
    assert not again.recording
    assert not again.append(events(1))
    assert left(again) == before
    again.set_rules(RULES)
    for _ in range(4):
        assert again.append(events(10, size=200))
    kinds = [one.event.kind for one in again.records() if one.event.kind != "alarm"]
    assert kinds[0] == STOPPED
    assert set(kinds[1:]) == {DISCARDED, RESUMED}
    abandon(again)
    last = opened(tmp_path)
    assert last.recording
    last.close()
    assert verify(tmp_path, KEY).problem is None


def test_table_22_lets_the_highest_weights_go_first(tmp_path: Path) -> None:
    clock = FakeClock()
    box = opened(tmp_path, clock=clock)
    box.append(events(100, Record.PARAMETER_CHANGE))
    while not box.discarded:
        box.append(events(20, Record.LOW_SIGNAL_ATTENDED))
        box.append(events(5, Record.HIGH_ALARM_UNATTENDED))
    assert set(box.discarded) == {10.0}
    kinds = Counter(one.event.what for one in box.records())
    assert kinds[Record.PARAMETER_CHANGE] == 100
    box.mark_sent(50)
    while len(box.discarded) == 1:
        box.append(events(20, Record.HIGH_ALARM_UNATTENDED))
    assert box.discarded[15.0] == 50
    assert left(box)[0] == 51
    box.close()
    proof = verify(tmp_path, KEY)
    assert (proof.problem, proof.discarded) == (None, sum(box.discarded.values()))


def test_an_event_that_is_too_long_is_refused_whole(tmp_path: Path) -> None:
    box = opened(tmp_path)
    with pytest.raises(ValueError, match="longer"):
        box.append([*events(1), *events(1, size=5000)])
    assert box.last == 0
    box.close()
    with pytest.raises(ValueError, match="needs"):
        BlackBox(tmp_path, KEY, RULES, FakeClock(), SMALLEST - 1)


def test_a_full_disk_is_told_and_the_chain_goes_on_in_another_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = opened(tmp_path)
    box.append(events(3))
    real, write = os.write, lambda file, content: real(file, content[: len(content) // 2])
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        with pytest.raises(OSError, match="space"):
            box.append(events(1))
    box.append(events(3))
    box.close()
    assert left(box) == [1, 2, 3, 4, 5, 6]
    assert verify(tmp_path, KEY).problem is None
