"""Hands take what is claimed to the channels; whoever stops them loses nothing."""

import threading
from collections.abc import Callable

from sqlalchemy import func, select

from app.kernel.clock import FakeClock
from app.reminders.channels.interface import Attempted, Outcome, Outgoing
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.sending import Sending
from app.reminders.outbox.ways import Ways
from app.store.store import Store
from app.store.tables import message
from tests.conftest import ExpectedLogs
from tests.reminders.conftest import ToldSender

People = tuple[str, ...]
Plan = Callable[..., int]


def counted(store: Store) -> dict[str, int]:
    with store.read() as connection:
        rows = connection.execute(select(message.c.status, func.count()).group_by(message.c.status))
        return {row[0]: row[1] for row in rows}


def test_all_that_is_due_is_sent_once(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    for name in ("a", "b", "c"):
        planned(people, name=name)
    email = ToldSender()
    sending = Sending(outbox, ways, {"email": email, "sms": ToldSender()}, fake_clock, hands=4)
    sending.run_until_idle()
    assert counted(store) == {"sent": 9}
    assert len({one.message_id for one in email.sent}) == len(email.sent) == 9
    assert (sending.tally.claimed, sending.tally.finished) == (9, 9)


def test_no_more_are_on_their_way_than_there_are_hands(
    outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    for name in ("a", "b", "c"):
        planned(people, name=name)
    now, most, lock = [0], [0], threading.Lock()
    together = threading.Barrier(3)

    def answer(_message: Outgoing) -> Attempted:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        together.wait(10)
        with lock:
            now[0] -= 1
        return Attempted(Outcome.ACCEPTED)

    email = ToldSender()
    email.answer = answer
    Sending(outbox, ways, {"email": email, "sms": ToldSender()}, fake_clock, hands=3).run_until_idle()
    assert most == [3]


def test_what_is_under_way_when_it_is_stopped_is_waited_for_and_written_down(
    store: Store, outbox: Outbox, ways: Ways, people: People, planned: Plan, fake_clock: FakeClock
) -> None:
    planned(people[:1])
    begun, go_on = threading.Event(), threading.Event()

    def answer(_message: Outgoing) -> Attempted:
        begun.set()
        go_on.wait(10)
        return Attempted(Outcome.ACCEPTED)

    email = ToldSender()
    email.answer = answer
    sending = Sending(outbox, ways, {"email": email, "sms": ToldSender()}, fake_clock)
    thread = threading.Thread(target=sending.run)
    thread.start()
    assert begun.wait(10)
    assert counted(store) == {"sending": 1}
    sending.stop()
    planned(people[1:], name="later")
    go_on.set()
    thread.join(10)
    assert not thread.is_alive()
    assert counted(store) == {"sent": 1, "scheduled": 2}


def test_a_channel_that_breaks_leaves_the_decision_to_a_person(
    store: Store,
    outbox: Outbox,
    ways: Ways,
    people: People,
    planned: Plan,
    fake_clock: FakeClock,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.allow("app.reminders.outbox.sending", "failed in a way that it should not")
    planned(people[:1])
    email = ToldSender()

    def answer(_message: Outgoing) -> Attempted:
        raise RuntimeError("broken")

    email.answer = answer
    Sending(outbox, ways, {"email": email, "sms": ToldSender()}, fake_clock).run_until_idle()
    assert counted(store) == {"unknown": 1}
