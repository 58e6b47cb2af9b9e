"""From a device's message to what a screen is told."""

from dataclasses import replace

import pytest

from app.kernel.errors import KnownError
from app.ward.alarms.engine import STATION
from app.ward.alarms.model import Why
from app.ward.alarms.words import Presence
from app.ward.beds.directory import BedDevice, WardBed
from app.ward.feed.items import Alarms, Numbers, Reported, Waves
from app.ward.signals import DeviceAlert, DeviceReport, Phase, SignOfLife, Source
from app.ward.witness.attending import Attending
from tests.ward.core.conftest import Ward, occupied


def desaturate(ward: Ward, start: float = 10.0) -> float:
    """SpO₂ stays low for longer than any delay; when the last value came."""
    at = start
    for second in range(30):
        at = start + second
        ward.numbers(at, spo2=84.0)
        ward.core.tick(at)
    return at


def test_numbers_and_waves_of_a_device_are_told_of_the_bed_where_it_stands(ward: Ward) -> None:
    ward.numbers(1.0, "monitor-2", heart_rate=80.0)
    ward.wave(1.0, "monitor-2")
    told = [item for item in ward.published if isinstance(item, Numbers | Waves)]
    assert [item.bed for item in told] == ["b2", "b2"]


def test_a_device_that_stands_at_no_bed_is_remembered_and_shown_nowhere(ward: Ward) -> None:
    before = len(ward.published)
    ward.numbers(1.0, "stranger", heart_rate=80.0)
    assert len(ward.published) == before
    assert ward.core.unplaced["stranger"].heard_at == 1.0


@pytest.mark.parametrize(("bed", "said"), [("UTI 4", "UTI 4"), ("", "stranger")])
def test_an_alarm_of_a_device_that_stands_at_no_bed_is_told_by_the_station(ward: Ward, bed: str, said: str) -> None:
    alert = DeviceAlert(Source("stranger", bed), 1.0, "a1", "MDC_EVT_ECG_ASYSTOLE", "ASSISTOLIA", Phase.START)
    ward.core.take(replace(alert, phase=Phase.END))
    assert not any(isinstance(item, Alarms) and item.state.alarms for item in ward.published)
    ward.core.take(alert)
    (told,) = ward.state(STATION).alarms
    assert (told.code, told.subject, told.text) == ("unplaced_alarm", "stranger", said)
    ward.core.take(replace(alert, received_at=2.0, phase=Phase.CONTINUE))
    assert len([one for one in ward.logged if one.bed == STATION]) == 1


def test_a_stranger_is_no_longer_one_once_it_was_put_to_a_bed(ward: Ward) -> None:
    ward.numbers(1.0, "stranger", heart_rate=80.0)
    ward.fixed[0] = occupied(1, device="stranger")
    ward.core.arrange(2.0, "ana")
    assert ward.core.unplaced == {}
    ward.numbers(3.0, "stranger", heart_rate=80.0)
    assert isinstance(ward.published[-1], Numbers)


def test_a_limit_that_is_passed_for_long_enough_is_told_and_logged(ward: Ward) -> None:
    desaturate(ward)
    assert "spo2_low" in ward.conditions()
    assert any(change.bed == "b1" and change.why is Why.LIMIT for change in ward.logged)
    assert "spo2_low" not in ward.conditions("b2")


def test_an_act_of_a_person_is_told_at_once_and_logged_with_the_name(ward: Ward) -> None:
    at = desaturate(ward)
    key = next(alarm.key for alarm in ward.state().alarms if alarm.code == "spo2_low")
    ward.core.act("b1", at, lambda bed: bed.acknowledge(key, "ana", at))
    shown = next(alarm for alarm in ward.state().alarms if alarm.key == key)
    assert shown.presence is Presence.ACKNOWLEDGED and shown.acknowledged_by == "ana"
    assert ward.logged[-1].who == "ana"


def test_a_refused_act_is_passed_on_and_changes_nothing(ward: Ward) -> None:
    before = len(ward.logged)
    with pytest.raises(KnownError, match="not_there"):
        ward.core.act("b1", 5.0, lambda bed: bed.acknowledge("spo2_low", "ana", 5.0))
    assert len(ward.logged) == before


def test_a_silent_monitor_alarms_at_its_bed_alone(ward: Ward) -> None:
    for second in range(60):
        ward.numbers(float(second), "monitor-2", heart_rate=80.0)
        ward.core.tick(float(second))
    assert "device_gone" in ward.conditions("b1")
    assert "device_gone" not in ward.conditions("b2")


def test_an_announced_switch_off_does_not_become_a_lost_device(ward: Ward) -> None:
    ward.numbers(1.0, heart_rate=80.0)
    ward.core.take(SignOfLife(Source("monitor-1"), 2.0, leaving=True))
    for second in range(3, 120):
        ward.core.tick(float(second))
    assert "device_gone" not in ward.conditions()


def test_a_devices_own_alarm_is_taken_over(ward: Ward) -> None:
    alert = DeviceAlert(
        Source("monitor-1"), 3.0, "alert-7", "MDC_EVT_ECG_ASYSTOLE", "ASYSTOLE", Phase.START, "active", priority="PH"
    )
    ward.core.take(alert)
    assert "asystole" in ward.conditions()


