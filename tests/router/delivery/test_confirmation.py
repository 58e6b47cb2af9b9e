"""Shown, accepted, at the bed: three different things; deadlines, repeats, and how an end is told."""

import math

import pytest

from app.kernel.errors import KnownError
from app.router.delivery.duplicates import Duplicates
from app.router.delivery.model import Ask, Call, Entry, Occasion, Standing, Trouble
from app.router.delivery.proving import gaps, is_settled
from app.router.delivery.watching import Watch
from app.router.words import Response, Step
from tests.router.delivery.harness import TABLES, Ward


def test_the_history_proves_each_step_from_the_beginning_to_the_bed() -> None:
    ward = Ward()
    ward.alarm(priority=0)
    ward.pass_time(0.25)
    ward.show("ana")
    ward.pass_time(1)
    ward.answer("ana", Response.ACCEPTED)
    ward.pass_time(5)
    ward.answer("ana", Response.PRESENT)
    mine = [one for one in ward.delivery.history("1", "asystole") if one.receiver in ("", "ana")]
    assert [one.step for one in mine] == [
        Step.GENERATED, Step.QUEUED, Step.SENT, Step.SHOWN, Step.ACCEPTED, Step.PRESENT,
    ]  # fmt: skip
    assert [one.at for one in mine] == [0, 0, 0, 0.25, 1.25, 6.25]
    assert (gaps(ward.delivery.history("1", "asystole")), is_settled(mine, presence=True)) == ((), True)


def test_a_receipt_for_what_was_never_sent_there_counts_for_nothing() -> None:
    ward = Ward()
    ward.alarm()
    before = ward.steps()
    for bed, alarm, number, receiver in (
        ("1", "asystole", 1, "dora"), ("1", "asystole", 99, "ana"), ("2", "asystole", 1, "ana"), ("1", "x", 1, "ana"),
    ):  # fmt: skip
        assert not ward.delivery.shown(bed, alarm, number, receiver, 0.0)
    assert ward.steps() == before
    ward.pass_time(3)
    assert ward.line().level == 1


def test_a_receipt_for_an_older_message_does_not_say_that_the_call_was_shown() -> None:
    ward = Ward()
    ward.alarm()
    ward.delivery.queued("1", "asystole", 500, ["dora"], 0.0)
    ward.pass_time(3)
    assert ward.line().calling == ("dora",)
    assert ward.delivery.shown("1", "asystole", 500, "dora", ward.at)
    ward.pass_time(3)
    assert ward.line().level == 2


@pytest.mark.parametrize(
    ("receiver", "user", "code"),
    [("dora", "u-dora", "never_sent"), ("machine-light", "u", "no_person"), ("ana", "", "no_person")],
)
def test_an_answer_from_nobody_is_refused(receiver: str, user: str, code: str) -> None:
    ward = Ward({"bed_nurse": ("ana", "machine-light"), "executive_nurse": ("eva",)})
    ward.alarm()
    with pytest.raises(KnownError, match=code):
        ward.delivery.answer("1", "asystole", receiver, user, Response.ACCEPTED, 0.0)
    assert ward.line().standing is Standing.CALLING


def test_an_answer_to_what_has_ended_is_refused() -> None:
    ward = Ward()
    ward.alarm()
    ward.take()
    with pytest.raises(KnownError, match="ended"):
        ward.answer("ana", Response.ACCEPTED)


def test_who_was_only_told_may_accept() -> None:
    ward = Ward()
    ward.alarm()
    ward.delivery.queued("1", "asystole", 500, ["guest"], 0.0)
    ward.answer("guest", Response.ACCEPTED)
    assert ward.line().standing is Standing.ACCEPTED
    assert gaps(ward.delivery.history("1", "asystole")) == ()


def test_section_7_12_gives_a_critical_alarm_a_minute_to_the_bed_from_its_beginning() -> None:
    ward = Ward()
    ward.alarm()
    ward.pass_time(2)
    ward.answer("ana", Response.ACCEPTED)
    ward.called()
    ward.pass_time(57.75)
    assert ward.line().standing is Standing.ACCEPTED
    ward.pass_time(0.25)
    assert ward.called()[0] == ("dora",)
    assert ward.line().holders == ()


