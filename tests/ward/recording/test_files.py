"""The files of a recording: what is torn, damaged or of another station, and what is removed and tidied when."""

from pathlib import Path

import numpy as np
import pytest

from app.kernel.clock import FakeClock
from app.ward.recording import stay_writer
from app.ward.recording.folder import SIGNALS, RecordingFolder, parts_in
from app.ward.recording.keeping import Keeping, clean
from app.ward.recording.reader import StayRecording
from app.ward.recording.sealed import RecordingKey
from tests.conftest import ExpectedLogs
from tests.ward.recording.helpers import RATE, Writing, running, wait

HOUR = 3_600.0


@pytest.mark.parametrize("torn", [1, 20, 200])
def test_a_record_that_was_torn_off_takes_none_of_those_before_it_along(tmp_path: Path, torn: int) -> None:
    start = 1_772_449_200.0
    writing = Writing(tmp_path)
    for block in range(6):
        writing.block(start + 10 * block)
    for path in writing.writer.folder.iterdir():
        content = path.read_bytes()
        path.write_bytes(content[: max(0, len(content) - torn)])
    found = writing.recording().wave("ecg_ii", start, start + 60).samples
    lost = np.isnan(found)
    kept = len(found) - int(lost.sum())
    assert kept >= 3 * 10 * RATE
    assert not lost[:kept].any(), "the end is lost, and nothing before it"


@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_in_a_file_is_a_gap_of_one_block_and_told_to_the_technical_log(
    tmp_path: Path, seed: int, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow("app.ward.recording.parts", "damaged")
    start = 1_772_449_200.0
    writing = Writing(tmp_path)
    for block in range(6):
        writing.block(start + 10 * block)
    (path,) = writing.writer.folder.glob(f"*.{SIGNALS}")
    content = bytearray(path.read_bytes())
    content[int(np.random.default_rng(seed).integers(24, len(content)))] ^= 0x41
    path.write_bytes(bytes(content))
    found = writing.recording().wave("ecg_ii", start, start + 60).samples
    assert np.isnan(found).sum() == round(10 * RATE)


def test_a_recording_does_not_open_with_the_key_of_another_station(tmp_path: Path, expected_logs: ExpectedLogs) -> None:
    expected_logs.allow("app.ward.recording.parts", "damaged")
    writing = Writing(tmp_path)
    writing.block(1_772_449_200.0)
    other = RecordingFolder(writing.folder.home, RecordingKey(b"o" * 32))
    assert StayRecording(other, "stay-1").span() is None, "not even the folder of a stay is found"
    other.of_stay("stay-1").symlink_to(writing.writer.folder)
    assert StayRecording(other, "stay-1").waves() == ()
    assert np.isnan(StayRecording(other, "stay-1").wave("ecg_ii", 1_772_449_200.0, 1_772_449_210.0).samples).all()
    sealed = b"".join(path.read_bytes() for path in writing.writer.folder.iterdir())
    assert b"heart_rate" not in sealed and b"stay-1" not in sealed


def test_signals_go_after_their_hours_and_trends_after_their_days(tmp_path: Path) -> None:
    start = 1_772_449_200.0
    writing = Writing(tmp_path)
    for hour in range(3):
        writing.block(start + hour * HOUR)
    for part in list(writing.writer.over):
        writing.writer.merge(part)
    keeping = Keeping(signals_seconds=HOUR, minutes_seconds=100 * HOUR)
    clean(writing.writer.folder, keeping, start + 2 * HOUR + 10)
    recording = writing.recording()
    assert np.isnan(recording.wave("ecg_ii", start, start + 10).samples).all()
    assert not np.isnan(recording.wave("ecg_ii", start + HOUR, start + HOUR + 10).samples).any()
    assert not np.isnan(recording.trend("heart_rate", start, start + 60, 1).mean).any()
    writing.writer.close()
    clean(writing.writer.folder, keeping, start + 300 * HOUR)
    assert not writing.writer.folder.exists()


def test_a_stay_beyond_its_budget_gives_up_its_oldest_signals_first(
    tmp_path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.ward.recording.keeping", "more than its budget")
    start = 1_772_449_200.0
    writing = Writing(tmp_path)
    for hour in range(6):
        writing.block(start + hour * HOUR)
    parts = parts_in(writing.writer.folder)
    sizes = {part: (writing.writer.folder / part.name).stat().st_size for part in parts}
    signals = [part for part in parts if part.kind == SIGNALS]
    budget = sum(sizes.values()) - sizes[signals[0]] - 1
    clean(writing.writer.folder, Keeping(budget=budget), start + 6 * HOUR)
    assert set(parts) - set(parts_in(writing.writer.folder)) == set(signals[:2])
    assert sum(one.stat().st_size for one in writing.writer.folder.iterdir()) <= budget


def test_an_hour_that_a_kill_left_in_pieces_is_made_one_record_by_the_next_run(
    tmp_path: Path, fake_clock: FakeClock
) -> None:
    began = fake_clock.now().timestamp() - 7_200
    left = Writing(tmp_path, "gone")
    for block in range(12):
        left.block(began + 10 * block)
    left.writer.close()
    before = left.recording("gone").trend("heart_rate", began, began + 120, 2)
    (pieces,) = left.writer.folder.glob("*.seconds")
    size = pieces.stat().st_size
    with running(left.folder, fake_clock):
        wait(lambda: any(left.writer.folder.glob("*.minutes")) and pieces.stat().st_size < size)
    after = left.recording("gone").trend("heart_rate", began, began + 120, 2)
    assert list(after.mean) == list(before.mean)


def test_a_merge_that_was_cut_off_and_is_done_again_changes_no_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = 1_772_449_200.0
    writing = Writing(tmp_path)
    for block in range(12):
        writing.block(began + 10 * block)
    before = writing.recording().trend("heart_rate", began, began + 120, 2)
    writing.writer.close()
    (part,) = writing.writer.over

    def cut_off(*_: object) -> None:
        raise OSError("cut off")

    with monkeypatch.context() as cut, pytest.raises(OSError, match="cut off"):
        cut.setattr(stay_writer, "replace_with", cut_off)
        writing.writer.merge(part)
    assert writing.writer.merge(part)
    after = writing.recording().trend("heart_rate", began, began + 120, 2)
    assert list(after.mean) == pytest.approx(list(before.mean))
    assert (list(after.low), list(after.high)) == (list(before.low), list(before.high))