def test_the_alarms_of_every_bed_are_told_again_though_nothing_changed(ward: Ward) -> None:
    ward.published.clear()
    for tenth in range(50):
        ward.core.tick(tenth / 10)
    assert ward.state("b1").alarms == () and ward.state("b3").alarms == ()


def test_of_a_new_patient_no_alarm_of_the_former_is_left(ward: Ward) -> None:
    at = desaturate(ward)
    ward.fixed[0] = occupied(1, stay="stay-2")
    ward.core.arrange(at + 1, "ana")
    assert ward.state().alarms == ()
    assert any(change.why is Why.DISCHARGED and change.who == "ana" for change in ward.logged)


def test_other_limits_of_a_bed_hold_from_the_next_value_on(ward: Ward) -> None:
    at = desaturate(ward)
    limits = ward.state().limits["spo2"]
    ward.fixed[0] = replace(ward.fixed[0], limits={"spo2": replace(limits, low=82.0)})
    ward.core.arrange(at + 1, "ana")
    assert ward.state().limits["spo2"].low == 82.0


def test_a_bed_that_is_taken_away_is_shown_no_more(ward: Ward) -> None:
    del ward.fixed[1]
    ward.core.arrange(5.0, "ana")
    assert [line.bed for line in ward.layout().beds] == ["b1", "b3"]
    ward.numbers(6.0, "monitor-2", heart_rate=80.0)
    assert "monitor-2" in ward.core.unplaced


def test_what_is_no_vital_sign_is_told_with_its_bed_or_without_one(ward: Ward) -> None:
    for device in ("monitor-1", "generator"):
        ward.core.take(DeviceReport(Source(device), 1.0, "temperature", 6, {"value": 23.5}))
    assert [item.bed for item in ward.published if isinstance(item, Reported)] == ["b1", ""]


def test_a_fault_of_the_station_is_an_alarm_of_the_station(ward: Ward) -> None:
    ward.core.technical("ward_behind", "", True, 4.0)
    assert ward.conditions(STATION) == {"ward_behind"}
    ward.core.technical("ward_behind", "", False, 5.0)
    assert ward.conditions(STATION) == set()


def test_the_witness_is_given_each_sample_once(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[str] = []
    monkeypatch.setattr(Attending, "take", lambda _self, bed, _waves: given.append(bed))
    ward.wave(1.0)
    assert given == ["b1"]


def test_a_device_that_was_silent_before_a_restart_is_not_taken_to_have_spoken(ward: Ward) -> None:
    ward.core.tick(40.0)
    assert "device_gone" in ward.conditions()
    again = Ward(history=lambda bed: [one for one in ward.logged if one.bed == bed.bed])
    (gone,) = [alarm for alarm in again.state().alarms if alarm.code == "device_gone"]
    assert gone.is_there and gone.continuing


def test_a_device_that_was_taken_off_while_nothing_ran_is_not_waited_for_after_the_restart(ward: Ward) -> None:
    ward.core.tick(40.0)
    free = [replace(one, devices=()) for one in ward.fixed]
    again = Ward(fixed=free, history=lambda bed: [one for one in ward.logged if one.bed == bed.bed])
    assert "device_gone" not in again.conditions()
    assert any(one.why is Why.DETACHED for one in again.logged)


def test_a_device_that_nobody_waits_for_is_placed_and_its_silence_alarms_nobody(ward: Ward) -> None:
    ward.fixed[0] = replace(ward.fixed[0], devices=(BedDevice("pump", waited_for=False),))
    ward.core.arrange(1.0, "ana")
    ward.numbers(2.0, "pump", heart_rate=80.0)
    ward.core.tick(60.0)
    assert "device_gone" not in ward.conditions()
    assert any(isinstance(item, Numbers) and item.bed == "b1" for item in ward.published)


def test_a_device_that_announced_its_end_is_told_from_one_that_fell_silent(ward: Ward) -> None:
    ward.numbers(1.0, spo2=97.0)
    ward.numbers(1.0, "monitor-2", spo2=97.0)
    ward.core.take(SignOfLife(Source("monitor-1"), 5.0, leaving=True))
    ward.core.tick(60.0)
    told = ward.core.devices()
    assert (told["monitor-1"].heard_at, told["monitor-1"].left, told["monitor-1"].gone) == (5.0, True, False)
    assert (told["monitor-2"].heard_at, told["monitor-2"].left, told["monitor-2"].gone) == (1.0, False, True)
    ward.numbers(61.0, "monitor-2", spo2=97.0)
    assert not ward.core.devices()["monitor-2"].gone


def test_of_a_device_that_was_taken_off_no_sign_of_life_is_told(ward: Ward) -> None:
    ward.numbers(1.0, spo2=97.0)
    ward.fixed[0] = WardBed("b1", "Leito 01", "stay-1", "M.S.")
    ward.core.arrange(2.0, "Ana")
    assert set(ward.core.devices()) == {"monitor-2"}
