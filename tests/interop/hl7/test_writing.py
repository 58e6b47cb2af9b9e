"""What is written is read back equal."""

import dataclasses
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings

from app.interop.hl7.reading import read
from app.interop.hl7.writing import write_alert, write_observation, write_sign_of_life
from app.ward.signals import DeviceAlert, Observation, SignOfLife, Source, WaveBlock
from tests.interop.hl7.values import RECEIVED, alerts, observations, signs_of_life

SENT = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)


@settings(max_examples=80)
@given(observations())
def test_an_observation_is_read_back_equal(value: Observation) -> None:
    reading = read(write_observation(value, "7", SENT), RECEIVED, "peer:1")
    assert (reading.troubles, reading.refused) == ((), None)
    found = reading.value
    assert isinstance(found, Observation)
    assert (found.source, found.numerics) == (value.source, value.numerics)
    # A message says when it was sent; an observation without a time of its own takes that.
    assert found.device_time == (value.device_time or SENT)
    assert [(one.wave, one.rate_hz) for one in found.waves] == [(one.wave, one.rate_hz) for one in value.waves]
    for one, other in zip(found.waves, value.waves, strict=True):
        assert one.first_at == pytest.approx(other.first_at)
        np.testing.assert_array_equal(one.samples, other.samples)


@settings(max_examples=80)
@given(alerts())
def test_an_alarm_is_read_back_equal(value: DeviceAlert) -> None:
    reading = read(write_alert(value, "7", SENT), RECEIVED, "peer:1")
    assert (reading.troubles, reading.refused) == ((), None)
    assert reading.value == dataclasses.replace(value, device_time=value.device_time or SENT)


@settings(max_examples=50)
@given(signs_of_life)
def test_a_watchdog_is_read_back_equal(value: SignOfLife) -> None:
    assert read(write_sign_of_life(value, "7", SENT), RECEIVED, "peer:1").value == value


def test_samples_between_the_steps_come_back_to_half_a_step() -> None:
    samples = np.linspace(-1.7, 2.3, 250, dtype=np.float32)
    written = Observation(Source("x"), RECEIVED, (), (WaveBlock("ecg_ii", 250.0, RECEIVED - 1.0, samples),))
    found = read(write_observation(written, "1", SENT), RECEIVED, "").value
    assert isinstance(found, Observation)
    assert np.abs(found.waves[0].samples - samples).max() <= 2.0**-11 + 1e-6


def test_samples_beyond_what_can_be_written_stop_at_the_edge_and_gaps_stay_gaps() -> None:
    samples = np.array([1e9, -np.inf, np.inf, np.nan], dtype=np.float32)
    written = Observation(Source("x"), RECEIVED, (), (WaveBlock("ecg_ii", 250.0, RECEIVED, samples),))
    found = read(write_observation(written, "1", SENT), RECEIVED, "").value
    assert isinstance(found, Observation)
    assert found.waves[0].samples[0] == pytest.approx(32766 / 1024)
    assert np.isnan(found.waves[0].samples[1:]).all()
