"""The devices of a simulated ward: alarms of their own, signs of life, reports; every priority has its source."""

import itertools
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from app.interop.simulator.alerting import REPEATED_AFTER, Alerting, condition, events
from app.interop.simulator.companions import BedsideModule
from app.interop.simulator.monitor_limits import limits_by_vital, monitor_limits
from app.interop.simulator.origin import Bed, Timebase
from app.interop.simulator.plans import PLANT, Failure, Plan
from app.interop.simulator.playing import PlayedWard
from app.interop.simulator.scenarios import load_scenario
from app.interop.simulator.surroundings import Room
from app.interop.simulator.targets import usual_row
from app.interop.simulator.timeline import Scenario, Step
from app.ward.alarms.conditions import condition_of_event
from app.ward.catalogue import vital_signs
from app.ward.reports import topics, words
from app.ward.signals import DeviceAlert, DeviceMessage, DeviceReport, Observation, Phase, SignOfLife, Source
from tests.interop.simulator.played import Played, plan, scenario

_QUIET = ("quiet", "night")
_ROUTED = {"PH": 0, "PM": 1, "PL": 2}


def _priority(message: DeviceMessage) -> int | None:
    """As in table 18 of the router's source."""
    if isinstance(message, DeviceAlert):
        return _ROUTED[message.priority]
    if isinstance(message, DeviceReport):
        return message.priority
    if isinstance(message, Observation):
        return 4 if message.waves else 5
    return None


@cache
def _icu() -> tuple[DeviceMessage, ...]:
    """Fourteen beds on which much happens, for five minutes."""
    names = ("cardiac-arrest", "leads-off", "sepsis", "desaturation", "apnoea", "ventilated", "device-vanishes")
    beds = tuple((load_scenario(name), 0.0) for name in (*names, *["ventilated"] * 7))
    failures = (Failure("generator", 30, 40), Failure("vacuum", 60, 20), Failure("compressed_air", 90, 20))
    return tuple(PlayedWard(Plan("busy", beds, failures), 3, waves=("ecg_ii",), block_ticks=125).advance(330))


def _alerts(messages: Sequence[DeviceMessage]) -> list[DeviceAlert]:
    return [one for one in messages if isinstance(one, DeviceAlert)]


def _said(played: Scenario, seconds: float) -> list[DeviceMessage]:
    return PlayedWard(plan(played), 7, waves=("ecg_ii",)).advance(seconds)


def test_every_priority_from_zero_to_nine_has_a_source() -> None:
    sources = defaultdict(set)
    for message in _icu():
        priority = _priority(message)
        if priority is not None:
            sources[priority].add(message.source.device)
    assert sorted(sources) == list(range(10))


def test_everything_is_marked_as_simulated() -> None:
    for message in _icu():
        assert message.source.simulated
        assert message.source.bed.startswith("SIM-") or not message.source.bed
        assert message.source.patient.startswith("SIM") or not message.source.patient
        if isinstance(message, DeviceAlert):
            assert "simulação" in message.text


def test_each_report_is_of_a_known_topic_with_its_priority_and_words_that_have_labels() -> None:
    seen = set()
    for message in _icu():
        if isinstance(message, DeviceReport):
            topic = topics()[message.topic]
            seen.add(message.topic)
            assert message.priority == topic.priority
            assert set(message.values) <= set(topic.values)
            assert [one for one in message.values.values() if isinstance(one, str) and one not in words()] == []
    assert seen == set(topics())


def test_topics_and_words_are_labelled_in_both_languages() -> None:
    labels = [topic.label for topic in topics().values()]
    labels += [value.label for topic in topics().values() for value in topic.values.values()]
    labels += list(words().values())
    assert [label for label in labels if set(label) != {"pt_BR", "en"} or not all(label.values())] == []


def test_an_alert_starts_repeats_and_ends_under_one_identifier() -> None:
    alerts = _alerts(_said(load_scenario("false-asystole"), 130))
    asystole = [one for one in alerts if one.event == "MDC_EVT_ECG_ASYSTOLE"]
    assert len({one.alert for one in asystole}) == 1
    assert [asystole[0].phase, asystole[-1].phase] == [Phase.START, Phase.END]
    assert {one.phase for one in asystole[1:-1]} == {Phase.CONTINUE}
    assert asystole[0].received_at == pytest.approx(44.5, abs=1.5)
    assert asystole[-1].received_at == pytest.approx(101.5, abs=2)
    apart = [b.received_at - a.received_at for a, b in itertools.pairwise(asystole)]
    assert max(apart) < 1.5, "a critical alarm is repeated each second"
    assert {(one.priority, one.kind, one.state) for one in asystole[:-1]} == {("PH", "SP", "active")}
    assert asystole[-1].state == "inactive"
    assert asystole[-1].priority == "PH", "the end has the priority of the alarm"


