"""Limits: the files are whole, their figures have sources, and what a person sets is checked by field and value."""

from dataclasses import replace

import pytest

from app.kernel.errors import KnownError
from app.ward.alarms.conditions import conditions, rules
from app.ward.alarms.limits import AgeClass, Tier, check_limits, defaults, limit_sources, vital_rules
from app.ward.alarms.wording import condition_text
from app.ward.catalogue import vital_signs
from tests.security.test_texts import texts

ADULT = defaults(AgeClass.ADULT)


def test_every_vital_sign_says_its_limits() -> None:
    assert set(vital_rules()) == set(vital_signs())


@pytest.mark.parametrize("age", list(AgeClass))
def test_the_defaults_would_themselves_be_accepted(age: AgeClass) -> None:
    for vital, limits in defaults(age).items():
        check_limits(vital, limits, age)


def test_every_figure_names_a_source_with_a_mark() -> None:
    for one in vital_rules().values():
        assert set(one.sources.values()) <= set(limit_sources())
        for age in AgeClass:
            given = {
                name for name in ("low", "high", "extreme_low", "extreme_high") if getattr(one.defaults[age], name)
            }
            assert given <= {key.partition(".")[2] for key in one.sources if key.startswith(f"{age}.")}


def test_what_a_passed_limit_is_called_can_alarm() -> None:
    for one in vital_rules().values():
        assert set(one.conditions.values()) <= set(conditions())
        assert not one.nothing or one.nothing[0] in conditions()


def test_what_lies_beyond_an_extreme_limit_is_lethal_and_critical() -> None:
    extremes = {
        one.conditions[tier]
        for one in vital_rules().values()
        for tier in (Tier.EXTREME_LOW, Tier.EXTREME_HIGH)
        if tier in one.conditions
    }
    assert extremes
    assert all(conditions()[code].lethal and conditions()[code].priority == 0 for code in extremes)


@pytest.mark.parametrize(
    ("vital", "change", "code", "field"),
    [
        ("heart_rate", {"low": float("nan")}, "not_a_number", "low"),
        ("heart_rate", {"high": 400.0, "extreme_high": 401.0}, "not_possible", "high"),
        ("heart_rate", {"low": 130.0}, "low_not_below_high", "low"),
        ("heart_rate", {"extreme_high": 120.0}, "extreme_inside", "extreme_high"),
        ("heart_rate", {"extreme_low": 55.0}, "extreme_inside", "extreme_low"),
        ("spo2", {"extreme_low": None}, "extreme_kept", "extreme_low"),
        ("spo2", {"delay_low": 16.0}, "delay", "delay_low"),
        ("spo2", {"delay_high": -1.0}, "delay", "delay_high"),
    ],
)
def test_a_limit_is_refused_with_its_field_and_value(
    vital: str, change: dict[str, float | None], code: str, field: str
) -> None:
    with pytest.raises(KnownError) as refused:
        check_limits(vital, replace(ADULT[vital], **change), AgeClass.ADULT)  # type: ignore[arg-type]  # by name
    assert (refused.value.code, refused.value.values["field"]) == (f"ward_limits.{code}", field)
    assert "value" in refused.value.values


def test_an_ordinary_limit_may_be_taken_off_while_the_extreme_one_stays() -> None:
    check_limits("heart_rate", replace(ADULT["heart_rate"], low=None, high=None), AgeClass.ADULT)


def test_a_sign_that_nobody_knows_has_no_limits() -> None:
    with pytest.raises(KnownError, match=r"ward_limits\.unknown_vital"):
        check_limits("mood", ADULT["spo2"], AgeClass.ADULT)


def test_every_condition_has_its_words() -> None:
    written = {f"ward_alarms.{name}" for name in texts("ward_alarms")}
    assert [code for code in conditions() if condition_text(code).key not in written] == []


def test_no_event_of_a_device_means_two_conditions() -> None:
    events = [event for one in conditions().values() for event in one.events]
    assert len(events) == len(set(events))


def test_no_pause_is_longer_than_the_longest_and_lethal_alarms_remind_first() -> None:
    times = rules()
    assert times.pause <= times.longest_pause
    assert times.reminder_lethal <= times.reminder_high <= times.reminder_other
