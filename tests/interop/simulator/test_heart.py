"""One heart drives everything: what the numbers say is in the ECG, and each pulse follows its beat."""

import numpy as np
import pytest

from app.interop.simulator.timeline import Step
from tests.interop.simulator.played import Played, scenario, steepest_rise


@pytest.mark.parametrize(
    ("start", "tolerance"),
    [
        ({"heart_rate": 78}, 1.5),
        ({"rhythm": "sinus_bradycardia", "heart_rate": 38}, 1.5),
        ({"rhythm": "sinus_tachycardia", "heart_rate": 148}, 2.0),
        ({"rhythm": "atrial_fibrillation", "heart_rate": 112}, 2.5),
        ({"rhythm": "ventricular_tachycardia", "heart_rate": 184}, 3.0),
        ({"heart_rate": 76, "atrial_premature": 8, "ventricular_premature": 8}, 3.0),
    ],
)
def test_the_heart_rate_is_that_of_the_beats_in_the_ecg(start: dict[str, float | str | bool], tolerance: float) -> None:
    played = Played(40, scenario(start))
    for said_at, rate in list(played.numbers("heart_rate").items())[-12:]:
        last = played.beats(end=said_at)[-9:]
        assert rate == pytest.approx(60 * 8 / (last[-1] - last[0]), abs=tolerance)


def test_a_pressure_pulse_and_then_a_pleth_pulse_follow_each_beat_after_their_transit() -> None:
    played = Played(30, scenario({"heart_rate": 72}))
    art, pleth = played.wave("art"), played.wave("pleth")
    at = played.times("art")
    to_wrist = [steepest_rise(art, at, beat, beat + 0.45) - beat for beat in played.beats(3, 28)]
    to_finger = [steepest_rise(pleth, at, beat, beat + 0.45) - beat for beat in played.beats(3, 28)]
    assert len(to_wrist) > 25
    assert 0.15 < np.mean(to_wrist) < 0.30
    assert np.std(to_wrist) < 0.02
    assert 0.02 < np.mean(to_finger) - np.mean(to_wrist) < 0.15
    assert np.std(to_finger) < 0.02


def test_the_intervals_between_beats_follow_the_breath() -> None:
    played = Played(60, scenario({"heart_rate": 70, "heart_rate_variability": 0.12, "respiratory_rate": 12}))
    beats = played.beats(2)
    intervals = np.diff(beats)
    breath = 2 * np.pi * 12 / 60 * beats[:-1]
    waves = np.column_stack([np.cos(breath), np.sin(breath), np.ones(len(breath))])
    followed = waves @ np.linalg.lstsq(waves, intervals, rcond=None)[0]
    assert followed.var() > 0.7 * intervals.var()
    still = np.diff(Played(60, scenario({"heart_rate": 70, "heart_rate_variability": 0})).beats(2))
    assert intervals.std() > 3 * still.std()


def test_atrial_fibrillation_is_irregular_without_rhythm_and_without_p_waves() -> None:
    sinus = Played(60, scenario({"heart_rate": 100}))
    fibrillating = Played(60, scenario({"heart_rate": 100, "rhythm": "atrial_fibrillation"}))
    regular, irregular = np.diff(sinus.beats(2)), np.diff(fibrillating.beats(2))
    assert regular.std() / regular.mean() < 0.06
    assert irregular.std() / irregular.mean() > 0.14
    assert abs(np.corrcoef(irregular[:-1], irregular[1:])[0, 1]) < 0.3
    assert _mean_p_wave(sinus) > 0.06
    assert abs(_mean_p_wave(fibrillating)) < 0.04


def _mean_p_wave(played: Played) -> float:
    """Height of the averaged beat where a P wave would stand, above what comes just before the QRS (mV)."""
    ecg = played.wave("ecg_ii")
    around = [ecg[round(beat * 250) - 60 : round(beat * 250) + 1] for beat in played.beats(3)]
    mean = np.mean([one for one in around if len(one) == 61], axis=0)
    return float(mean[15:36].max() - mean[42:50].mean())


def test_a_ventricular_premature_beat_is_early_and_wide_and_followed_by_a_full_pause_and_a_weaker_pulse() -> None:
    played = Played(120, scenario({"heart_rate": 72, "heart_rate_variability": 0.01, "ventricular_premature": 6}))
    beats = played.beats(2, 117)
    intervals = np.diff(beats)
    usual = float(np.median(intervals))
    early = [place for place in range(1, len(intervals) - 1) if intervals[place] < 0.8 * usual]
    assert len(early) > 5
    ecg, art, at = played.wave("ecg_ii"), played.wave("art"), played.times("art")
    narrow, heights = np.median([_width(ecg, beat) for beat in beats]), []
    for place in early:
        assert intervals[place] + intervals[place + 1] == pytest.approx(2 * usual, rel=0.06)
        assert _width(ecg, beats[place + 1]) > 1.8 * narrow
        pulse = art[(at > beats[place + 1] + 0.15) & (at < beats[place + 1] + 0.5)]
        heights.append(pulse.max() - pulse[0])
    usual_height = np.median([np.ptp(art[(at > beat + 0.15) & (at < beat + 0.5)]) for beat in beats[:5]])
    assert np.median(heights) < 0.6 * usual_height
    assert min(heights) < 0.1 * usual_height, "some beats open no valve at all"


