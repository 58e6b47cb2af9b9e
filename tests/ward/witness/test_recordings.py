"""The witness on real recordings; the figures stand in docs/alarms.md."""

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from app.ward.alarms.findings import Verdict
from app.ward.signals import WaveBlock
from app.ward.witness.beats import ECG, find
from app.ward.witness.grid import RATE_HZ, WIDTH, Grid
from app.ward.witness.witness import Report, Witness
from tests.ward.witness.recordings import Signal, beats_of, format_212, recording

ADULT = (40.0, 140.0)


def blocks(wave: str, rate: float, samples: Signal, second: int) -> WaveBlock:
    low, high = int(np.ceil(second * rate)), int(np.ceil((second + 1) * rate))
    return WaveBlock(wave, rate, low / rate, samples[low:high].astype(np.float32))


def judged(seconds: int, **signals: tuple[float, Signal]) -> list[Report]:
    """What the witness says at the end of every second."""
    witness, said = Witness(), []
    witness.open("7", ADULT)
    for second in range(seconds):
        for wave, (rate, samples) in signals.items():
            witness.take("7", blocks(wave, rate, samples, second))
        said += witness.judge(second + 1.0)
    return said


def counted(reports: list[Report]) -> Counter[tuple[str, bool]]:
    """How often each condition was called present, and whether another signal spoke against it."""
    return Counter(
        (one.code, one.contradicted) for report in reports for one in report.findings if one.verdict is Verdict.PRESENT
    )


def streamed_beats(samples: Signal, rate: float, seconds: int) -> NDArray[np.float64]:
    """Beats as they are settled, each a second after it was heard first."""
    grid, found = Grid(1), []
    usual = np.zeros(1, dtype=np.float32)
    for second in range(seconds):
        grid.move(second + 1.0)
        grid.put(0, [blocks("ecg_ii", rate, samples, second)])
        beats = find(grid.samples, ECG, usual)
        if len(beats.height):
            usual[0] = np.median(beats.height)
        times = second + 1.0 - (WIDTH - 1 - beats.column) / RATE_HZ
        found += list(times[(times > second - 1.0) & (times <= second)])
    return np.array(found)


def test_every_annotated_beat_of_half_an_hour_is_found_within_150_ms_and_hardly_another() -> None:
    truth = beats_of(recording("mitbih_100/100.atr"), 360.0)
    samples = (format_212(recording("mitbih_100/100.dat"), 2)[:, 0] - 1024) / 200
    found = streamed_beats(samples, 360.0, 1805)
    truth = truth[truth < 1804.0]
    apart = np.abs(found[:, None] - truth[None, :])
    sensitivity = (apart.min(axis=0) <= 0.15).mean()
    predictivity = (apart.min(axis=1) <= 0.15).mean()
    assert len(truth) > 2200
    assert sensitivity >= 0.999
    assert predictivity >= 0.999


def test_an_ordinary_rhythm_of_half_an_hour_raises_nothing() -> None:
    samples = (format_212(recording("mitbih_100/100.dat"), 2)[:, 0] - 1024) / 200
    assert counted(judged(1800, ecg_ii=(360.0, samples))) == Counter()


def alarm_of_asystole() -> Signal:
    raw = recording("challenge2015/a103l.mat").read_bytes()[24:]
    return np.frombuffer(raw, dtype="<i2").reshape(-1, 3).astype(np.float32)


def test_where_the_bedside_called_a_false_asystole_the_witness_sees_beats() -> None:
    signals = alarm_of_asystole()
    said = judged(302, ecg_ii=(250.0, signals[:, 0] / 7247), pleth=(250.0, signals[:, 2] / 12530))
    assert counted(said) == Counter()
    verdicts = [one.verdict for report in said[296:] for one in report.findings if one.code == "asystole"]
    assert set(verdicts) == {Verdict.ABSENT}


def test_in_the_poor_lead_the_witness_errs_too_and_the_pulses_speak_against_it_every_time() -> None:
    signals = alarm_of_asystole()
    said = counted(judged(302, ecg_v=(250.0, signals[:, 1] / 10520), pleth=(250.0, signals[:, 2] / 12530)))
    assert said[("asystole", True)] > 0
    assert all(against for _, against in said)


def test_broad_beats_are_no_fibrillation() -> None:
    samples = format_212(recording("challenge2015/v102s.dat"), 4)
    for column, gain in ((0, 2281), (1, 1856)):
        assert counted(judged(300, ecg_ii=(250.0, samples[:, column] / gain))) == Counter()