def test_a_limit_passed_shows_value_and_limit_and_escalates_beyond_the_extreme_one() -> None:
    steps = (
        Step(20, 0, {"spo2": 86}),
        Step(60, 0, {"spo2": 74}),
        Step(100, 0, {"spo2": 86}),
        Step(140, 0, {"spo2": 97}),
    )
    low = [one for one in _alerts(_said(scenario({"spo2": 97}, *steps), 190)) if one.vital == "spo2"]
    turns = [one for one in low if one.phase is not Phase.CONTINUE]
    assert [one.phase for one in turns] == [Phase.START, Phase.ESCALATE, Phase.DEESCALATE, Phase.END]
    assert [one.priority for one in turns] == ["PM", "PH", "PM", "PM"]
    assert [one for one in low if one.value is None or one.value >= 90] == []
    assert turns[0].limits[0] == 90
    assert "< 90" in turns[0].text


def test_a_limit_passed_for_a_moment_is_no_alarm() -> None:
    steps = (Step(20, 0, {"electrodes": "on", "heart_rate": 150}), Step(23, 0, {"heart_rate": 80}))
    assert _alerts(_said(scenario({"heart_rate": 80, "heart_rate_variability": 0.02}, *steps), 60)) == []


@pytest.mark.parametrize("priority", sorted(REPEATED_AFTER))
def test_an_alarm_is_repeated_at_the_period_of_its_priority(priority: str) -> None:
    alerting = Alerting(Source("d", simulated=True), Timebase())
    there = {"x": condition("generator_failed", priority=priority)}
    said = [one.received_at for second in range(0, 1000) for one in alerting.update(second / 5, there)]
    apart = [b - a for a, b in itertools.pairwise(said)]
    assert apart == pytest.approx([REPEATED_AFTER[priority]] * len(apart), abs=0.21)


@pytest.mark.parametrize(("code", "scenario_code", "within"), [
    ("v_tach", "cardiac-arrest", 75), ("v_fib", "cardiac-arrest", 95), ("apnoea", "apnoea", 85),
    ("leads_off", "leads-off", 70), ("probe_off", "leads-off", 150), ("line_off", "leads-off", 250),
    ("line_occluded", "leads-off", 280), ("ventilator_disconnected", "desaturation", 70),
])  # fmt: skip
def test_what_a_scenario_does_its_devices_raise(code: str, scenario_code: str, within: float) -> None:
    alerts = _alerts(_said(load_scenario(scenario_code), within))
    first = next(one for one in alerts if one.event == events()[code].mdc)
    assert (first.phase, first.kind, first.priority) == (Phase.START, events()[code].kind, events()[code].priority)


def test_quiet_beds_raise_nothing() -> None:
    quiet = Plan("quiet", tuple((load_scenario(code), -450.0 * place) for place in range(4) for code in _QUIET))
    said = PlayedWard(quiet, 7, waves=("resp",), block_ticks=2500).advance(240)
    assert [(one.received_at, one.text) for one in _alerts(said)] == []


def test_signs_of_life_come_every_ten_seconds_from_every_device() -> None:
    by_device = defaultdict(list)
    for message in _said(load_scenario("ventilated"), 65):
        if isinstance(message, SignOfLife) and message.source.bed:
            by_device[message.source.device].append(message.received_at)
    assert len(by_device) == 3, "monitor, pump, ventilator"
    for at in by_device.values():
        assert all(9.9 < b - a < 10.9 for a, b in itertools.pairwise(at))


def test_a_monitor_leaves_with_a_word_or_vanishes_without_one_and_comes_back() -> None:
    said = [one for one in _said(load_scenario("device-vanishes"), 270) if one.source.device == _monitor()]
    leaving = [one.received_at for one in said if isinstance(one, SignOfLife) and one.leaving]
    assert leaving == [pytest.approx(60.4, abs=0.5)]

    def count(begin: float, end: float) -> int:
        return sum(begin < one.received_at < end and not isinstance(one, DeviceReport) for one in said)

    assert count(61, 100) == count(161, 250) == 0
    assert min(count(40, 60), count(101, 160), count(251, 270)) > 20


def test_a_ventilator_is_switched_off_with_a_word_or_vanishes_without_one_and_the_chest_stands_still() -> None:
    played = Played(240, load_scenario("ventilator-off"))
    ventilator = Bed(1, 7).source("ventilator")
    said = [one for one in played.messages if one.source == ventilator]
    assert [one.received_at for one in said if isinstance(one, SignOfLife) and one.leaving] == [
        pytest.approx(60, abs=1)
    ]
    assert [one for one in said if 61 < one.received_at < 100 or 161 < one.received_at < 200] == []
    assert [one for one in said if 101 < one.received_at < 160] != []
    for begin, end in ((65, 100), (165, 200)):
        assert np.ptp(played.between("resp", begin, end)) < 0.05
    assert np.ptp(played.between("resp", 110, 160)) > 0.5


