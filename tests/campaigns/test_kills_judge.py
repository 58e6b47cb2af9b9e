"""The judge of `campaign kills`: a whole history holds, and one doctored anywhere does not."""

from collections import Counter
from collections.abc import Callable

import pytest

from app.commands.campaigns.kills_judge import History, Looked, judge
from app.commands.campaigns.reminding import told

Doctor = Callable[[History], object]
ACCEPTED = ("bed-1", "apnoea", "telephone-1")


def whole() -> History:
    """Everything that was acknowledged is there."""
    return History(
        kills=Counter({"node": 3, "central": 2}),
        committed=[("person", "p1"), ("prenatal_fact", "v1")],
        events=[(10, 10), (12, 12)],
        looks=[Looked(1, True, True, None), Looked(2, False, False, None), Looked(1, True, True, True)],
        accepted=Counter({ACCEPTED: 2}),
        kept=Counter({ACCEPTED: 3}),
        alarms=4,
        checks=1,
    )


def test_a_history_in_which_nothing_is_missing_holds() -> None:
    found = judge(whole())
    assert found.broken == []
    assert (found.figures["kills"], found.figures["facts_lost"]) == (5, 0)


@pytest.mark.parametrize(
    ("doctor", "said"),
    [
        (lambda one: one.missing.append(("person", "p1")), "acknowledged facts are lost"),
        (lambda one: one.events.append((12, 11)), "the server lacks 1 events"),
        (lambda one: one.looks.append(Looked(1, True, False, None)), "heard acknowledged are gone"),
        (lambda one: one.looks.append(Looked(1, True, True, False)), "no window is told of them"),
        (lambda one: one.looks.append(Looked(1, False, True, None)), "came back whose end"),
        (lambda one: one.accepted.update({ACCEPTED: 2}), "acceptances that the router confirmed"),
        (lambda one: setattr(one, "alarms_unrouted", ["apnoea at bed 1"]), "no router ever took up"),
        (lambda one: setattr(one, "gaps", ["bed 1: shown without sent"]), "prove nothing"),
        (lambda one: one.files.append("store.damaged"), "the store does not hold: store.damaged"),
        (lambda one: one.ended_alone.append("node: Traceback"), "ended by itself: node"),
        (lambda one: one.unfinished.append("everything acknowledged"), "never came to rest"),
    ],
)
def test_a_history_doctored_in_one_place_breaks_exactly_one_promise(doctor: Doctor, said: str) -> None:
    history = whole()
    doctor(history)
    found = judge(history)
    assert len(found.broken) == 1
    assert said in found.broken[0]


def messages(status: str = "sent", taken: int = 1, marked: bool = False) -> list[str]:
    figures, broken = told(
        {"1": ("first", status)}, {"1"} if marked else set(), Counter({"1": taken} if taken else {}), ["first"]
    )
    assert figures["messages"] == 1
    return broken


def test_messages_that_are_sent_once_or_marked_hold() -> None:
    assert messages() == []
    assert messages("unknown", 2, marked=True) == []


def test_messages_that_are_gone_doubled_or_claimed_to_be_sent_break_a_promise() -> None:
    assert "taken twice without a mark" in messages(taken=2)[0]
    assert "never reached the provider" in messages(taken=0)[0]
    _, broken = told({}, set(), Counter(), ["first"])
    assert "are gone" in broken[0]
