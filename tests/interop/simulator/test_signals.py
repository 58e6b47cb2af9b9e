"""Breath, sensors and movement: what a monitor sees when it sees badly."""

import itertools

import numpy as np
import pytest

from app.interop.simulator.timeline import Step
from tests.interop.simulator.played import Played, scenario


def test_lead_three_is_the_difference_of_the_other_two() -> None:
    played = Played(5, scenario())
    assert np.allclose(played.wave("ecg_iii"), played.wave("ecg_ii") - played.wave("ecg_i"))


def test_with_the_electrodes_off_there_is_no_sample_and_no_rate_while_the_pleth_goes_on() -> None:
    played = Played(40, scenario({"heart_rate": 80}, Step(20, 0, {"electrodes": "off"})))
    for wave in ("ecg_i", "ecg_ii", "ecg_v", "resp"):
        assert np.isnan(played.between(wave, 21, 40)).all(), wave
    assert played.number("heart_rate", 40) is None
    assert played.number("respiratory_rate", 40) is None
    assert played.number("pulse_rate", 40) == pytest.approx(80, abs=3)


def test_one_lead_off_leaves_the_others() -> None:
    played = Played(30, scenario({"electrodes": "chest_off", "heart_rate": 70}))
    assert np.isnan(played.wave("ecg_v")).all()
    assert not np.isnan(played.wave("ecg_ii")).any()
    assert played.number("heart_rate", 30) == pytest.approx(70, abs=3)


def test_a_probe_that_fell_off_gives_no_saturation() -> None:
    played = Played(30, scenario({}, Step(15, 0, {"probe": "off"})))
    assert played.number("spo2", 14) == 97
    assert played.number("spo2", 30) is None
    assert np.isnan(played.between("pleth", 16, 30)).all()


def test_an_open_transducer_reads_zero_a_flushed_one_its_highest_and_an_unplugged_one_nothing() -> None:
    steps = (
        Step(10, 0, {"transducer": "open"}),
        Step(20, 0, {"transducer": "flush"}),
        Step(30, 0, {"transducer": "off"}),
    )
    played = Played(42, scenario({}, *steps, Step(40, 0, {"transducer": "on"})))
    assert abs(played.between("art", 11, 20)).max() < 3
    assert played.between("art", 21, 30).min() > 290
    assert np.isnan(played.between("art", 31, 40)).all()
    assert played.number("art_mean", 39) is None
    assert np.ptp(played.between("art", 40.5, 42)) > 30, "the heart went on beating meanwhile"


def test_apnoea_is_a_flat_chest_and_after_twenty_seconds_a_rate_of_zero() -> None:
    played = Played(70, scenario({"respiratory_rate": 15}, Step(30, 0, {"respiratory_rate": 0})))
    assert np.ptp(played.between("resp", 10, 30)) > 0.8
    assert np.ptp(played.between("resp", 32, 70)) < 0.05
    assert played.number("respiratory_rate", 29) == pytest.approx(15, abs=1)
    assert played.number("respiratory_rate", 60) == 0


@pytest.mark.parametrize("rate", [8, 15, 34])
def test_the_respiratory_rate_is_that_of_the_chest(rate: int) -> None:
    played = Played(60, scenario({"respiratory_rate": rate}))
    chest = played.between("resp", 10, 60)
    breaths = ((chest[:-1] < 0) & (chest[1:] >= 0)).sum()
    assert breaths == pytest.approx(rate * 50 / 60, abs=1.5)
    assert played.number("respiratory_rate", 60) == pytest.approx(rate, abs=1)


def test_a_ventilated_patient_exhales_carbon_dioxide_until_the_ventilator_is_disconnected() -> None:
    start: dict[str, float | str | bool] = {"ventilated": True, "etco2": 41, "respiratory_rate": 14}
    played = Played(60, scenario(start, Step(30, 0, {"ventilator_state": "disconnected"})))
    assert played.between("co2", 10, 30).max() == pytest.approx(41, abs=1)
    assert played.between("co2", 10, 30).min() < 2
    assert played.number("etco2", 29) == pytest.approx(41, abs=1)
    assert played.number("etco2", 60) == 0
    assert np.ptp(played.between("resp", 35, 60)) < 0.05


def test_what_is_not_at_the_bed_is_not_sent() -> None:
    played = Played(5, scenario({"arterial_line": False}))
    assert len(played.wave("art")) == len(played.wave("co2")) == 0
    assert not played.numbers("art_mean")
    assert not played.numbers("etco2")


def test_movement_is_counted_as_beats_that_the_pleth_does_not_have() -> None:
    played = Played(60, scenario({"heart_rate": 70}, Step(30, 0, {"artefact": 0.9})))
    rates = [value for at, value in played.numbers("heart_rate").items() if at > 36 and value is not None]
    assert max(rates) > 90
    assert played.between("ecg_ii", 35, 60).std() > 2 * played.between("ecg_ii", 5, 29).std()
    assert played.number("pulse_rate", 60) == pytest.approx(70, abs=4)


def test_the_saturation_shown_follows_the_blood_with_delay() -> None:
    played = Played(60, scenario({"spo2": 98}, Step(20, 0, {"spo2": 80})))
    assert played.number("spo2", 20) == 98
    assert 84 < (played.number("spo2", 27) or 0) < 96
    assert played.number("spo2", 60) == 80


def test_the_cuff_measures_at_its_interval_and_finds_nothing_without_a_pulse() -> None:
    played = Played(200, scenario({"nibp_every": 60, "arterial_line": False}, Step(130, 0, {"rhythm": "asystole"})))
    measured = played.numbers("nibp_systolic")
    at = list(measured)
    assert all(58 <= after - before <= 62 for before, after in itertools.pairwise(at))
    before = [value for when, value in measured.items() if when < 130]
    assert len(before) >= 2
    assert before == pytest.approx([122] * len(before), abs=12)
    assert measured[at[-1]] is None


def test_every_sample_is_exact_in_its_steps() -> None:
    played = Played(5, scenario({"ventilated": True}))
    for wave, steps in {"ecg_ii": 256, "art": 8, "pleth": 1024, "resp": 512, "co2": 8}.items():
        assert np.array_equal(np.round(played.wave(wave) * steps), played.wave(wave) * steps), wave
