"""The ward notices that its router is gone, never falsely at a start, and takes what the router says is wrong."""

from app.ward.beds.directory import FixedBeds, WardBed
from app.ward.core import WardCore
from app.ward.node.commands import Command
from app.ward.node.router_watch import MISSING_SECONDS, START_SECONDS, RouterWatch


class Played:
    """A ward of one bed, and its watch over the router."""

    def __init__(self, wanted: bool = True) -> None:
        beds = FixedBeds((WardBed("b1", "Leito 01", "stay"),))
        self.core = WardCore(beds, lambda _item: None, lambda _changes: None)
        self.watch = RouterWatch()
        self.watch.want(self.core, wanted, 0.0)

    def say(
        self, at: float, *standing: tuple[str, str], leaving: bool = False, priorities: dict[str, int] | None = None
    ) -> None:
        values = {"standing": [list(one) for one in standing], "leaving": leaving, "priorities": priorities or {}}
        self.watch.take(self.core, Command("technical", "router", values=values), at)

    def pass_to(self, at: float) -> None:
        self.watch.tick(self.core, at)
        self.core.tick(at)

    def alarms(self) -> set[str]:
        return {one.key for one in self.core._engine.bed("").state().alarms if one.is_there}


def test_a_router_has_a_minute_to_begin_and_is_missed_after_it() -> None:
    played = Played()
    played.pass_to(START_SECONDS - 1)
    assert played.alarms() == set()
    played.pass_to(START_SECONDS)
    assert played.alarms() == {"router_missing"}
    played.say(START_SECONDS + 5)
    assert played.alarms() == set()


def test_one_that_was_heard_is_missed_within_seconds_and_what_it_said_is_no_longer_told() -> None:
    played = Played()
    played.say(3.0, ("receiver_lost", "Posto 1"))
    assert played.alarms() == {"router_receiver_lost:Posto 1"}
    played.pass_to(3.0 + MISSING_SECONDS)
    assert played.alarms() == {"router_missing"}


def test_where_none_is_wanted_none_is_missed_but_one_that_ran_and_was_killed_is() -> None:
    played = Played(wanted=False)
    played.pass_to(1_000.0)
    assert played.alarms() == set()
    played.say(1_001.0)
    played.pass_to(1_001.0 + MISSING_SECONDS)
    assert played.alarms() == {"router_missing"}


def test_one_that_leaves_in_good_order_is_given_the_time_of_a_start_where_one_is_wanted() -> None:
    played, unwanted = Played(), Played(wanted=False)
    for one in (played, unwanted):
        one.say(5.0)
        one.say(6.0, leaving=True)
        one.pass_to(6.0 + START_SECONDS - 1)
        assert one.alarms() == set()
        one.pass_to(6.0 + START_SECONDS)
    assert played.alarms() == {"router_missing"} and unwanted.alarms() == set()


def test_troubles_come_and_go_as_the_router_says_and_unknown_ones_are_passed_over() -> None:
    played = Played()
    played.say(1.0, ("nobody_answers", "Leito 01"), ("box_failed", ""), ("of_a_newer_program", ""))
    assert played.alarms() == {"router_nobody_answers:Leito 01", "router_box_failed"}
    played.say(3.0, ("box_failed", ""))
    assert played.alarms() == {"router_box_failed"}
    played.say(5.0)
    assert played.alarms() == set()


def test_the_wish_for_a_router_can_be_taken_back() -> None:
    played = Played()
    played.pass_to(START_SECONDS)
    played.watch.want(played.core, False, START_SECONDS + 1)
    played.pass_to(START_SECONDS + 500)
    assert played.alarms() == set()


def test_a_receiver_that_is_gone_alarms_as_urgently_as_the_router_says_and_as_usual_where_it_does_not() -> None:
    played = Played()
    lost = ("receiver_lost", "Posto 1")

    def priority() -> int:
        (alarm,) = [one for one in played.core._engine.bed("").state().alarms if one.is_there]
        return int(alarm.priority)

    cases: tuple[tuple[dict[str, int], int], ...] = (({}, 1), ({"receiver_lost": 2}, 1), ({"receiver_lost": 0}, 0))
    for said, found in cases:
        # Unseen it only gets worse.
        played.say(3.0, lost, priorities=said)
        assert priority() == found
    other = Played()
    other.say(3.0, lost, priorities={"receiver_lost": 2})
    assert {int(one.priority) for one in other.core._engine.bed("").state().alarms} == {2}
