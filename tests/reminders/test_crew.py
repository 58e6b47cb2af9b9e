"""Processes that send together know how many they are; who leaves or falls silent is counted no more."""

from app.kernel.clock import FakeClock
from app.reminders.crew import LIFE_SECONDS, Crew
from app.store.store import Store


def test_each_counts_itself_and_those_that_were_heard_of_lately(store: Store, fake_clock: FakeClock) -> None:
    first, second = Crew(store), Crew(store)
    assert first.size() == 1
    assert second.size() == 2
    assert first.size() == 2
    fake_clock.advance(LIFE_SECONDS / 2)
    assert first.size() == 2
    fake_clock.advance(LIFE_SECONDS / 2)
    assert first.size() == 1


def test_who_leaves_is_counted_no_more_at_once(store: Store, fake_clock: FakeClock) -> None:
    first, second = Crew(store), Crew(store)
    second.size()
    assert first.size() == 2
    second.leave()
    assert first.size() == 1
