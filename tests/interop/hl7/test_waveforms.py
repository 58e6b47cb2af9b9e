"""Waveforms: scaled to the unit of the catalogue, a missing sample a gap."""

import numpy as np
import pytest

from tests.interop.hl7.messages import (
    PULSE,
    message,
    observation,
    read_whole,
    refusals,
)

ECG = "OBX|1|NA|131330^MDC_ECG_ELEC_POTL_II^MDC|1.2.1.1|{}|266418^MDC_DIM_MILLI_VOLT^MDC|||||R"
HZ = "OBX|2|NM|0^MDC_ATTR_SAMP_RATE^MDC|1.2.1.1.1|250|264640^MDC_DIM_HZ^MDC"
STEP = "OBX|3|NM|2327^MDC_ATTR_NU_MSMT_RES^MDC|1.2.1.1.2|0.5|266418^MDC_DIM_MILLI_VOLT^MDC"


def test_samples_are_scaled_by_the_resolution_below_them() -> None:
    (wave,) = observation(ECG.format("-2^0^3"), HZ, STEP).waves
    assert wave.samples.tolist() == [-1.0, 0.0, 1.5]
    assert [wave.rate_hz, wave.first_at] == pytest.approx([250, 100 - 3 / 250])


@pytest.mark.parametrize("text", ["1^^3", "1^32767^3", "1^-32768^3", "1^8388607^3"])
def test_a_missing_sample_is_a_gap(text: str) -> None:
    (wave,) = observation(ECG.format(text), HZ).waves
    assert np.isnan(wave.samples).tolist() == [False, True, False]


def test_the_message_may_say_which_number_is_a_missing_sample() -> None:
    inop = "OBX|4|NM|262196^MDC_EVT_INOP^MDC|1.2.1.1.3|{}"
    (wave,) = observation(ECG.format("1^2048^1"), HZ, inop.format("2048")).waves
    assert np.isnan(wave.samples).tolist() == [False, True, False]
    (wave,) = observation(ECG.format("1^2048^1"), HZ, inop.format("1")).waves
    assert not np.isnan(wave.samples).any()


@pytest.mark.parametrize("text", ["", "a^b", "1^2-3", "1^nan^2", "1^inf", "1;2", "1^--2", "1^٢"])
def test_samples_that_are_no_numbers_are_refused(text: str) -> None:
    assert "wave_samples" in dict(refusals(message(PULSE, ECG.format(text), HZ)))


def test_a_sample_beyond_every_number_is_a_gap() -> None:
    (wave,) = observation(ECG.format("1^1e999^1e39"), HZ).waves
    assert np.isnan(wave.samples).tolist() == [False, True, True]


@pytest.mark.parametrize("rate", ["0", "-250", "x", "", "1e9", "nan"])
def test_a_waveform_without_a_rate_is_refused(rate: str) -> None:
    assert "wave_rate" in dict(refusals(message(PULSE, ECG.format("1^2"), HZ.replace("250", rate))))


def test_a_waveform_in_an_unknown_scale_is_refused() -> None:
    raw = ECG.format("1^2").replace("266418^MDC_DIM_MILLI_VOLT", "262656^MDC_DIM_DIMLESS")
    assert "wave_scale" in dict(refusals(message(PULSE, raw, HZ)))


def test_several_waveforms_take_the_attributes_that_stand_below_them() -> None:
    other = (
        ECG.format("5^6")
        .replace("131330^MDC_ECG_ELEC_POTL_II", "131389^MDC_ECG_ELEC_POTL_III")
        .replace("1.2.1.1", "1.2.1.2")
    )
    waves = observation(ECG.format("1^2"), other, HZ, HZ.replace("1.2.1.1.1|250", "1.2.1.2.1|500")).waves
    assert {one.wave: one.rate_hz for one in waves} == {"ecg_ii": 250, "ecg_iii": 500}


def test_a_waveform_without_a_unit_fills_what_a_sector_shows() -> None:
    pleth = "OBX|1|NA|150452^MDC_PULS_OXIM_PLETH^MDC|1.2.1.1|0^2048^4095|262656^MDC_DIM_DIMLESS^MDC"
    spread = "OBX|4|NR|0^MDC_ATTR_DATA_RANGE^MDC|1.2.1.1.3|0^4096"
    (wave,) = observation(pleth, HZ, spread).waves
    assert wave.samples == pytest.approx([0, 0.5, 4095 / 4096])


def test_a_message_of_waveforms_alone_costs_no_more_than_its_bytes() -> None:
    lines = [ECG.format("1^2").replace("1.2.1.1", f"9.{at}") for at in range(8000)]
    attributes = [HZ.replace("1.2.1.1.1", "7.7")] * 8000
    reading = read_whole(message(*lines, *attributes))
    assert len(reading.troubles) >= 7936
