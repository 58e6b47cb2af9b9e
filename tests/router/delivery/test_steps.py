"""What the router has at hand of an alarm's steps: all of a usual one, the first and the newest of an endless one."""

from app.router.delivery.model import Entry
from app.router.delivery.steps import MOST, Steps
from app.router.duty.roster import Roster
from app.router.node.ports import Known
from app.router.node.steps_told import LEFT_OUT, told_steps
from app.router.tables.reading import default_tables
from app.router.words import Response, Step
from tests.router.delivery.harness import Ward


def _step(number: int, step: Step = Step.SHOWN) -> Entry:
    return Entry(float(number), "1", "asystole", step, 0, 1, 0, number=number)


def test_of_an_alarm_that_stands_for_days_the_beginning_and_the_newest_steps_are_at_hand() -> None:
    steps = Steps(most=10)
    for number in range(1_000):
        steps.add(_step(number))
        assert len(steps.entries) <= 10
        assert steps.left_out + len(steps.entries) == number + 1
    assert steps.entries[0].number == 0
    newest = [one.number for one in steps.entries[1:]]
    assert newest == list(range(1_000 - len(newest), 1_000))
    assert len(newest) >= 5


def test_what_counts_once_a_round_counts_anew_with_the_next_beginning() -> None:
    steps = Steps()
    steps.add(_step(0, Step.GENERATED))
    assert steps.first("ana", "", Step.SHOWN, 0)
    assert not steps.first("ana", "", Step.SHOWN, 0)
    assert steps.first("ana", "", Step.SHOWN, 1)
    steps.again("ana", "", Step.SHOWN, 0)
    assert steps.first("ana", "", Step.SHOWN, 0)
    steps.add(_step(1, Step.GENERATED))
    assert steps.first("ana", "", Step.SHOWN, 0)


def test_nobody_comes_for_hours_and_the_alarm_still_takes_no_more_memory_and_lies_whole_in_the_journal() -> None:
    ward = Ward()
    ward.alarm()
    for _ in range(MOST):
        ward.answer("ana", Response.ACCEPTED)
        ward.pass_time(90, step=30)
    kept = ward.delivery.history("1", "asystole")
    assert len(kept) <= MOST
    left_out = ward.delivery.left_out("1", "asystole")
    assert left_out > 0
    assert left_out + len(kept) == len(ward.journal)
    assert kept[0] == ward.journal[0]
    assert kept[1:] == tuple(ward.journal[-len(kept) + 1 :])


def test_people_are_told_how_many_steps_are_not_told() -> None:
    told = told_steps((_step(0), _step(9)), Known(default_tables(), Roster()), 10.0, left_out=8).steps
    assert [(one.ago, one.step, one.name) for one in told] == [
        (10.0, "shown", ""),
        (10.0, LEFT_OUT, "8"),
        (1.0, "shown", ""),
    ]