def test_who_accepts_after_the_first_minute_has_a_minute_of_their_own() -> None:
    ward = Ward()
    ward.alarm()
    ward.pass_time(70)
    ward.answer("eva", Response.ACCEPTED)
    assert ward.line().next_at == 130
    ward.pass_time(60)
    assert ward.line().standing is Standing.FAILSAFE


def test_the_button_at_the_bed_is_presence_for_all_its_alarms() -> None:
    ward = Ward()
    ward.take(Call("1", "asystole", 0), Call("1", "y", 2))
    ward.alarm(bed="2")
    ward.delivery.at_bedside("1", 5.0)
    assert {one.standing for one in ward.delivery.board() if one.bed == "1"} == {Standing.PRESENT}
    assert ward.line(bed="2").standing is Standing.CALLING
    assert gaps(ward.delivery.history("1", "asystole")) == ()


def test_an_alarm_that_is_not_critical_is_settled_by_accepting() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    ward.pass_time(600, 5)
    assert ward.line("x").standing is Standing.ACCEPTED


def test_acknowledging_at_the_ward_counts_as_accepting_once() -> None:
    ward = Ward()
    ward.alarm()
    ward.alarm(seen_by="ana", seen_at=3.0)
    assert [one.user for one in ward.line().holders] == ["ana"]
    ward.pass_time(60)
    ward.alarm(seen_by="ana", seen_at=3.0)
    assert ward.line().standing is Standing.CALLING


@pytest.mark.parametrize("priority", [0, 1, 2])
def test_table_20_repeats_what_lasts_though_it_was_accepted(priority: int) -> None:
    ward = Ward()
    ward.alarm("x", priority)
    ward.answer("ana", Response.PRESENT, "x")
    ward.pass_time(60)
    assert len(ward.told(Occasion.REPEATED)) == int(60 / TABLES.period(priority))


def test_a_repeat_spares_those_who_are_being_called_and_nobody_else() -> None:
    ward = Ward()
    ward.alarm()
    ward.show("bia")
    ward.pass_time(1)
    assert ward.told(Occasion.REPEATED)[0].besides == {"ana", "caio"}
    ward.pass_time(4)
    assert ward.told(Occasion.REPEATED)[-1].besides == frozenset()


def test_the_restoration_travels_as_urgent_as_the_alarm() -> None:
    ward = Ward()
    ward.alarm()
    ward.alarm(lasting=False)
    (restored,) = ward.told(Occasion.RESTORED)
    assert (restored.priority, ward.line().standing, ward.line().lasting) == (0, Standing.CALLING, False)
    ward.take()
    ended = [order for order in ward.orders if isinstance(order, Ask) and order.occasion is Occasion.ENDED]
    assert [(order.priority, order.receivers) for order in ended] == [(0, ("ana", "bia", "caio"))]


def test_the_end_is_told_again_to_those_who_have_not_shown_it() -> None:
    ward = Ward()
    ward.alarm()
    ward.take()
    ward.show("ana")
    ward.called()
    ward.pass_time(10)
    assert ward.called() == [("bia", "caio")] * 2
    assert ward.delivery.next_due() == math.inf


def test_an_alarm_that_comes_back_begins_a_history_of_its_own() -> None:
    ward = Ward()
    ward.alarm()
    ward.take()
    ward.alarm()
    assert ward.steps()[0] is Step.GENERATED
    assert Step.ENDED not in ward.steps()


def test_section_7_12_tells_what_was_not_sent_and_what_was_not_shown_in_time() -> None:
    ward = Ward()
    ward.delivery.take("1", [Call("1", "asystole", 0)], 0.0)
    ward.delivery.queued("1", "asystole", 1, ["ana", "bia"], 0.0)
    ward.delivery.sent("1", "asystole", 1, "ana", 0.01)
    for at, found in ((0.06, []), (0.07, [("bia", False)]), (0.2, []), (0.22, [("ana", True)]), (9.0, [])):
        ward.at = at
        ward.orders.clear()
        ward.delivery.tick(at)
        ward.orders += [order for order in ward.delivery.take_orders() if not isinstance(order, Ask)]
        assert [(one.receiver, one.response) for one in ward.late() if one.number == 1] == found


