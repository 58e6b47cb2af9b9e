"""The recording of a ward that runs: whose signals they are, what a kill, a full disk and a wrong clock leave of it."""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from app.kernel.clock import FakeClock
from app.ward.feed.items import Alarms, BedLine, Layout
from app.ward.recording import recorder as recorder_module
from app.ward.recording.folder import parts_in
from app.ward.recording.keeping import Keeping
from app.ward.recording.reader import StayRecording
from app.ward.recording.recorder import Recorder
from app.ward.recording.stay_writer import StayWriter
from tests.conftest import ExpectedLogs
from tests.ward.recording.helpers import SMALL, folder_in, layout, running, second_of, wait


def told(recorder: Recorder) -> list[bool]:
    return list(recorder.all_told)  # type: ignore[attr-defined] # set by `running`


def block_over(recorder: Recorder, clock: FakeClock) -> None:
    """What was played has been taken, and the time for gathering it is over."""
    wait(lambda: recorder._done == recorder._put)
    clock.advance(11.0)


def play(recorder: Recorder, clock: FakeClock, seconds: int, bed: str = "b1", value: float = 72.0) -> None:
    for _ in range(seconds):
        for item in second_of(clock, bed, value):
            recorder.take(item)


def test_what_the_ward_says_is_recorded_under_the_stay_and_moves_with_it(tmp_path: Path, fake_clock: FakeClock) -> None:
    folder = folder_in(tmp_path)
    began = fake_clock.now().timestamp()
    with running(folder, fake_clock) as recorder:
        recorder.take(layout(("b1", "ana"), ("b2", "bia"), ("b3", "")))
        play(recorder, fake_clock, 15, "b1", 70.0)
        recorder.take(layout(("b1", ""), ("b2", "bia"), ("b3", "ana")))
        play(recorder, fake_clock, 15, "b1", 99.0)
        play(recorder, fake_clock, 15, "b3", 71.0)
    ana, bia = StayRecording(folder, "ana"), StayRecording(folder, "bia")
    trend = ana.trend("heart_rate", began, began + 45, 45)
    assert set(trend.mean[~np.isnan(trend.mean)]) == {70.0, 71.0}
    assert np.isnan(trend.mean[15:30]).all(), "what a device said at an empty bed is nobody's"
    assert bia.span() is None
    assert folder.beds() == {"b2": "bia", "b3": "ana"}