def _monitor() -> str:
    return Bed(1, 7).source("monitor").device


def test_somebody_comes_to_the_bed_within_a_minute_of_a_critical_alarm() -> None:
    said = _said(load_scenario("false-asystole"), 130)
    called = next(one.received_at for one in _alerts(said) if one.priority == "PH")
    came = [one for one in said if isinstance(one, DeviceReport) and one.topic == "bedside_presence"]
    assert len(came) == 1
    waited = came[0].values["after_seconds"]
    assert waited == pytest.approx(came[0].received_at - called, abs=1)
    assert came[0].received_at - called < 60


def test_without_a_critical_alarm_nobody_presses_the_button() -> None:
    module = BedsideModule(Bed(1, 7), Timebase(), 7)
    low = Alerting(Bed(1, 7).source("monitor"), Timebase()).update(10.0, {"x": condition("vacuum_low")})
    assert low != []
    assert [one for second in range(100) for one in module.take(second, low)] == []


def test_the_room_is_reported_every_five_minutes_and_equipment_every_hour() -> None:
    room = Room(Bed(1, 7), Timebase(), 7, ["monitor"])
    row, at = usual_row().tolist(), defaultdict(list)
    for second in range(4000):
        for one in room.take(second, row, alarm=False):
            assert isinstance(one, DeviceReport)
            at[one.topic].append(one.received_at)
    assert {b - a for a, b in itertools.pairwise(at["environment"])} == {300}
    assert [b - a for a, b in itertools.pairwise(at["equipment_status"])] == [3600]


def test_a_room_in_which_a_device_alarms_is_louder() -> None:
    def mean_noise(*, alarm: bool) -> float:
        room, row = Room(Bed(1, 7), Timebase(), 7, ["monitor"]), usual_row().tolist()
        said = [one for second in range(0, 9000, 10) for one in room.take(second, row, alarm=alarm)]
        heard = [one.values["noise"] for one in said if isinstance(one, DeviceReport) and one.topic == "environment"]
        return sum(float(one or 0) for one in heard) / len(heard)

    assert mean_noise(alarm=True) > mean_noise(alarm=False) + 5


def test_a_failure_in_the_building_ends_with_the_priority_that_it_had() -> None:
    plant = [one for one in _alerts(_icu()) if not one.source.bed]
    turns = defaultdict(list)
    for one in plant:
        if one.phase in (Phase.START, Phase.END):
            turns[one.event].append((one.phase, one.priority, round(one.received_at)))
    assert turns == {
        "MDCX_EVT_GENERATOR_FAILED": [(Phase.START, "PH", 30), (Phase.END, "PH", 70)],
        "MDCX_EVT_VACUUM_LOW": [(Phase.START, "PL", 60), (Phase.END, "PL", 80)],
        "MDCX_EVT_AIR_SUPPLY_LOW": [(Phase.START, "PM", 90), (Phase.END, "PM", 110)],
    }


def test_an_empty_syringe_alarms_until_it_is_changed_and_the_change_is_counted() -> None:
    given = [one for one in _icu() if isinstance(one, DeviceReport) and one.topic == "medication_given"]
    assert given
    pump = given[0].source
    ended = [one for one in _alerts(_icu()) if one.source == pump and one.event == "MDC_EVT_PUMP_DELIV_COMP"]
    assert ended[0].received_at < given[0].received_at <= ended[-1].received_at
    assert ended[-1].phase is Phase.END


def test_the_files_of_devices_name_only_what_the_ward_knows() -> None:
    assert {one.vital for one in monitor_limits()} <= set(vital_signs())
    assert all(low is None or high is None or low < high for low, high in limits_by_vital().values())
    assert set(PLANT.values()) <= set(events())
    assert {one.kind for one in events().values()} <= {"SP", "ST", "SA"}
    known = condition_of_event()
    assert all(one.number or one.mdc.startswith("MDCX_") or one.mdc in known for one in events().values())


@pytest.mark.parametrize(
    ("event", "code"),
    [
        ("asystole", "asystole"),
        ("v_fib", "ventricular_fibrillation"),
        ("v_tach", "ventricular_tachycardia"),
        ("apnoea", "apnoea"),
        ("leads_off", "leads_off"),
    ],
)
def test_the_ward_understands_what_the_monitor_raises(event: str, code: str) -> None:
    assert condition_of_event()[events()[event].mdc] == code


def test_numbers_carry_the_limits_of_the_monitor() -> None:
    found = {
        number.vital: number.limits
        for one in _said(scenario(), 5)
        if isinstance(one, Observation)
        for number in one.numerics
    }
    assert found["heart_rate"] == limits_by_vital()["heart_rate"]
    assert found["pulse_rate"] == (None, None)
