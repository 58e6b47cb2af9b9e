"""The alarms of a ward: beds go on without each other."""

import pytest

from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.engine import STATION, AlarmEngine
from app.ward.alarms.limits import AgeClass
from app.ward.signals import Numeric
from tests.conftest import ExpectedLogs


def test_beds_alarm_for_themselves() -> None:
    ward = AlarmEngine(0.0)
    for bed in ("1", "2"):
        ward.open(bed, AgeClass.ADULT, 0.0)
    ward.bed("1").observe([Numeric("heart_rate", 150.0)], 0.0)
    changes = ward.tick(6.0)
    assert {one.bed for one in changes} == {"1"}
    assert {one.bed: len(one.alarms) for one in ward.states()} == {STATION: 0, "1": 2, "2": 0}


def test_the_newborns_heart_is_judged_by_the_newborns_limits() -> None:
    ward = AlarmEngine(0.0)
    ward.open("1", AgeClass.NEWBORN, 0.0)
    ward.bed("1").observe([Numeric("heart_rate", 150.0)], 0.0)
    assert ward.tick(6.0) == []


def test_what_is_said_of_a_bed_that_nobody_opened_is_an_error_and_not_lost() -> None:
    with pytest.raises(KeyError):
        AlarmEngine(0.0).bed("9")


def test_a_bed_that_is_closed_leaves_nothing_and_names_who_closed_it() -> None:
    ward = AlarmEngine(0.0)
    ward.open("1", AgeClass.ADULT, 0.0)
    ward.bed("1").observe([Numeric("heart_rate", 0.0)], 0.0)
    ward.tick(10.0)
    assert {(one.becomes, one.who) for one in ward.close("1", "nurse", 11.0)} == {("none", "nurse")}
    assert ward.beds() == (STATION,)


def test_a_bed_whose_alarms_fail_is_told_by_the_station_and_the_others_go_on(
    monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    expected_logs.expect("app.ward.alarms.engine", "could not be worked out")
    ward = AlarmEngine(0.0)
    for bed in ("1", "2"):
        ward.open(bed, AgeClass.ADULT, 0.0)
        ward.bed(bed).observe([Numeric("heart_rate", 150.0)], 0.0)
    whole = BedAlarms.tick
    monkeypatch.setattr(BedAlarms, "tick", lambda own, at: 1 / 0 if own.bed == "1" else whole(own, at))
    changes = ward.tick(6.0)
    assert {(one.bed, one.what) for one in changes if one.was == "none"} == {
        (STATION, "alarms_failed:1"),
        ("2", "extreme_tachycardia"),
        ("2", "heart_rate_high"),
    }
