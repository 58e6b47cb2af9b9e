"""Limits of a bedside device changed from elsewhere: wanted, taken, in force; or refused, or no answer."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Change, Why
from app.ward.alarms.records import from_record, to_record
from app.ward.beds.clocks import in_time_of
from app.ward.feed.items import Alarms
from app.ward.feed.wire import from_frame, to_frame
from app.ward.node.commands import Command, carry_out
from app.ward.settings_change.changes import WHAT, SettingChanges
from app.ward.settings_change.model import PATIENCE, SHOWN_SECONDS, DeviceSetting, SettingState
from app.ward.signals import LimitsOrder, Numeric, Observation, OrderStep, SettingAnswer, Source
from tests.ward.core.conftest import Ward, occupied

USUAL = defaults(AgeClass.ADULT)["heart_rate"]
LIMITS = replace(USUAL, low=50.0, high=110.0)
MONITOR = Source("monitor-1")


@pytest.fixture
def asked() -> Ward:
    """A bed whose monitor was asked for other limits at second 1."""
    ward = Ward(reached={"monitor-1"})
    ward.numbers(0.5, heart_rate=80.0)
    ward.core.want_setting("b1", "heart_rate", LIMITS, "ana", 1.0)
    return ward


def standing(ward: Ward) -> list[tuple[SettingState, str]]:
    return [(one.state, one.who) for one in ward.state().settings]


def order(ward: Ward) -> LimitsOrder:
    (found,) = [one for _, one in ward.orders if isinstance(one, LimitsOrder)]
    return found


def answer(ward: Ward, at: float, step: OrderStep, reason: str = "", source: Source = MONITOR) -> None:
    ward.core.take(SettingAnswer(source, at, order(ward).change, step, reason))


def test_it_goes_to_the_device_that_measures_the_sign_and_is_told_as_wanted(asked: Ward) -> None:
    assert (order(asked).vital, order(asked).low, order(asked).high) == ("heart_rate", 50.0, 110.0)
    assert [device for device, _ in asked.orders] == ["monitor-1"]
    assert standing(asked) == [(SettingState.WANTED, "ana")]
    assert asked.state().limits["heart_rate"] == USUAL, "the station's own limits are another matter"


def test_taken_and_in_force_are_what_the_device_says_each_logged(asked: Ward) -> None:
    answer(asked, 2.0, OrderStep.TAKEN)
    assert standing(asked) == [(SettingState.TAKEN, "ana")]
    answer(asked, 4.0, OrderStep.IN_FORCE)
    assert standing(asked) == [(SettingState.IN_FORCE, "ana")]
    logged = [(one.was, one.becomes, one.who, one.why) for one in asked.logged if one.what.startswith(WHAT)]
    assert logged == [
        ("none", "wanted", "ana", Why.SET),
        ("wanted", "taken", "", Why.DEVICE),
        ("taken", "in_force", "", Why.DEVICE),
    ]


def test_what_is_in_force_is_shown_for_a_while_and_then_no_longer(asked: Ward) -> None:
    answer(asked, 2.0, OrderStep.IN_FORCE)
    asked.numbers(2.0 + SHOWN_SECONDS - 1, heart_rate=80.0)
    asked.core.tick(2.0 + SHOWN_SECONDS - 1)
    assert standing(asked) == [(SettingState.IN_FORCE, "ana")]
    asked.core.tick(2.0 + SHOWN_SECONDS)
    asked.core.tell_all(2.0 + SHOWN_SECONDS)
    assert standing(asked) == []


def test_a_refusal_stays_with_its_reason_until_somebody_has_seen_it(asked: Ward) -> None:
    answer(asked, 2.0, OrderStep.REFUSED, "bloqueado")
    asked.core.tick(10_000.0)
    (one,) = asked.state().settings
    assert (one.state, one.reason) == (SettingState.REFUSED, "bloqueado")
    asked.core.setting_seen("b1", "bia", 10_001.0)
    assert standing(asked) == []
    assert asked.logged[-1].who == "bia"


@pytest.mark.parametrize("taken", [False, True])
def test_a_device_that_does_not_answer_in_time_is_told_and_a_late_word_still_counts(asked: Ward, taken: bool) -> None:
    due = 1.0 + PATIENCE[SettingState.WANTED]
    if taken:
        answer(asked, 2.0, OrderStep.TAKEN)
        due = 2.0 + PATIENCE[SettingState.TAKEN]
    asked.numbers(due - 0.1, heart_rate=80.0)
    asked.core.tick(due - 0.1)
    assert standing(asked)[0][0].is_open
    asked.core.tick(due + 5)
    assert standing(asked) == [(SettingState.UNANSWERED, "ana")]
    assert asked.state().settings[0].since == due
    answer(asked, due + 60, OrderStep.IN_FORCE)
    assert standing(asked) == [(SettingState.IN_FORCE, "ana")]


def test_a_device_whose_numbers_carry_the_wanted_limits_has_them_in_force(asked: Ward) -> None:
    for at, limits in ((2.0, (None, None)), (3.0, (45.0, 110.0)), (4.0, (50.0, 110.0))):
        assert standing(asked) == [(SettingState.WANTED, "ana")]
        asked.core.take(Observation(MONITOR, at, (Numeric("heart_rate", 80.0, limits),)))
    assert standing(asked) == [(SettingState.IN_FORCE, "ana")]


def test_a_second_change_waits_for_the_first_and_replaces_what_is_decided(asked: Ward) -> None:
    with pytest.raises(KnownError, match=r"ward_settings\.under_way"):
        asked.core.want_setting("b1", "heart_rate", USUAL, "bia", 2.0)
    answer(asked, 3.0, OrderStep.REFUSED)
    asked.core.want_setting("b1", "heart_rate", USUAL, "bia", 4.0)
    assert standing(asked) == [(SettingState.WANTED, "bia")]


def test_what_cannot_be_asked_is_refused_at_once_and_nothing_is_shown() -> None:
    ward = Ward()
    ward.numbers(0.5, heart_rate=80.0)
    with pytest.raises(KnownError, match=r"ward_settings\.cannot_be_set"):
        ward.core.want_setting("b1", "heart_rate", LIMITS, "ana", 1.0)
    with pytest.raises(KnownError, match=r"ward_settings\.nobody_measures"):
        ward.core.want_setting("b1", "spo2", defaults(AgeClass.ADULT)["spo2"], "ana", 1.0)
    with pytest.raises(KnownError, match=r"ward_limits\."):
        ward.core.want_setting("b1", "heart_rate", replace(LIMITS, low=200.0), "ana", 1.0)
    ward.core.tell_all(2.0)
    assert ward.state().settings == ()


def test_the_word_of_another_device_or_about_another_order_changes_nothing(asked: Ward) -> None:
    asked.core.take(SettingAnswer(Source("monitor-2"), 2.0, order(asked).change, OrderStep.IN_FORCE))
    asked.core.take(SettingAnswer(MONITOR, 2.0, "guessed", OrderStep.IN_FORCE))
    asked.core.take(SettingAnswer(Source("stranger"), 2.0, order(asked).change, OrderStep.IN_FORCE))
    assert standing(asked) == [(SettingState.WANTED, "ana")]


def test_with_the_device_or_the_patient_goes_what_was_asked(asked: Ward) -> None:
    asked.fixed[0] = replace(occupied(1), devices=())
    asked.core.arrange(2.0, "bia")
    assert standing(asked) == []
    asked.fixed[0] = occupied(1)
    asked.core.arrange(3.0, "bia")
    asked.numbers(3.5, heart_rate=80.0)
    asked.core.want_setting("b1", "heart_rate", LIMITS, "ana", 4.0)
    asked.fixed[0] = occupied(1, stay="stay-2")
    asked.core.arrange(5.0, "bia")
    assert standing(asked) == []


def test_after_a_restart_it_goes_on_and_an_order_that_was_lost_is_told(asked: Ward) -> None:
    kept = [from_record(json.loads(json.dumps(to_record(one)))) for one in asked.logged if one.bed == "b1"]
    again = Ward(reached={"monitor-1"}, history=lambda bed: [in_time_of(one, -0.5) for one in kept if bed.bed == "b1"])
    again.core.tell_all(0.6)
    assert standing(again) == [(SettingState.WANTED, "ana")]
    again.core.tick(0.5 + PATIENCE[SettingState.WANTED])
    assert standing(again) == [(SettingState.UNANSWERED, "ana")]


def test_a_screen_is_told_the_same_over_the_wire(asked: Ward) -> None:
    item = next(one for one in reversed(asked.published) if isinstance(one, Alarms) and one.state.bed == "b1")
    again = from_frame(to_frame(item))
    assert isinstance(again, Alarms) and again.state.settings == item.state.settings != ()


def values() -> dict[str, object]:
    return {"vital": "heart_rate", "limits": {name: getattr(LIMITS, name) for name in LIMITS.__dataclass_fields__}}


def test_the_commands_of_a_window_ask_the_device_and_set_the_stations_own_at_once() -> None:
    ward = Ward(reached={"monitor-1"})
    ward.numbers(0.5, heart_rate=80.0)
    told = carry_out(ward.core, Command("change_limits", "ana", "b1", values()), 1.0)
    assert (told.refusal, told.values) == ("", {"device": ""})
    assert ward.state().limits["heart_rate"] == LIMITS
    assert standing(ward) == [(SettingState.WANTED, "ana")]
    again = carry_out(ward.core, Command("set_device_limits", "bia", "b1", values()), 2.0)
    assert (again.refusal, again.values) == ("ward_settings.under_way", {"who": "ana"})
    assert carry_out(ward.core, Command("set_device_limits", "ana", "b9", values()), 2.0).refusal


def test_where_the_device_cannot_be_asked_the_stations_own_limits_are_set_all_the_same() -> None:
    ward = Ward()
    ward.numbers(0.5, heart_rate=80.0)
    told = carry_out(ward.core, Command("change_limits", "ana", "b1", values()), 1.0)
    assert (told.refusal, told.values) == ("", {"device": "ward_settings.cannot_be_set"})
    assert ward.state().limits["heart_rate"] == LIMITS


steps = st.one_of(
    st.tuples(st.just("answer"), st.sampled_from(OrderStep)),
    st.tuples(st.just("wait"), st.floats(0.1, 45.0)),
    st.tuples(st.just("shows"), st.sampled_from([(50.0, 110.0), (45.0, 100.0), (None, None)])),
    st.tuples(st.just("seen"), st.none()),
)
Said = tuple[str, object]


def played(said: list[Said], every: float) -> tuple[list[Change], SettingChanges]:
    """What is logged, asked for time alone every so many seconds."""
    own, at, logged = SettingChanges("b1"), 0.0, list[Change]()
    one = DeviceSetting("c1", "monitor-1", "heart_rate", LIMITS, "ana", 0.0, SettingState.WANTED, 0.0)
    logged += own.want(one)
    for what, value in said:
        if what == "wait":
            assert isinstance(value, float)
            end = at + value
            while at + every < end:
                at += every
                logged += own.tick(at)
            at = end
        logged += own.tick(at)
        if what == "answer":
            assert isinstance(value, OrderStep)
            logged += own.answered(SettingAnswer(MONITOR, at, "c1", value), at)
        elif what == "shows":
            assert isinstance(value, tuple)
            logged += own.observed("monitor-1", (Numeric("heart_rate", 80.0, value),), at)
        elif what == "seen":
            logged += own.seen("bia", at)
    return logged, own


@given(st.lists(steps, max_size=12))
def test_asking_more_often_changes_nothing_and_each_step_follows_the_one_before(said: list[Said]) -> None:
    logged, own = played(said, 1e9)
    often, _ = played(said, 0.7)
    assert often == logged
    assert [one.was for one in logged[1:]] == [one.becomes for one in logged[:-1]]
    if any(one.becomes == "in_force" for one in logged):
        proof = [value for what, value in said if value in (OrderStep.IN_FORCE, (50.0, 110.0))]
        assert proof, "in force without a word of the device"
    failed = [one for one in own.standing() if one.state.failed]
    gone = [one for one in logged if one.becomes == "none" and one.was in ("refused", "unanswered")]
    assert all(one.who == "bia" for one in gone), "what failed goes only when a person has seen it"
    assert len(own.standing()) <= 1 and (not failed or failed[0].who == "ana")


@given(st.lists(steps, max_size=8))
def test_the_log_gives_the_state_again(said: list[Said]) -> None:
    logged, own = played(said, 1e9)
    last = from_record(json.loads(json.dumps(to_record(logged[-1])))).after
    if own.standing():
        assert own.standing() == (last,)
