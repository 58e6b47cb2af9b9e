"""The ward's thread: what its inputs refuse is not lost in a count."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.kernel.clock import SystemClock
from app.ward.alarms.engine import STATION
from app.ward.core import WardCore
from app.ward.inputs import Deliver, Refuse
from app.ward.running import RunningWard
from app.ward.signals import Observation, Refusal, Source
from tests.conftest import ExpectedLogs
from tests.ward.core.conftest import Ward

LOST = Refusal(1.0, "10.0.0.5:4711", "alert_phase_unknown", "OBX[2]-5", True, Source("monitor-1", "L1"))


class HandInput:
    """An input that a test speaks through."""

    name = "by hand"

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        self.deliver, self.refuse = deliver, refuse

    def stop(self) -> None:
        """Nothing is open."""


def running(ward: Ward, say: Callable[[HandInput], None]) -> RunningWard:
    """A ward to which something was said, and that has worked it through."""
    hand = HandInput()
    found = RunningWard(ward.core, [hand], SystemClock())
    found.start()
    try:
        say(hand)
        found.ask(lambda _core, _at: None).result(30)
    finally:
        found.stop()
    return found


def test_an_alarm_that_was_refused_is_told_at_the_bed_of_its_device(ward: Ward) -> None:
    found = running(ward, lambda hand: hand.refuse(LOST))
    assert "device_alarm_refused" in ward.conditions("b1")
    assert "device_alarm_refused" not in ward.conditions(STATION)
    assert found.refusals() == {"alert_phase_unknown": 1}


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (replace(LOST, source=Source("stranger", "UTI 4")), "UTI 4"),
        (replace(LOST, source=None), "10.0.0.5"),
        (replace(LOST, source=None, code="input_fault"), "10.0.0.5"),
    ],
)
def test_where_no_bed_has_the_device_the_station_says_who_sent_it(ward: Ward, refusal: Refusal, said: str) -> None:
    running(ward, lambda hand: hand.refuse(refusal))
    (alarm,) = [one for one in ward.state(STATION).alarms if one.code == "device_alarm_refused"]
    assert alarm.text == said


def test_what_was_no_alarm_is_counted_and_disturbs_nobody(ward: Ward) -> None:
    found = running(ward, lambda hand: hand.refuse(replace(LOST, code="value_impossible", may_be_alarm=False)))
    assert "device_alarm_refused" not in ward.conditions("b1") | ward.conditions(STATION)
    assert found.refusals() == {"value_impossible": 1}


def test_a_message_that_cannot_be_worked_through_is_told_until_a_person_has_seen_it(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, expected_logs: ExpectedLogs
) -> None:
    def fail(_core: WardCore, _message: object) -> None:
        raise ZeroDivisionError

    expected_logs.expect("app.ward.running", "a message could not be taken")
    monkeypatch.setattr(WardCore, "take", fail)
    running(ward, lambda hand: hand.deliver(Observation(Source("monitor-1"), 1.0)))
    (alarm,) = [one for one in ward.state(STATION).alarms if one.code == "message_failed"]
    later = time.monotonic() + 9_000
    ward.core.tick(later)
    assert "message_failed" in {one.code for one in ward.state(STATION).alarms}
    ward.core.act(STATION, later, lambda bed: bed.acknowledge(alarm.key, "ana", later))
    assert ward.state(STATION).alarms == ()
