"""The witness on simulated hearts: what it sees, what it does not know, and what another signal says against it."""

import numpy as np
import pytest

from app.interop.simulator.timeline import Step
from app.ward.alarms.findings import Finding, Verdict
from app.ward.signals import WaveBlock
from app.ward.witness.beats import ECG, find
from app.ward.witness.rhythm import Seen, findings
from app.ward.witness.witness import Report, Witness
from tests.interop.simulator.played import Played, scenario

ADULT = (40.0, 140.0)
RATES = {"ecg_ii": 250.0, "art": 125.0, "pleth": 125.0}


def play(
    seconds: int, start: dict[str, float | str | bool], *steps: Step, waves: tuple[str, ...] = tuple(RATES)
) -> list[Report]:
    """What the witness says at the end of every second of a simulated bed."""
    played = Played(float(seconds), scenario(start, *steps))
    witness, said = Witness(), []
    witness.open("7", ADULT)
    for second in range(seconds):
        for wave in waves:
            rate = RATES[wave]
            samples = played.wave(wave)[int(second * rate) : int((second + 1) * rate)].astype(np.float32)
            witness.take("7", WaveBlock(wave, rate, float(second), samples))
        said += witness.judge(second + 1.0)
    return said


def about(reports: list[Report], code: str) -> list[Finding]:
    return [one for report in reports for one in report.findings if one.code == code]


def present(reports: list[Report]) -> set[str]:
    return {one.code for report in reports for one in report.findings if one.verdict is Verdict.PRESENT}


@pytest.mark.parametrize("rhythm", ["sinus", "atrial_fibrillation", "ventricular_tachycardia"])
def test_a_heart_within_its_extremes_raises_nothing(rhythm: str) -> None:
    assert present(play(40, {"rhythm": rhythm})) == set()


def test_a_heart_that_stands_still_is_an_asystole_within_seconds_and_nothing_speaks_against_it() -> None:
    said = play(60, {"rhythm": "sinus"}, Step(30.0, 0.0, {"rhythm": "asystole"}))
    assert present(said[:33]) == set()
    assert {one.verdict for one in about(said[36:], "asystole")} == {Verdict.PRESENT}
    assert not any(one.contradicted for one in about(said[40:], "asystole"))


def test_a_flat_ecg_with_pulses_is_an_asystole_that_the_pulses_speak_against() -> None:
    said = play(60, {"rhythm": "sinus"}, Step(30.0, 0.0, {"electrodes": "flat"}))
    found = about(said[36:], "asystole")
    assert {one.verdict for one in found} == {Verdict.PRESENT}
    assert all(one.contradicted for one in found)


def test_fibrillation_is_seen_within_eight_seconds_of_it() -> None:
    said = play(50, {"rhythm": "sinus"}, Step(20.0, 0.0, {"rhythm": "ventricular_fibrillation"}))
    assert present(said[:20]) == set()
    assert {one.verdict for one in about(said[30:], "ventricular_fibrillation")} == {Verdict.PRESENT}


def test_fast_and_slow_hearts_are_called_extreme_with_their_rate() -> None:
    fast = about(play(40, {"heart_rate": 170.0}), "extreme_tachycardia")[-1]
    slow = about(play(40, {"heart_rate": 33.0}), "extreme_bradycardia")[-1]
    assert fast.verdict is slow.verdict is Verdict.PRESENT
    assert fast.deviation is not None
    assert slow.deviation is not None
    assert abs(fast.deviation.value - 170) <= 5
    assert abs(slow.deviation.value - 33) <= 3


def test_without_a_signal_the_witness_knows_nothing() -> None:
    said = play(40, {"rhythm": "sinus"}, waves=("pleth",))
    assert {one.verdict for report in said for one in report.findings} == {Verdict.UNKNOWN}
    assert {one.quality for one in said} == {"gap"}


def test_a_signal_that_breaks_off_is_unknown_and_no_asystole() -> None:
    played = Played(30.0, scenario({"rhythm": "sinus"})).wave("ecg_ii").astype(np.float32)
    witness = Witness()
    witness.open("7", ADULT)
    witness.take("7", WaveBlock("ecg_ii", 250.0, 0.0, played[: 20 * 250]))
    assert about(witness.judge(20.0), "asystole")[0].verdict is Verdict.ABSENT
    for second in range(21, 40):
        report = witness.judge(float(second))
        assert present(report) == set()
    assert about(report, "asystole")[0].verdict is Verdict.UNKNOWN


def test_what_no_heart_can_draw_is_judged_as_unknown() -> None:
    wild = (20 * np.sin(np.arange(20 * 250) / 7)).astype(np.float32)
    witness = Witness()
    witness.open("7", ADULT)
    witness.take("7", WaveBlock("ecg_ii", 250.0, 0.0, wild))
    report = witness.judge(20.0)[0]
    assert report.quality == "wild"
    assert {one.verdict for one in report.findings} == {Verdict.UNKNOWN}


def test_another_lead_is_read_when_the_one_in_use_falls_silent_or_says_that_it_has_no_value() -> None:
    played = Played(40.0, scenario({"rhythm": "sinus"})).wave("ecg_ii").astype(np.float32)
    witness = Witness()
    witness.open("7", ADULT)
    leads = []
    for second in range(40):
        own = played[second * 250 : (second + 1) * 250]
        best = own if second < 15 else np.full_like(own, np.nan)
        witness.take("7", WaveBlock("ecg_ii", 250.0, float(second), best))
        witness.take("7", WaveBlock("ecg_v", 250.0, float(second), own))
        leads.append(witness.judge(second + 1.0)[0].lead)
    assert (leads[0], leads[14], leads[-1]) == ("ecg_ii", "ecg_ii", "ecg_v")
    assert about(witness.judge(40.0), "asystole")[0].verdict is Verdict.ABSENT


def test_beds_do_not_see_each_others_hearts() -> None:
    played = Played(20.0, scenario({"rhythm": "sinus"})).wave("ecg_ii").astype(np.float32)
    witness = Witness()
    for bed in ("1", "2", "3"):
        witness.open(bed, ADULT)
    witness.close("2")
    witness.open("4", ADULT)
    witness.take("1", WaveBlock("ecg_ii", 250.0, 0.0, played))
    witness.take("4", WaveBlock("ecg_ii", 250.0, 0.0, np.zeros(20 * 250, dtype=np.float32)))
    reports = {one.bed: one for one in witness.judge(20.0)}
    assert set(reports) == {"1", "3", "4"}
    assert (reports["1"].quality, reports["3"].quality, reports["4"].quality) == ("good", "gap", "flat")
    assert present([reports["4"]]) == {"asystole"}


def test_noise_without_a_heart_has_no_beats() -> None:
    noise = np.random.default_rng(1).normal(0, 0.015, (3, 1500)).astype(np.float32)
    assert len(find(noise, ECG).row) == 0


def test_a_verdict_needs_enough_signal() -> None:
    few = Seen((), 10.0, 7.0, False)
    assert {one.verdict for one in findings(few, ADULT, "ecg_ii")} == {Verdict.UNKNOWN}


def test_a_rate_between_the_extremes_speaks_against_both() -> None:
    seen = Seen([2.0 + 0.75 * beat for beat in range(13)], 11.5, 0.0, False)
    verdicts = {one.code: one.verdict for one in findings(seen, ADULT, "ecg_ii")}
    assert set(verdicts.values()) == {Verdict.ABSENT}
