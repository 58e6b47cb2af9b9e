"""What has happened and has no end of its own is told, told again, and never goes without a person."""

from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.conditions import rules
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.restoring import restore
from tests.ward.alarms.helpers import WHO, Bed

LOST = "device_alarm_refused:monitor"


def _lost(bed: Bed, at: float) -> None:
    bed.log += bed.engine.happened("device_alarm_refused", "monitor", at)


def test_an_alarm_that_may_be_lost_stands_until_a_person_has_seen_it() -> None:
    bed = Bed()
    _lost(bed, 10.0)
    assert bed.words() == {LOST: "on"}
    bed.tick(9_000.0)
    assert bed.words() == {LOST: "latched"}
    bed.see(LOST, 9_001.0)
    assert bed.words() == {}
    assert bed.log[-1].who == WHO


def test_many_of_one_sender_are_one_alarm_and_few_lines_of_the_log() -> None:
    bed = Bed()
    for second in range(200):
        _lost(bed, float(second))
    assert bed.words() == {LOST: "on"} and len(bed.log) == 1


def test_what_happens_again_after_somebody_has_seen_it_is_told_again() -> None:
    bed = Bed()
    _lost(bed, 10.0)
    bed.see(LOST, 20.0)
    _lost(bed, 21.0)
    assert not bed.alarms()[LOST].sounds
    bed.tick(20.0 + rules().reminder_other)
    assert bed.alarms()[LOST].sounds


def test_it_counts_as_there_for_longer_than_any_reminder_waits() -> None:
    every = rules()
    assert every.happening >= max(every.reminder_lethal, every.reminder_high, every.reminder_other)


def test_seen_and_not_happening_again_it_goes_by_itself() -> None:
    bed = Bed()
    _lost(bed, 10.0)
    bed.see(LOST, 20.0)
    bed.tick(10.0 + rules().happening)
    assert bed.words() == {}


def test_after_a_restart_it_still_waits_for_its_end_and_for_a_person() -> None:
    before = BedAlarms("7", defaults(AgeClass.ADULT), 0.0)
    log = before.happened("device_alarm_refused", "monitor", 10.0)
    again = restore("7", defaults(AgeClass.ADULT), log, 50.0)
    assert [one.presence.value for one in again.state().alarms] == ["on"]
    again.tick(50.0 + rules().happening)
    assert [one.presence.value for one in again.state().alarms] == ["latched"]


def test_with_the_patient_it_goes() -> None:
    bed = Bed()
    _lost(bed, 10.0)
    bed.log += bed.engine.discharge(WHO, 20.0)
    bed.tick(9_000.0)
    assert bed.words() == {}