def test_what_became_of_an_answer_has_deadlines_of_its_own_and_is_no_step_of_the_alarm() -> None:
    ward = Ward()
    ward.alarm("asystole", 0)
    ward.answer("ana", Response.ACCEPTED)
    ward.orders.clear()
    steps = len(ward.steps())
    limits = TABLES.deadlines[3]
    assert (limits.transmission, limits.response) == (1, 3)
    ward.delivery.telling("1", 900, ["ana", "bia", "caio"], 3, ward.at)
    for receiver in ("bia", "caio"):
        ward.delivery.telling_sent("1", 900, receiver, ward.at + 0.1)
    ward.delivery.telling_shown("1", 900, "caio")
    ward.pass_time(1.25)
    assert [(one.receiver, one.response, one.priority) for one in ward.late() if one.number == 900] == [
        ("ana", False, 3)
    ]
    ward.delivery.take("1", [], ward.at)
    ward.pass_time(3)
    assert [(one.receiver, one.response) for one in ward.late() if one.number == 900] == [("ana", False), ("bia", True)]
    assert len(ward.steps()) <= steps + 2 and Step.SHOWN not in ward.steps()[steps:]


def test_a_link_that_neither_sends_nor_fails_does_not_fill_the_memory() -> None:
    watch = Watch(TABLES, most=10)
    for number in range(1, 50):
        watch.queued("1", number, "ana", 0, float(number))
        list(watch.late(float(number)))
    assert len(watch) == 10


def test_who_answers_the_same_a_thousand_times_is_written_down_once() -> None:
    ward = Ward()
    ward.alarm()
    for response in (Response.REJECTED, Response.ACCEPTED, Response.PRESENT):
        for _ in range(1000):
            ward.answer("ana", response)
    assert len([one for one in ward.delivery.history("1", "asystole") if one.user == "u-ana"]) == 3


def test_a_receipt_in_time_is_not_late() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.pass_time(2)
    ward.show("ana")
    ward.pass_time(0.9)
    assert ward.late() == []


def test_troubles_are_settled_when_somebody_has_it() -> None:
    ward = Ward({"executive_nurse": ("eva",)})
    ward.alarm()
    assert ward.troubles() == {Trouble.NOBODY_ASSIGNED}
    ward.answer("eva", Response.ACCEPTED)
    assert ward.troubles() == set()


def test_a_late_tick_skips_nobody_and_repeats_nothing() -> None:
    ward = Ward()
    ward.alarm()
    ward.called()
    ward.pass_time(3600, 3600)
    assert ward.called() == [("dora",)]
    assert len(ward.told(Occasion.REPEATED)) == 1


def test_a_history_with_holes_is_found_out() -> None:
    def entry(at: float, step: Step, receiver: str = "ana", user: str = "") -> Entry:
        return Entry(at, "1", "x", step, 0, 1, 0, receiver, user)

    begun = entry(0, Step.GENERATED, "")
    assert gaps([]) != ()
    assert gaps([begun, entry(1, Step.SHOWN)]) == ("shown of ana without sent",)
    assert gaps([begun, entry(1, Step.ACCEPTED, user="u")]) == ("accepted at ana without shown",)
    assert gaps([begun, entry(1, Step.PRESENT, user="u")]) == ("present of ana without accepted",)
    assert "comes before" in gaps([begun, entry(2, Step.QUEUED), entry(1, Step.SENT)])[0]
    assert gaps([begun, entry(1, Step.ENDED, ""), entry(2, Step.ESCALATED, "")]) == ("escalated after the end",)
    assert not is_settled([begun], presence=False)
    assert not is_settled([begun, entry(1, Step.ACCEPTED)], presence=True)


def test_a_copy_that_came_by_another_route_is_dropped() -> None:
    seen = Duplicates(seconds=10, most=3)
    assert seen.is_new("123CPF", 7, 0.0)
    assert not seen.is_new("123CPF", 7, 0.1)
    assert seen.is_new("456CPF", 7, 0.2)
    assert seen.is_new("123CPF", 7, 0.3, copy=1)
    assert seen.is_new("123CPF", 8, 0.4)
    assert len(seen) == 3
    assert seen.is_new("456CPF", 7, 20.0)
    assert len(seen) == 1
