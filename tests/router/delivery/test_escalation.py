"""Table 17 at work: nobody's silence, refusal or absence leaves an alarm without a next one."""

import dataclasses

import pytest

from app.kernel.errors import KnownError
from app.router.delivery.model import Call, Occasion, Standing, Trouble
from app.router.words import Response, Step
from tests.router.delivery.harness import TABLES, TEAM, Ward


def test_table_17_calls_the_first_level_at_once() -> None:
    ward = Ward()
    ward.alarm()
    assert ward.called() == [("ana", "bia", "caio")]
    line = ward.line()
    assert (line.standing, line.level, line.next_targets, line.next_at) == (Standing.CALLING, 0, ("other_group",), 10)


def test_table_17_retransmits_until_one_copy_is_shown() -> None:
    ward = Ward()
    ward.alarm()
    ward.pass_time(1)
    ward.show("bia")
    ward.pass_time(1)
    assert ward.called() == [("ana", "bia", "caio"), ("ana", "bia", "caio"), ("ana", "caio")]


def test_table_17_leaves_a_level_whose_receivers_show_nothing_after_its_attempts() -> None:
    ward = Ward()
    ward.alarm()
    ward.pass_time(2.75)
    assert ward.line().level == 0
    ward.pass_time(0.25)
    assert ward.line().level == 1
    assert ward.steps().count(Step.UNREACHABLE) == 3


def test_table_17_waits_its_time_for_the_answer_of_who_was_shown_it() -> None:
    ward = Ward()
    ward.alarm()
    ward.show("ana")
    ward.pass_time(9.75)
    assert ward.line().level == 0
    ward.pass_time(0.25)
    assert ward.line().calling == ("dora",)
    assert Step.UNDEFINED in ward.steps()


def test_table_17_goes_through_all_levels_to_the_failsafe_within_its_total_time() -> None:
    ward = Ward()
    ward.alarm()
    ward.pass_time(TABLES.escalation[0].longest)
    assert ward.line().standing is Standing.FAILSAFE
    assert ward.line().calling == ("eva", "centre")
    assert Trouble.NOBODY_ANSWERS in ward.troubles()


@pytest.mark.parametrize("priority", [0, 1, 2])
def test_table_17_reaches_the_failsafe_in_time_at_every_priority_though_all_show_it(priority: int) -> None:
    ward = Ward()
    ward.alarm("x", priority)
    longest = TABLES.escalation[priority].longest
    while ward.at < longest:
        for receiver in ward.line("x").calling:
            ward.show(receiver)
        ward.pass_time(0.5)
    assert ward.line("x").standing is Standing.FAILSAFE


def test_who_declines_passes_it_on_at_once_when_nobody_else_of_the_level_is_left() -> None:
    ward = Ward()
    ward.alarm()
    ward.answer("ana", Response.REJECTED)
    ward.answer("bia", Response.REJECTED)
    assert ward.line().level == 0
    ward.answer("caio", Response.REJECTED)
    assert (ward.line().level, ward.line().since) == (1, 0.0)


def test_who_becomes_unreachable_passes_it_on_at_once() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.lose("ana")
    assert ward.line("x").calling == ("bia", "caio")
    assert Trouble.RECEIVER_LOST in ward.troubles()


def test_a_person_with_two_receivers_declines_for_both_and_is_lost_only_with_both() -> None:
    ward = Ward(TEAM | {"bed_nurse": ("ana", "ana's tablet")})
    ward.alarm("x", 1)
    ward.answer("ana", Response.REJECTED, "x")
    assert ward.line("x").level == 1
    ward = Ward(TEAM | {"bed_nurse": ("ana", "ana's tablet")})
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    ward.lose("ana")
    assert [one.user for one in ward.line("x").holders] == ["u-ana"]
    ward.lose("ana's tablet")
    assert ward.line("x").calling == ("bia", "caio")


def test_who_is_out_of_reach_is_not_waited_for() -> None:
    ward = Ward()
    for name in ("ana", "bia", "caio", "dora"):
        ward.lose(name)
    ward.alarm()
    assert ward.line().calling == ("post",)
    assert ward.steps()[:2] == [Step.GENERATED, Step.UNREACHABLE]


def test_with_nobody_assigned_the_failsafe_is_called_at_once() -> None:
    ward = Ward({"executive_nurse": ("eva",)})
    ward.alarm()
    assert ward.line().standing is Standing.FAILSAFE
    assert ward.called() == [("eva",)]
    assert ward.troubles() == {Trouble.NOBODY_ASSIGNED}


def test_with_nobody_for_the_bed_the_next_level_is_called_at_once_and_the_gap_is_said() -> None:
    ward = Ward(TEAM | {"bed_nurse": ()})
    ward.alarm("x", 1)
    assert ward.line("x").calling == ("bia", "caio")
    assert ward.troubles() == {Trouble.NOBODY_ASSIGNED}


def test_a_machine_is_called_too_and_never_waited_for() -> None:
    ward = Ward(TEAM | {"bed_nurse": ("machine-light",), "own_group": ()})
    ward.alarm()
    assert ward.called() == [("machine-light",), ("dora",)]
    assert ward.line().calling == ("dora",)


def test_a_machine_that_shows_it_holds_nobody_up() -> None:
    ward = Ward(TEAM | {"own_group": ("machine-light",)})
    ward.alarm()
    ward.show("machine-light")
    ward.pass_time(3)
    assert ward.line().level == 1