def test_nobody_gets_the_signals_of_another_where_the_disk_fails_at_a_discharge(
    tmp_path: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs.expect(recorder_module.__name__, "signals are not recorded")
    folder = folder_in(tmp_path)
    began = fake_clock.now().timestamp()

    def broken(_writer: object) -> None:
        raise OSError("broken")

    with running(folder, fake_clock) as recorder:
        recorder.take(layout(("b1", "ana")))
        play(recorder, fake_clock, 10, value=70.0)
        block_over(recorder, fake_clock)
        wait(lambda: StayRecording(folder, "ana").span() is not None)
        with monkeypatch.context() as failing:
            failing.setattr(StayWriter, "close", broken)
            recorder.take(layout(("b1", "bia")))
            play(recorder, fake_clock, 1, value=90.0)
            wait(lambda: recorder.lost > 0)
        play(recorder, fake_clock, 10, value=90.0)
    for stay, value in (("ana", 70.0), ("bia", 90.0)):
        mean = StayRecording(folder, stay).trend("heart_rate", began, began + 60, 60).mean
        assert set(mean[~np.isnan(mean)]) == {value}


def test_a_reader_sees_what_was_written_while_the_node_goes_on(tmp_path: Path, fake_clock: FakeClock) -> None:
    folder = folder_in(tmp_path)
    began = fake_clock.now().timestamp()
    with running(folder, fake_clock) as recorder:
        recorder.take(layout(("b1", "ana")))
        play(recorder, fake_clock, 20)
        block_over(recorder, fake_clock)
        recording = StayRecording(folder, "ana")
        wait(lambda: recording.span() is not None)
        first = recording.span()
        play(recorder, fake_clock, 20)
        block_over(recorder, fake_clock)
        wait(lambda: recording.span() != first)
        assert not np.isnan(recording.wave("ecg_ii", began, began + 10).samples).any()


def test_alarms_never_wait_in_the_recording_and_layouts_are_never_dropped(
    tmp_path: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs
) -> None:
    recorder = Recorder(folder_in(tmp_path), fake_clock, SMALL, most_waiting=10_000)
    expected_logs.expect(recorder_module.__name__, "does not keep up")
    # Not started: a disk that takes nothing at all.
    recorder.take(layout(("b1", "ana")))
    play(recorder, fake_clock, 60)
    waiting = recorder._queue.qsize()
    assert recorder.lost == 120 - (waiting - 1)
    assert recorder._put < 10_000 + 2_000, "what waits is bounded"
    recorder.take(layout(("b1", "bia")))
    assert recorder._queue.qsize() == waiting + 1
    state = object.__new__(Alarms)
    recorder.take(state)
    assert recorder._queue.qsize() == waiting + 1


def test_signals_that_the_disk_refuses_are_lost_counted_and_told_until_it_takes_them_again(
    tmp_path: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected_logs.expect(recorder_module.__name__, "signals are not recorded: No space left on device")
    folder = folder_in(tmp_path)
    full = True

    def write(file: int, content: bytes) -> int:
        return real(file, content[: len(content) // 2] if full else content)

    real = os.write
    monkeypatch.setattr("app.ward.recording.sealed.os.write", write)
    began = fake_clock.now().timestamp()
    with running(folder, fake_clock) as recorder:
        recorder.take(layout(("b1", "ana")))
        play(recorder, fake_clock, 12)
        block_over(recorder, fake_clock)
        wait(lambda: told(recorder)[-1:] == [True])
        assert recorder.lost >= 1
        full = False
        play(recorder, fake_clock, 12)
        block_over(recorder, fake_clock)
        wait(lambda: StayRecording(folder, "ana").span() is not None)
        fake_clock.advance(30.0)
        wait(lambda: told(recorder)[-1:] == [False])
    recording = StayRecording(folder, "ana")
    assert not np.isnan(recording.wave("ecg_ii", began + 24, began + 34).samples).any()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="whoever may everything writes there too")
def test_a_folder_that_may_not_be_written_is_told(
    tmp_path: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs
) -> None:
    expected_logs.allow(recorder_module.__name__)
    tmp_path.chmod(0o500)
    try:
        with running(folder_in(tmp_path), fake_clock) as recorder:
            recorder.take(layout(("b1", "ana")))
            play(recorder, fake_clock, 12)
            block_over(recorder, fake_clock)
            wait(lambda: told(recorder)[-1:] == [True])
    finally:
        tmp_path.chmod(0o700)


def test_a_disk_that_is_nearly_full_is_left_to_the_records(
    tmp_path: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(recorder_module.__name__, "nearly full")
    folder = folder_in(tmp_path)
    with running(folder, fake_clock, Keeping(reserve=2**60)) as recorder:
        recorder.take(layout(("b1", "ana")))
        play(recorder, fake_clock, 12)
        block_over(recorder, fake_clock)
        wait(lambda: told(recorder)[-1:] == [True])
    assert parts_in(folder.of_stay("ana")) == []


def test_a_wall_clock_that_is_set_leaves_a_gap_or_lets_the_later_recording_count(
    tmp_path: Path, fake_clock: FakeClock, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect(recorder_module.__name__, "the wall clock jumped")
    folder = folder_in(tmp_path)
    began = fake_clock.now().timestamp()
    with running(folder, fake_clock) as recorder:
        recorder.take(layout(("b1", "ana")))
        play(recorder, fake_clock, 10, value=70.0)
        block_over(recorder, fake_clock)
        wait(lambda: StayRecording(folder, "ana").span() is not None)
        fake_clock.set_wall(fake_clock.now() + timedelta(hours=1))
        fake_clock.advance(0.5)
        wait(lambda: recorder._zero > began + 3_000)
        play(recorder, fake_clock, 10, value=80.0)
        block_over(recorder, fake_clock)
        wait(lambda: len(parts_in(folder.of_stay("ana"))) > 2)
        # Back to the very moment at which it began.
        fake_clock.set_wall(datetime.fromtimestamp(began, UTC))
        fake_clock.advance(0.5)
        wait(lambda: recorder._zero < began + 3_000)
        zero = recorder._zero
        play(recorder, fake_clock, 10, value=90.0)
    recording = StayRecording(folder, "ana")
    trend = recording.trend("heart_rate", began + 3_600, began + 3_660, 60)
    assert set(trend.mean[~np.isnan(trend.mean)]) == {80.0}
    assert np.isnan(recording.wave("ecg_ii", began + 1_800, began + 1_810).samples).all(), "nothing lies in between"
    twice = recording.wave("ecg_ii", began + 1, began + 2).samples
    assert twice[0] * 1000 == pytest.approx((began + 1 - zero) % 900, abs=3.0), "what was recorded later counts"


def corrected(stay: str, wrong: str) -> Layout:
    return Layout((BedLine("b1", "b1", occupied=True, device="m", stay=stay, corrects=wrong),))


def test_a_corrected_admission_takes_its_recording_along_and_nothing_stays_under_the_wrong_stay(
    tmp_path: Path, fake_clock: FakeClock
) -> None:
    folder = folder_in(tmp_path)
    began = fake_clock.now().timestamp()
    with running(folder, fake_clock) as recorder:
        recorder.take(layout(("b1", "ana")))
        play(recorder, fake_clock, 15, value=70.0)
        recorder.take(corrected("bia", "ana"))
        play(recorder, fake_clock, 15, value=71.0)
        recorder.take(corrected("bia", "ana"))
    trend = StayRecording(folder, "bia").trend("heart_rate", began, began + 30, 30)
    assert list(trend.mean) == [70.0] * 15 + [71.0] * 15
    assert StayRecording(folder, "ana").span() is None
    assert not folder.of_stay("ana").exists()


def test_a_correction_while_nothing_ran_is_made_good_at_the_next_start(tmp_path: Path, fake_clock: FakeClock) -> None:
    folder = folder_in(tmp_path)
    with running(folder, fake_clock) as recorder:
        recorder.take(layout(("b1", "ana")))
        play(recorder, fake_clock, 12)
    with running(folder, fake_clock) as recorder:
        recorder.take(corrected("bia", "ana"))
    assert StayRecording(folder, "bia").span() is not None
    assert StayRecording(folder, "ana").span() is None
