"""The waveform as second witness, from the device's message to the alarm on the screen."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from app.ward.alarms.engine import STATION
from app.ward.signals import DeviceAlert, Observation, Phase, Source, WaveBlock
from tests.conftest import ExpectedLogs
from tests.ward.core.conftest import Ward

BEAT = np.zeros(250, dtype=np.float32)
BEAT[100:112] = np.hanning(12)


def stream(ward: Ward, start: int, end: int, samples: NDArray[np.floating[Any]], device: str = "monitor-1") -> None:
    """A second of ECG every second, and ten ticks in each."""
    for second in range(start, end):
        block = WaveBlock("ecg_ii", 250.0, float(second), samples.astype(np.float32))
        ward.core.take(Observation(Source(device), second + 1.0, waves=(block,)))
        for tenth in range(10):
            ward.core.tick(second + 1.0 + tenth / 10)


def test_a_heart_that_stands_still_on_the_waveform_alarms_though_no_device_says_so(ward: Ward) -> None:
    stream(ward, 0, 15, BEAT)
    assert ward.conditions() == set()
    stream(ward, 15, 25, 0.0 * BEAT)
    alarm = ward.state().alarms[0]
    assert (alarm.code, alarm.sources, alarm.lethal) == ("asystole", ("witness:ecg_ii",), True)
    assert any(one.what == "asystole" for one in ward.logged)


def test_a_device_that_calls_an_asystole_while_the_heart_beats_is_believed_and_doubted_aloud(ward: Ward) -> None:
    stream(ward, 0, 15, BEAT)
    ward.core.take(DeviceAlert(Source("monitor-1"), 15.0, "a1", "MDC_EVT_ECG_ASYSTOLE", "", Phase.START, "active"))
    stream(ward, 15, 18, BEAT)
    alarm = ward.state().alarms[0]
    assert (alarm.code, alarm.disagrees, alarm.is_unseen) == ("asystole", True, True)


def test_a_signal_that_no_heart_can_draw_is_told_as_poor_and_taken_back(ward: Ward) -> None:
    stream(ward, 0, 12, 30 * np.sin(np.arange(250) / 5))
    assert "poor_signal" in ward.conditions()
    stream(ward, 12, 24, BEAT)
    assert "poor_signal" not in ward.conditions()


def test_a_bed_that_changes_its_patient_forgets_the_other_heart(ward: Ward) -> None:
    stream(ward, 0, 15, BEAT)
    del ward.fixed[0]
    ward.core.arrange(15.0, "ana")
    stream(ward, 15, 30, 0.0 * BEAT)
    assert all(one.bed != "b1" or one.at <= 15.0 for one in ward.logged)


def test_a_witness_that_fails_begins_anew_and_that_is_told(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.ward.witness.attending", "the witness failed")
    stream(ward, 0, 5, BEAT)
    with monkeypatch.context() as broken:
        broken.setattr("app.ward.witness.witness.find", lambda *_: 1 / 0)
        stream(ward, 5, 7, BEAT)
    assert "witness_failed" in ward.conditions(STATION)
    stream(ward, 7, 50, BEAT)
    assert "witness_failed" not in ward.conditions(STATION)
    stream(ward, 50, 60, 0.0 * BEAT)
    assert "asystole" in ward.conditions()