def test_the_failsafe_is_called_again_until_it_answers() -> None:
    ward = Ward({"executive_nurse": ("eva",)})
    ward.alarm()
    ward.called()
    ward.pass_time(5)
    assert ward.called() == [("eva",)] * 5
    ward.show("eva")
    ward.pass_time(9)
    assert ward.called() == []
    ward.pass_time(2)
    assert ward.called()[0] == ("eva",)


def test_a_failsafe_that_declines_keeps_it() -> None:
    ward = Ward({"executive_nurse": ("eva",)})
    ward.alarm()
    ward.answer("eva", Response.REJECTED)
    ward.called()
    ward.pass_time(11)
    assert ward.line().standing is Standing.FAILSAFE
    assert ("eva",) in ward.called()


def test_a_failsafe_out_of_reach_is_a_technical_alarm_and_is_called_when_it_is_back() -> None:
    ward = Ward({"executive_nurse": ("eva",)})
    ward.alarm()
    ward.lose("eva")
    assert Trouble.FAILSAFE_UNREACHABLE in ward.troubles()
    ward.called()
    ward.find("eva")
    assert ward.called() == [("eva",)]
    assert Trouble.FAILSAFE_UNREACHABLE not in ward.troubles()


def test_taking_back_goes_on_at_once() -> None:
    ward = Ward()
    ward.alarm()
    ward.answer("ana", Response.ACCEPTED)
    ward.called()
    ward.answer("ana", Response.TAKEN_BACK)
    assert ward.called() == [("dora",)]
    assert ward.line().holders == ()


def test_taking_back_leaves_it_with_the_other_who_accepted() -> None:
    ward = Ward()
    ward.alarm()
    ward.answer("ana", Response.ACCEPTED)
    ward.answer("bia", Response.ACCEPTED)
    ward.answer("ana", Response.TAKEN_BACK)
    assert [one.user for one in ward.line().holders] == ["u-bia"]
    assert ward.line().standing is Standing.ACCEPTED


def test_only_who_accepted_can_take_back() -> None:
    ward = Ward()
    ward.alarm()
    with pytest.raises(KnownError, match="not_yours"):
        ward.answer("ana", Response.TAKEN_BACK)


def test_a_person_who_leaves_the_bed_is_followed_by_the_next() -> None:
    ward = Ward()
    ward.alarm()
    ward.answer("ana", Response.PRESENT)
    ward.answer("bia", Response.ACCEPTED)
    ward.answer("ana", Response.TAKEN_BACK)
    assert ward.line().standing is Standing.ACCEPTED
    ward.answer("bia", Response.TAKEN_BACK)
    assert ward.line().standing is Standing.CALLING


def test_who_accepted_and_cannot_be_reached_any_more_has_it_no_longer() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    ward.lose("ana")
    assert ward.line("x").calling == ("bia", "caio")


def test_who_is_at_the_bed_stays_there_whatever_becomes_of_the_receiver() -> None:
    ward = Ward()
    ward.alarm()
    ward.answer("ana", Response.PRESENT)
    ward.lose("ana")
    assert ward.line().standing is Standing.PRESENT


def test_a_change_of_duty_calls_who_is_responsible_now() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.called()
    ward.team["bed_nurse"] = ("gil",)
    ward.delivery.reassigned(0.0, "1")
    ward.carry_out()
    assert ward.called() == [("gil",)]
    ward.show("ana")
    ward.pass_time(6)
    assert ward.called() == [("gil",)] * 2


def test_signing_out_is_no_fault_and_still_passes_it_on() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.delivery.signed_out("ana", 0.0)
    ward.carry_out()
    assert (ward.line("x").level, ward.troubles()) == (1, set())


def test_edited_tables_hold_for_what_is_under_way() -> None:
    ward = Ward()
    ward.alarm()
    for name in ("ana", "bia", "caio"):
        ward.lose(name)
    assert ward.line().level == 1
    group = dataclasses.replace(TABLES.escalation[0], levels=TABLES.escalation[0].levels[:1])
    ward.delivery.use(dataclasses.replace(TABLES, escalation={**TABLES.escalation, 0: group}))
    ward.pass_time(1)
    assert ward.line().standing is Standing.FAILSAFE


def test_a_held_alarm_calls_nobody_until_it_is_let_go() -> None:
    ward = Ward()
    ward.alarm("x", 1, held=True)
    assert (ward.delivery.board(), ward.orders) == ((), [])
    ward.alarm("x", 1)
    assert ward.line("x").standing is Standing.CALLING


def test_a_worse_alarm_begins_anew_and_a_lesser_one_keeps_its_urgency() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    ward.alarm("x", 0)
    assert (ward.line("x").priority, ward.line("x").holders) == (0, ())
    ward.alarm("x", 2)
    assert ward.line("x").priority == 0


def test_an_alarm_that_calls_anew_has_to_be_accepted_anew() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    ward.alarm("x", 1, begun=1)
    assert ward.line("x").standing is Standing.CALLING
    assert len(ward.told(Occasion.BEGAN)) == 2


def test_other_alarms_of_the_bed_are_not_touched() -> None:
    ward = Ward()
    ward.take(Call("1", "x", 1), Call("1", "y", 2))
    ward.answer("ana", Response.ACCEPTED, "x")
    assert ward.line("y").standing is Standing.CALLING
    ward.take(Call("1", "y", 2))
    assert [one.alarm for one in ward.delivery.board()] == ["y"]
