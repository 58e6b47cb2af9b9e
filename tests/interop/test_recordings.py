"""Recorded signals come in as if a monitor sent them now, marked as no person's."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from app.interop.recordings import Recording, RecordingInput
from app.interop.wfdb_records import Signal, read_record
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.errors import KnownError
from app.ward.signals import DeviceMessage, Observation, SignOfLife, WaveBlock
from tests.conftest import ExpectedLogs
from tests.interop.listeners import Heard, wait_for

RECORDS = Path(__file__).resolve().parents[3] / "shared" / "data" / "waveforms"
SAMPLES = np.arange(1000, dtype=np.float32)


def _signal(code: str = "ecg_ii", rate: float = 250.0, *, number: bool = False, count: int = 1000) -> Signal:
    return Signal(code, number, rate, SAMPLES[:count].copy())


def _reads(*signals: Signal) -> Callable[[Path], Recording]:
    return lambda path: Recording(path.name, signals)


def _record(name: str) -> Path:
    """A real record; the test is skipped where the folder or the library is absent."""
    pytest.importorskip("wfdb", reason="the extra 'recordings' (wfdb) is not installed")
    if not RECORDS.is_dir():
        pytest.skip("the real records (shared/data/waveforms) are not here")
    return RECORDS / name


def _joined(heard: Heard, wave: str) -> np.ndarray:
    blocks = [one for one in _blocks(heard.messages) if one.wave == wave]
    return np.concatenate([one.samples for one in blocks])


def _blocks(messages: list[DeviceMessage]) -> list[WaveBlock]:
    return [block for one in messages if isinstance(one, Observation) for block in one.waves]


def _wait_for_more_than(count: int, heard: Heard) -> None:
    wait_for(lambda: len(heard.messages) > count)


def _has_left(heard: Heard) -> bool:
    return any(isinstance(one, SignOfLife) and one.leaving for one in heard.messages)


def test_every_sample_comes_once_in_its_order_and_the_end_is_announced() -> None:
    heard = Heard()
    signals = (_signal(), _signal("pleth", 125.0, count=500))
    replay = RecordingInput(Path("x/rec"), SystemClock(), "L07", speed=20.0, read=_reads(*signals))
    replay.start(heard.messages.append, heard.refusals.append)
    try:
        wait_for(lambda: _has_left(heard))
    finally:
        replay.stop()
    np.testing.assert_array_equal(_joined(heard, "ecg_ii"), SAMPLES)
    np.testing.assert_array_equal(_joined(heard, "pleth"), SAMPLES[:500])
    assert all(one.source.simulated for one in heard.messages)
    assert {(one.source.device, one.source.bed) for one in heard.messages} == {("recording-rec", "L07")}
    assert replay.name == "recording:rec"
    assert {block.rate_hz for block in _blocks(heard.messages)} == {5000.0, 2500.0}


def test_times_are_those_at_which_it_happens_now() -> None:
    heard, clock = Heard(), FakeClock()
    clock.advance(100)
    replay = RecordingInput(Path("rec"), clock, read=_reads(_signal()))
    replay.start(heard.messages.append, heard.refusals.append)
    try:
        for _ in range(4):
            before = len(heard.messages)
            clock.advance(0.5)
            _wait_for_more_than(before, heard)
    finally:
        replay.stop()
    blocks = _blocks(heard.messages)
    assert [one.first_at for one in blocks] == pytest.approx([100 + one.samples[0] / 250 for one in blocks])
    assert sum(len(one.samples) for one in blocks) == 500


def test_numbers_come_when_they_were_measured_and_a_gap_is_no_value() -> None:
    heard, clock = Heard(), FakeClock()
    pulse = Signal("pulse_rate", True, 1 / 60, np.array([80, np.nan, 82], np.float32))
    replay = RecordingInput(Path("rec"), clock, read=_reads(pulse))
    replay.start(heard.messages.append, heard.refusals.append)
    try:
        for _ in range(3):
            before = len(heard.messages)
            clock.advance(60)
            _wait_for_more_than(before, heard)
        wait_for(lambda: _has_left(heard))
    finally:
        replay.stop()
    numbers = [n.value for one in heard.messages if isinstance(one, Observation) for n in one.numerics]
    assert numbers[-1] == 82
    assert None in numbers


def test_an_endless_recording_begins_anew_and_stops_at_once_when_told() -> None:
    heard = Heard()
    replay = RecordingInput(Path("rec"), SystemClock(), speed=100.0, endless=True, read=_reads(_signal()))
    replay.start(heard.messages.append, heard.refusals.append)
    wait_for(lambda: sum(len(one.samples) for one in _blocks(heard.messages)) > 2500)
    replay.stop()
    count = len(heard.messages)
    assert not _has_left(heard)
    replay.stop()
    assert len(heard.messages) == count


def test_a_failure_while_replaying_is_told(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("app.interop.recordings", "a replay failed")

    def deliver(_: DeviceMessage) -> None:
        raise ZeroDivisionError

    heard = Heard()
    replay = RecordingInput(Path("rec"), SystemClock(), speed=100.0, read=_reads(_signal()))
    replay.start(deliver, heard.refusals.append)
    try:
        wait_for(lambda: heard.codes == ["input_fault"])
    finally:
        replay.stop()


def test_without_the_library_the_way_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "wfdb", None)
    with pytest.raises(KnownError) as raised:
        RecordingInput(Path("rec"), SystemClock()).start(lambda _: None, lambda _: None)
    assert raised.value.code == "ward.recordings_not_installed"


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan"), float("inf")])
def test_a_speed_that_is_none_is_a_mistake_of_the_caller(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        RecordingInput(Path("rec"), SystemClock(), speed=speed)


def test_a_missing_record_and_a_broken_one_are_said_in_words(tmp_path: Path) -> None:
    pytest.importorskip("wfdb", reason="the extra 'recordings' (wfdb) is not installed")
    for name, content, code in (
        ("none", None, "ward.recording_missing"),
        ("broken", "broken 2 x y", "ward.recording_unreadable"),
        ("lost", "lost 1 250 100\nlost.dat 16 200 11 1024 995 0 0 II\n", "ward.recording_unreadable"),
    ):
        if content is not None:
            (tmp_path / f"{name}.hea").write_text(content, encoding="ascii")
        with pytest.raises(KnownError) as raised:
            read_record(tmp_path / name)
        assert raised.value.code == code


def test_signals_of_one_record_keep_their_own_rates_and_gaps() -> None:
    found = {one.code: one for one in read_record(_record("mixedsignals_icu/mixedsignals"))}
    assert set(found) == {"ecg_ii", "ecg_iii", "ecg_v", "art", "pleth", "resp"}
    assert found["ecg_ii"].rate_hz == pytest.approx(249.89)
    assert found["art"].rate_hz == pytest.approx(124.945)
    assert found["resp"].rate_hz == pytest.approx(62.4725)
    assert np.isnan(found["ecg_ii"].samples).sum() == 1024
    assert len(found["ecg_ii"].samples) == 4 * len(found["resp"].samples)
    assert np.nanpercentile(found["pleth"].samples, 99) == pytest.approx(1.0, abs=0.01)


def test_trends_are_numbers_and_zero_in_them_is_no_value() -> None:
    found = {one.code: one for one in read_record(_record("mimic2_s00001/s00001-2896-10-10-00-31n"))}
    assert all(one.is_number for one in found.values())
    assert {"heart_rate", "pulse_rate", "respiratory_rate", "spo2", "art_systolic", "nibp_mean"} <= set(found)
    assert not (found["heart_rate"].samples == 0).any()
    assert np.isnan(found["heart_rate"].samples).any()


@pytest.mark.parametrize(
    ("record", "codes"),
    [
        ("mimic1_037/03700181", {"ecg_mcl1", "art", "resp"}),
        ("mimic2_s00001/3975656_0015", {"ecg_ii", "ecg_v", "art"}),
        ("challenge2015/a103l", {"ecg_ii", "ecg_v", "pleth"}),
        ("challenge2015/v102s", {"ecg_ii", "ecg_v", "pleth", "resp"}),
        ("mitbih_100/100", {"ecg_ii", "ecg_v"}),
    ],
)
def test_real_records_are_read(record: str, codes: set[str]) -> None:
    assert {one.code for one in read_record(_record(record))} == codes


def test_a_real_record_is_replayed() -> None:
    heard = Heard()
    replay = RecordingInput(_record("challenge2015/a103l"), SystemClock(), speed=500.0)
    replay.start(heard.messages.append, heard.refusals.append)
    try:
        wait_for(lambda: _has_left(heard))
    finally:
        replay.stop()
    assert len(_joined(heard, "ecg_ii")) == 82500
