"""What real devices and gateways send is read as it is meant, defects and all."""

import numpy as np
import pytest

from app.interop.hl7.acknowledging import acknowledge
from app.interop.hl7.reading import Reading, read
from app.kernel.clock import FakeClock
from app.ward.signals import DeviceAlert, Observation, Phase, SignOfLife
from tests.interop.hl7.messages import sample

PEER = "10.0.0.5:4444"


def _read(number: int) -> Reading:
    return read(sample(number), 1000.0, PEER)


def _observation(number: int) -> Observation:
    reading = _read(number)
    assert isinstance(reading.value, Observation)
    assert reading.refused is None
    return reading.value


def _alert(number: int) -> DeviceAlert:
    value = _read(number).value
    assert isinstance(value, DeviceAlert)
    return value


def _numbers(observation: Observation) -> dict[str, float | None]:
    return {one.vital: one.value for one in observation.numerics}


def test_01_a_gateway_marks_every_number_as_not_obtained_and_they_count() -> None:
    observation = _observation(1)
    assert _numbers(observation) == {
        "nibp_systolic": 117, "nibp_diastolic": 82, "nibp_mean": 90,
        "heart_rate": 80, "respiratory_rate": 30, "spo2": 99,
    }  # fmt: skip
    limits = [one.limits for one in observation.numerics]
    assert limits[:3] == [(90, 160), (None, None), (None, None)]
    assert observation.source.device == "e86c094ff751-4acf-92b2-38f11c1f6f57-Device"
    assert (observation.source.bed, observation.source.patient) == ("HO Surgery/OR/1", "HO2009001")


def test_02_a_waveform_with_resolution_in_its_unit_and_its_rate_from_the_span_of_the_order() -> None:
    observation = _observation(2)
    assert _numbers(observation) == {"heart_rate": 60}
    (wave,) = observation.waves
    assert (wave.wave, wave.rate_hz, len(wave.samples)) == ("ecg_i", 22, 22)
    assert wave.samples[:3] == pytest.approx([-10 * 10 / 4096, -10 * 10 / 4096, -5 * 10 / 4096])
    assert wave.first_at == pytest.approx(999.0)
    # The medical record number, not the visit; and processing id D is no patient's.
    assert observation.source.patient == "12345"
    assert observation.source.simulated


def test_04_a_waveform_with_rate_and_resolution_in_the_lines_below_it() -> None:
    (wave,) = _observation(4).waves
    assert (wave.wave, wave.rate_hz) == ("ecg_i", 500)
    assert wave.samples == pytest.approx(np.array([80, 88, 92]) * 0.001221)


@pytest.mark.parametrize(
    ("number", "why", "answer"),
    [
        (5, "hl7_header_cut", b"MSA|CE"),
        (10, "hl7_message_type", None),
        (11, "alert_phase_unknown", b"MSA|CE|79"),
    ],
)
def test_what_cannot_be_trusted_is_refused_and_answered(number: int, why: str, answer: bytes | None) -> None:
    reading = _read(number)
    assert reading.value is None
    assert reading.refused is not None
    assert reading.refused.why == why
    sent = acknowledge(sample(number), reading.refused, FakeClock().now(), "X1")
    # 10 is itself an acknowledgement, and those are not acknowledged.
    assert (sent is None) if answer is None else (sent is not None and sent.split(b"\r")[1] == answer)


def test_08_an_advisory_in_the_older_codes_is_taken_over_with_its_phase() -> None:
    alert = _alert(8)
    assert (alert.event, alert.text) == ("MDCX_EVT_ALERT_ADVISORY", "HYPERTENSION-Alert Recheck BP")
    assert (alert.phase, alert.state, alert.inactivation) == (Phase.UPDATE, "active", "enabled")
    assert (alert.priority, alert.kind) == ("PM", "SA")
    assert alert.alert == "56eb716f-ce7a-3b85-909c-a09d31fe324f"
    # Nothing in it identifies the device: name, bed and address together keep two beds apart.
    assert alert.source.device == "GE_Mural_DH_NM/GE_BLR_LAB/ICU/B1/B1@10.0.0.5"


def test_09_a_watchdog_is_a_sign_of_life() -> None:
    value = _read(9).value
    assert isinstance(value, SignOfLife)
    assert (value.source.device, value.source.bed, value.leaving) == ("0030E60000000001", "TAM", False)


def test_09_a_last_watchdog_that_is_inactive_announces_an_orderly_switch_off() -> None:
    raw = sample(9).replace(b"|active|", b"|inactive|")
    value = read(raw, 0.0, PEER).value
    assert isinstance(value, SignOfLife)
    assert value.leaving


def test_14_minus_one_hundred_is_no_value_and_a_name_wins_over_a_wrong_number() -> None:
    assert _numbers(_observation(14)) == {
        "spo2": None, "pulse_rate": None, "temperature": 38.5,
        "nibp_systolic": 142, "nibp_mean": 114, "nibp_diastolic": 100,
    }  # fmt: skip


def test_15_a_second_sensor_without_a_value_does_not_wipe_out_the_first() -> None:
    numbers = _numbers(_observation(15))
    assert numbers["spo2"] == 97
    assert (numbers["nibp_systolic"], numbers["nibp_diastolic"], numbers["heart_rate"]) == (128, 76, 89)
    assert _observation(15).source.bed == "24"


def test_17_a_pressure_alarm_carries_its_number_and_limits() -> None:
    alert = _alert(17)
    assert (alert.event, alert.vital, alert.value, alert.limits) == ("MDC_EVT_HI", "art_systolic", 119, (90, 110))
    assert (alert.phase, alert.priority, alert.kind) == (Phase.START, "PM", "SP")
    assert (alert.source.device, alert.source.bed) == ("0009FBFFFF059322", "ICU/BED1")


def test_18_an_event_in_the_value_field_is_the_event() -> None:
    alert = _alert(18)
    assert (alert.event, alert.text) == ("MDC_EVT_LEADS_OFF", "!! ECG Leads Off")
    assert (alert.priority, alert.kind, alert.vital) == ("PL", "ST", "")
    # The same monitor as in 17, although the message names its parts only.
    assert alert.source.device == _alert(17).source.device


def test_every_sample_that_is_taken_is_answered_with_an_accept_acknowledgement() -> None:
    for number in (1, 2, 4, 8, 9, 14, 15, 17, 18):
        reading = _read(number)
        assert (reading.refused, reading.troubles) == (None, ())
        answer = acknowledge(sample(number), None, FakeClock().now(), "X1")
        assert answer is not None
        assert answer.split(b"\r")[1].startswith(b"MSA|CA|")