def _width(ecg: np.ndarray[tuple[int, ...], np.dtype[np.float64]], beat: float) -> float:
    """Seconds that the QRS stays above half of its height."""
    around = ecg[round(beat * 250) - 40 : round(beat * 250) + 40]
    return float((around > around.max() / 2).sum()) / 250


def test_an_atrial_premature_beat_is_narrow_and_its_pause_is_not_full() -> None:
    played = Played(120, scenario({"heart_rate": 72, "heart_rate_variability": 0.01, "atrial_premature": 6}))
    beats = played.beats(2, 117)
    intervals = np.diff(beats)
    usual = float(np.median(intervals))
    early = [place for place in range(1, len(intervals) - 1) if intervals[place] < 0.8 * usual]
    assert len(early) > 5
    ecg = played.wave("ecg_ii")
    narrow = np.median([_width(ecg, beat) for beat in beats])
    for place in early:
        assert intervals[place] + intervals[place + 1] < 1.9 * usual
        assert _width(ecg, beats[place + 1]) < 1.3 * narrow


@pytest.mark.parametrize("rhythm", ["asystole", "ventricular_fibrillation"])
def test_when_the_heart_stands_still_the_pressure_falls_and_the_pleth_is_flat(rhythm: str) -> None:
    played = Played(45, scenario({}, Step(20, 0, {"rhythm": rhythm})))
    assert played.between("art", 10, 20).max() > 110
    assert played.between("art", 30, 45).max() < 30
    assert np.ptp(played.between("art", 30, 45)) < 5
    falling = [played.between("art", 22 + second, 23 + second).mean() for second in range(6)]
    assert falling == sorted(falling, reverse=True)
    assert np.ptp(played.between("pleth", 30, 45)) < 0.15 * np.ptp(played.between("pleth", 10, 20))
    assert played.number("heart_rate", 45) == 0
    assert played.number("pulse_rate", 45) is None
    assert played.number("spo2", 45) is None
    assert played.number("art_systolic", 45) == pytest.approx(played.between("art", 41, 45).max(), abs=2)


def test_asystole_is_flat_and_ventricular_fibrillation_coarse_and_without_beats() -> None:
    still = Played(40, scenario({}, Step(20, 0, {"rhythm": "asystole"}))).between("ecg_ii", 25, 40)
    quivering = Played(40, scenario({}, Step(20, 0, {"rhythm": "ventricular_fibrillation"}))).between("ecg_ii", 25, 40)
    assert np.ptp(still) < 0.2
    assert quivering.std() > 0.15
    strength = np.abs(np.fft.rfft(quivering - quivering.mean())) ** 2
    hertz = np.fft.rfftfreq(len(quivering), 0.004)
    assert strength[(hertz > 2) & (hertz < 9)].sum() > 0.9 * strength.sum()


def test_ventricular_tachycardia_is_wide_and_gives_little_pulse() -> None:
    sinus = Played(30, scenario({"heart_rate": 80}))
    racing = Played(30, scenario({"heart_rate": 180, "rhythm": "ventricular_tachycardia"}))
    assert _width(racing.wave("ecg_ii"), racing.beats(10)[0]) > 2 * _width(sinus.wave("ecg_ii"), sinus.beats(10)[0])
    assert np.ptp(racing.between("art", 20, 30)) < 0.75 * np.ptp(sinus.between("art", 20, 30))


def test_a_false_asystole_shows_no_beat_while_pressure_and_pleth_go_on() -> None:
    played = Played(50, scenario({"heart_rate": 82}, Step(20, 0, {"electrodes": "flat"})))
    assert np.ptp(played.between("ecg_ii", 25, 50)) < 0.2
    assert played.number("heart_rate", 50) == 0
    assert played.number("pulse_rate", 50) == pytest.approx(82, abs=3)
    assert played.number("spo2", 50) == 97
    assert played.between("art", 30, 50).max() == pytest.approx(played.between("art", 5, 19).max(), abs=6)
    assert np.ptp(played.between("pleth", 30, 50)) == pytest.approx(np.ptp(played.between("pleth", 5, 19)), rel=0.2)


def test_electrical_activity_without_a_pulse_has_an_ecg_and_no_pressure() -> None:
    played = Played(40, scenario({"heart_rate": 60}, Step(15, 0, {"beat_strength": 0})))
    assert len(played.beats(20, 40)) == pytest.approx(20, abs=2)
    assert np.ptp(played.between("art", 25, 40)) < 5
    assert played.number("pulse_rate", 40) is None


def test_the_heart_comes_back_with_its_rhythm() -> None:
    steps = (Step(10, 0, {"rhythm": "asystole"}), Step(20, 0, {"rhythm": "sinus", "heart_rate": 60}))
    played = Played(50, scenario({}, *steps))
    assert len(played.beats(12, 20)) == 0
    assert played.number("heart_rate", 50) == pytest.approx(60, abs=3)
    assert played.number("art_systolic", 50) == pytest.approx(122, abs=6)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "rate"), [(122, 72, 78), (85, 40, 130), (180, 95, 60), (60, 35, 110)]
)
def test_regular_beats_give_the_pressure_that_was_asked_for(systolic: int, diastolic: int, rate: int) -> None:
    played = Played(40, scenario({"systolic": systolic, "diastolic": diastolic, "heart_rate": rate}))
    assert played.number("art_systolic", 40) == pytest.approx(systolic, abs=5)
    assert played.number("art_diastolic", 40) == pytest.approx(diastolic, abs=5)
    mean = played.number("art_mean", 40)
    assert mean == pytest.approx(played.between("art", 35, 40).mean(), abs=2)
