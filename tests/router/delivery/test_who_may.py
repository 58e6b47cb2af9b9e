"""Who may not know of a bed any more is not called and has nothing; who comes late is called all the same."""

import dataclasses

import pytest

from app.kernel.errors import KnownError
from app.router.delivery.delivery import Delivery
from app.router.delivery.model import Call, Occasion, Standing, Withdraw
from app.router.words import Response, Step
from tests.router.delivery.harness import TABLES, TEAM, Ward


class Kept:
    """Receivers that may not know."""

    def __init__(self) -> None:
        self.from_all: set[str] = set()

    def may_be_sent(self, receiver: str, _bed: str, _priority: int) -> bool:
        return receiver not in self.from_all

    def is_there(self, user: str, _bed: str, _priority: int) -> bool:
        return user.removeprefix("u-") not in self.from_all


def guarded() -> tuple[Ward, Kept]:
    ward, kept = Ward(), Kept()
    ward.delivery = Delivery(TABLES, ward.who, kept)
    return ward, kept


def shut_out(ward: Ward, kept: Kept, *names: str) -> None:
    kept.from_all |= set(names)
    for target, team in ward.team.items():
        ward.team[target] = tuple(one for one in team if one not in names)
    ward.delivery.revised(ward.at)
    ward.carry_out()


def withdrawn(ward: Ward) -> list[tuple[str, ...]]:
    return [order.receivers for order in ward.orders if isinstance(order, Withdraw)]


def test_who_loses_the_right_in_the_middle_of_an_alarm_is_called_no_more() -> None:
    ward, kept = guarded()
    ward.alarm()
    ward.called()
    shut_out(ward, kept, "ana")
    assert withdrawn(ward) == [("ana",)]
    ward.pass_time(60)
    assert all("ana" not in receivers for receivers in ward.called())
    with pytest.raises(KnownError, match="never_sent"):
        ward.answer("ana", Response.ACCEPTED)
    ward.take()
    assert all("ana" not in receivers for receivers in ward.called()), "nor is the end told there"


def test_where_nobody_of_a_level_has_the_right_any_more_the_next_is_called_at_once() -> None:
    ward, kept = guarded()
    ward.alarm("x", 1)
    ward.called()
    shut_out(ward, kept, "ana")
    assert ward.called() == [("bia", "caio")]


def test_who_has_an_alarm_and_may_not_know_of_it_any_more_has_it_no_longer() -> None:
    ward, kept = guarded()
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    shut_out(ward, kept, "ana")
    assert (ward.line("x").standing, ward.line("x").level) == (Standing.CALLING, 1)
    assert [one.detail for one in ward.journal if one.step is Step.UNREACHABLE] == ["no right"]


def test_who_comes_next_at_a_receiver_is_neither_called_nor_heard_for_the_one_before() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.show("ana")
    ward.delivery.signed_out("ana", ward.at)
    ward.carry_out()
    ward.team["bed_nurse"] = ()
    ward.called()
    ward.find("ana")
    assert ward.called() == []
    with pytest.raises(KnownError, match="never_sent"):
        ward.delivery.answer("1", "x", "ana", "u-bruno", Response.ACCEPTED, ward.at)


def test_a_receiver_that_somebody_else_took_keeps_nobody_responsible() -> None:
    ward = Ward({**TEAM, "bed_nurse": ("ana", "ana'phone")})
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    ward.delivery.signed_out("ana'phone", ward.at)
    ward.find("ana'phone")
    ward.lose("ana")
    assert ward.line("x").standing is Standing.CALLING


@pytest.mark.parametrize("priority", [0, 1, 2])
def test_who_comes_when_nobody_was_there_is_called_with_the_failsafe(priority: int) -> None:
    ward = Ward({})
    ward.alarm("x", priority)
    ward.pass_time(300)
    assert (ward.line("x").standing, ward.called()) == (Standing.FAILSAFE, [])
    ward.team["bed_nurse"] = ("ana",)
    ward.find("ana")
    assert ward.called() == [("ana",)]
    ward.show("ana")
    ward.pass_time(60)
    assert ward.called() == [], "who has seen it is not called by the second"
    ward.answer("ana", Response.ACCEPTED, "x")
    assert ward.line("x").standing is Standing.ACCEPTED


def test_who_did_not_answer_in_time_is_not_called_again_because_somebody_comes() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    for _ in range(5):
        for name in ward.line("x").calling:
            ward.show(name)
        ward.pass_time(30)
    assert ward.line("x").standing is Standing.FAILSAFE
    ward.called()
    ward.find("nobody")
    assert all("ana" not in receivers for receivers in ward.called())


def test_each_time_the_last_declines_is_a_step_of_its_own() -> None:
    ward = Ward({"executive_nurse": ("eva",)})
    ward.alarm("x", 1)
    for _ in range(3):
        ward.show("eva")
        ward.answer("eva", Response.REJECTED, "x")
        ward.answer("eva", Response.REJECTED, "x")
        ward.pass_time(60)
    assert ward.steps("x").count(Step.REJECTED) == 3


def test_an_edited_time_to_the_bed_holds_for_who_is_on_the_way() -> None:
    ward = Ward()
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    sooner = dataclasses.replace(TABLES.deadlines[1], presence=30.0)
    ward.delivery.use(dataclasses.replace(TABLES, deadlines={**TABLES.deadlines, 1: sooner}))
    ward.pass_time(31)
    assert ward.line("x").standing is Standing.CALLING
    assert ward.told(Occasion.GOES_ON)


def test_a_restored_alarm_is_nobodys_whose_people_do_not_come_back() -> None:
    ward, kept = guarded()
    ward.alarm("x", 1)
    ward.answer("ana", Response.ACCEPTED, "x")
    after, kept = guarded()
    after.delivery.restore(ward.journal, 0.0)
    after.take(Call("1", "x", 1))
    assert after.line("x").standing is Standing.ACCEPTED
    shut_out(after, kept, "ana")
    assert (after.line("x").standing, after.called()) == (Standing.CALLING, [("bia", "caio")])
