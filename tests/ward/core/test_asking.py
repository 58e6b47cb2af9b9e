"""Class A of table 13: silent for 30 s, the equipment itself is asked for a sign before its silence alarms."""

from dataclasses import replace

import pytest

from app.router.tables.model import EquipmentRow, Silent, Tables
from app.router.tables.reading import default_tables
from app.ward.alarms.conditions import rules
from app.ward.alarms.words import Priority
from app.ward.beds.directory import BedDevice
from app.ward.beds.model import DeviceClass
from app.ward.signals import LifeQuestion, SignOfLife, Source
from tests.ward.core.conftest import Ward, occupied

SILENCE, ANSWER = rules().silence, rules().answer


@pytest.fixture
def reached() -> Ward:
    ward = Ward(reached={"monitor-1"})
    ward.numbers(0.0, heart_rate=80.0)
    return ward


def gone(ward: Ward) -> bool:
    return "device_gone" in ward.conditions()


def test_it_is_asked_and_alarms_when_no_answer_came_in_time(reached: Ward) -> None:
    reached.core.tick(SILENCE - 0.1)
    assert reached.orders == []
    reached.core.tick(SILENCE)
    assert reached.orders == [("monitor-1", LifeQuestion())]
    reached.core.tick(SILENCE + ANSWER - 0.1)
    assert not gone(reached)
    reached.core.tick(SILENCE + ANSWER)
    assert gone(reached)
    assert len(reached.orders) == 1


def test_an_answer_is_a_sign_of_life_and_the_next_silence_is_asked_again(reached: Ward) -> None:
    reached.core.tick(SILENCE)
    reached.core.take(SignOfLife(Source("monitor-1"), SILENCE + 1))
    reached.core.tick(2 * SILENCE)
    assert not gone(reached)
    reached.core.tick(2 * SILENCE + 1)
    assert len(reached.orders) == 2


def test_what_cannot_be_asked_alarms_at_once() -> None:
    ward = Ward()
    ward.numbers(0.0, heart_rate=80.0)
    ward.core.tick(SILENCE)
    assert gone(ward)


def test_life_support_that_does_not_answer_is_lethal() -> None:
    bed = replace(occupied(1), devices=(BedDevice("ventilator", life_support=True),))
    ward = Ward([bed], reached={"ventilator"})
    ward.core.take(SignOfLife(Source("ventilator"), 0.0))
    ward.core.tick(SILENCE)
    assert ward.conditions() == set()
    ward.core.tick(SILENCE + ANSWER)
    (alarm,) = ward.state().alarms
    assert (alarm.code, alarm.lethal) == ("life_support_gone", True)


def test_a_tick_that_comes_late_alarms_though_nobody_was_asked_in_time(reached: Ward) -> None:
    reached.core.tick(SILENCE + ANSWER + 100)
    assert gone(reached)


def test_what_was_taken_off_while_it_was_asked_is_not_waited_for(reached: Ward) -> None:
    reached.core.tick(SILENCE)
    reached.fixed[0] = replace(occupied(1), devices=())
    reached.core.arrange(SILENCE + 1, "ana")
    reached.core.tick(SILENCE + ANSWER + 1)
    assert reached.conditions() == set()


def edited(row: EquipmentRow) -> Tables:
    """Table 13 with another row."""
    return replace(default_tables(), equipment={**default_tables().equipment, row.device_class: row})


CLASS_A = default_tables().equipment[DeviceClass.A]


def test_table_13_as_shipped_is_what_the_ward_does_without_it() -> None:
    assert (CLASS_A.silent_after, CLASS_A.exit_priority) == (SILENCE, Priority.HIGH)


def test_an_edited_table_13_says_after_how_long_class_a_is_missed_and_how_urgently(reached: Ward) -> None:
    reached.core.tick(SILENCE - 1)
    row = replace(CLASS_A, silent_after=2 * SILENCE, then=Silent.LOST, exit_priority=1)
    reached.in_force = edited(row)
    reached.core.arrange(SILENCE - 1, "ana")
    reached.core.tick(2 * SILENCE - 0.1)
    assert reached.orders == [] and not gone(reached)
    reached.core.tick(2 * SILENCE)
    (alarm,) = [one for one in reached.state().alarms if one.code == "device_gone"]
    assert reached.orders == [] and alarm.priority is Priority.MEDIUM


def test_life_support_stays_lethal_and_critical_whatever_table_13_says_and_its_switch_off_as_the_table_has_it() -> None:
    bed = replace(occupied(1), devices=(BedDevice("ventilator", life_support=True),))
    quiet = edited(replace(CLASS_A, exit_priority=2, orderly_exit_alarms=False))
    ward = Ward([bed], in_force=quiet)
    ward.core.take(SignOfLife(Source("ventilator"), 0.0))
    ward.core.tick(SILENCE)
    (alarm,) = [one for one in ward.state().alarms if one.code == "life_support_gone"]
    assert alarm.priority is Priority.HIGH and alarm.lethal
    ward.core.take(SignOfLife(Source("ventilator"), SILENCE + 1))
    ward.core.take(SignOfLife(Source("ventilator"), SILENCE + 2, leaving=True))
    assert "life_support_off" not in ward.conditions()
    ward.in_force = default_tables()
    ward.core.arrange(SILENCE + 3, "ana")
    ward.core.take(SignOfLife(Source("ventilator"), SILENCE + 4))
    ward.core.take(SignOfLife(Source("ventilator"), SILENCE + 5, leaving=True))
    assert "life_support_off" in ward.conditions()
