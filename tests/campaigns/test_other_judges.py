"""The judges of the long ward and of the calendars: what holds, and what is doctored."""

from collections.abc import Callable

import pytest

from app.commands.campaigns import calendars
from app.commands.campaigns.calendars import changes_of, judge_calendars
from app.commands.campaigns.plan import CAMPAIGNS, Outcome
from app.commands.campaigns.ward_hours import Beats, Measured, Sampled, judge
from app.reminders.moments import Placed

HOUR = 3_600.0


def ward(growth: float = 0.0, slower: float = 0.0, beat: float = 2.0) -> Measured:
    """An hour of a ward: `growth` in MiB an hour, `slower`: by how many seconds an alarm's way grows."""
    minutes = range(0, 3_601, 60)
    memory = [(float(at), 100.0 + growth * at / HOUR) for at in minutes]
    sampled = Sampled(memory, [(float(at), at * 0.2) for at in minutes])
    waits = [(float(at), 0.1 + slower * at / HOUR) for at in range(0, 3_600, 5)]
    beats = Beats(1 + int(HOUR / beat), 0.0, HOUR, beat + 0.1)
    return Measured(HOUR, {"node": sampled}, waits, {"bed": beats})


def test_a_ward_whose_memory_is_flat_and_whose_alarms_are_as_quick_at_the_end_holds() -> None:
    found = judge(ward())
    assert found.broken == []
    assert found.figures["node_cpu"] == 0.2


def _ended(one: Measured) -> None:
    one.ended.append("router")


def _silent(one: Measured) -> None:
    one.waits.clear()


@pytest.mark.parametrize(
    ("measured", "said"),
    [
        (ward(growth=30.0), "memory went from"),
        (ward(slower=1.5), "longer and longer"),
        (ward(beat=2.1), "the node's beat"),
    ],
)
def test_what_grows_or_drifts_breaks_a_promise(measured: Measured, said: str) -> None:
    assert said in judge(measured).broken[0]


@pytest.mark.parametrize(
    ("doctor", "said"), [(_ended, "ended by themselves: router"), (_silent, "no alarm came to a window")]
)
def test_what_ended_or_was_silent_breaks_a_promise(doctor: Callable[[Measured], None], said: str) -> None:
    measured = ward()
    doctor(measured)
    assert judge(measured).broken == [said]


def test_sao_paulo_had_daylight_saving_until_february_2019() -> None:
    changes = list(changes_of("America/Sao_Paulo"))
    assert changes[-1].isoformat() == "2019-02-17T02:00:00+00:00"
    assert len(changes) == 68


def test_reminders_shifts_and_days_keep_their_order_through_every_change_of_the_clocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(calendars, "ZONES", ("America/Sao_Paulo",))
    found = Outcome()
    judge_calendars(found)
    assert found.broken == []
    monkeypatch.setattr(calendars, "place", lambda asked, _zone, _manners: Placed(asked))
    judge_calendars(found)
    assert "a reminder is placed into the quiet hours" in found.broken[0]


def test_every_campaign_of_the_table_has_a_name_of_its_own_and_says_what_it_does() -> None:
    names = [one.name for one in CAMPAIGNS]
    assert len(names) == len(set(names))
    assert all(one.summary and one.times >= 1 and one.of for one in CAMPAIGNS)
