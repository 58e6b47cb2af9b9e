"""What the background work of the reminders does when the machine sleeps, the store refuses, or a provider does."""

import logging
import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from app.kernel.clock import FakeClock
from app.reminders.channel_service import ChannelService
from app.reminders.channels.interface import Feedback, FeedbackKind
from app.store.store import Store
from app.store.tables import consent, message_attempt, message_feedback
from tests.conftest import ExpectedLogs
from tests.reminders.channels.local_http import Provider, provider
from tests.reminders.working import ANDROID, GATEWAY, Held, Make, all_are, plan_now, set_up, statuses, wait_for

pytest_plugins = ["tests.reminders.work_fixtures"]
People = tuple[str, ...]


def test_what_is_under_way_when_the_work_stops_is_waited_for_and_written_down(
    store: Store, channels: ChannelService, http: Provider, people: People, make_work: Make
) -> None:
    held = Held(http)
    plan_now(store, people[:1])
    work = make_work(store, channels)
    work.start()
    assert held.begun.wait(10)
    stopping = threading.Thread(target=work.stop)
    stopping.start()
    held.go_on.set()
    stopping.join(20)
    assert not stopping.is_alive()
    assert not work.state().running
    assert statuses(store) == {"m/0": "sent"}
    plan_now(store, people[1:], "later")
    # Whoever comes next need not wait for the lease to end.
    assert make_work(store, channels).send_due().finished == 2


def test_a_machine_that_slept_while_a_message_was_under_way_hears_its_end_all_the_same(
    store: Store,
    channels: ChannelService,
    http: Provider,
    people: People,
    make_work: Make,
    fake_clock: FakeClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    held = Held(http)
    plan_now(store, people[:1], hours=0.5)
    work = make_work(store, channels)
    with caplog.at_level(logging.INFO, "app.reminders.outbox.sending"):
        work.start()
        assert held.begun.wait(10)
        plan_now(store, people[1:2], "short", hours=0.5)
        plan_now(store, people[2:], "long", hours=9)
        fake_clock.advance(8 * 3600)
        wait_for(lambda: statuses(store)["short/0"] in ("sending", "expired/too_late"))
        held.go_on.set()
        wait_for(lambda: "sending" not in statuses(store).values())
        wait_for(lambda: statuses(store)["long/0"] == "sent")
    found = statuses(store)
    assert found["m/0"] == "sent"
    assert found["short/0"] in ("sent", "expired/too_late")
    assert "nothing was sent for 28800 s" in caplog.text
    with store.read() as connection:
        numbers = list(connection.execute(select(message_attempt.c.message_id)).scalars())
    assert len(numbers) == len(set(numbers))


class ReadOnly:
    """Lets the store be written or not, as a file system that was mounted read-only."""

    def __init__(self, engine: Engine) -> None:
        self.on = False
        event.listen(engine, "checkout", self._checkout)

    def _checkout(self, connection: Any, _record: object, _proxy: object) -> None:
        connection.execute(f"PRAGMA query_only = {'ON' if self.on else 'OFF'}")


def test_a_store_that_cannot_be_written_for_a_while_loses_nothing_and_nothing_is_sent_twice(
    store: Store,
    channels: ChannelService,
    http: Provider,
    people: People,
    make_work: Make,
    fake_clock: FakeClock,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("app.reminders.outbox.sending", "store.read_only")
    expected_logs.allow("app.reminders.work", "store.read_only")
    held, lock = Held(http), ReadOnly(store.engine)
    plan_now(store, people[:1])
    work = make_work(store, channels)
    work.start()
    assert held.begun.wait(10)
    plan_now(store, people[1:], "later")
    wait_for(lambda: list(statuses(store).values()).count("sending") == 3)
    lock.on = True
    held.go_on.set()
    fake_clock.advance(6)
    wait_for(lambda: work.state().failure == "store.read_only")
    assert all_are(store, "sending")
    lock.on = False
    fake_clock.advance(6)
    wait_for(lambda: all_are(store, "sent"))
    wait_for(lambda: work.state().failure is None)
    assert len(http.asked) == 3


def test_a_work_that_is_stopped_while_the_store_cannot_be_written_writes_as_soon_as_it_can(
    store: Store,
    channels: ChannelService,
    http: Provider,
    people: People,
    make_work: Make,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("app.reminders.outbox.sending", "store.read_only")
    held, lock = Held(http), ReadOnly(store.engine)
    plan_now(store, people[:1])
    work = make_work(store, channels)
    work.start()
    assert held.begun.wait(10)
    stopping = threading.Thread(target=work.stop)
    stopping.start()
    lock.on = True
    held.go_on.set()
    wait_for(lambda: len(expected_logs.records) > 1)
    lock.on = False
    stopping.join(20)
    assert statuses(store) == {"m/0": "sent"}


class News:
    """A channel that tells each piece of news once."""

    def __init__(self, *news: Feedback) -> None:
        self._news = list(news)

    def listen(self) -> Sequence[Feedback]:
        told, self._news = self._news, []
        return told


def heard(store: Store) -> list[str]:
    with store.read() as connection:
        return list(connection.execute(select(message_feedback.c.kind)).scalars())


def test_a_reply_that_takes_consent_back_is_heard_from_the_provider(
    store: Store, channels: ChannelService, people: People, make_work: Make, fake_clock: FakeClock
) -> None:
    with provider() as phone:
        set_up(channels, phone.address, ANDROID, password="do-telefone")
        work = make_work(store, channels)
        work.listen()
        assert phone.asked == []
        work.start()
        wait_for(lambda: work.state().here)
        fake_clock.advance(1)
        reply = {"id": "7", "sender": "+5586999990000", "contentPreview": "Parar", "createdAt": "2026-03-02T11:00:00Z"}

        def has_heard() -> bool:
            phone.forget()
            phone.says(200, [])
            phone.says(200, [reply])
            work.listen()
            return heard(store) == ["reply"]

        wait_for(has_heard)
    with store.read() as connection:
        taken_back = connection.execute(select(consent.c.person_id).where(consent.c.given == 0)).scalars()
        assert list(taken_back) == [people[0]]


def test_news_that_the_store_refuses_are_kept_until_it_takes_them(
    store: Store, channels: ChannelService, people: People, make_work: Make
) -> None:
    assert people
    work, lock = make_work(store, channels), ReadOnly(store.engine)
    told = Feedback(FeedbackKind.REPLY, None, address="+5586999990000", text="Obrigada", reference="r1")
    work._senders = {GATEWAY: News(told)}  # type: ignore[dict-item]  # what is open while it sends
    lock.on = True
    work.listen()
    lock.on = False
    assert heard(store) == []
    work.listen()
    assert heard(store) == ["reply"]


def test_a_provider_that_says_it_is_too_much_is_left_alone_by_all_messages(
    store: Store, channels: ChannelService, http: Provider, people: People, make_work: Make, fake_clock: FakeClock
) -> None:
    http.says(429, None, Retry_After="60")
    plan_now(store, people[:1])
    work = make_work(store, channels)
    work.start()
    wait_for(lambda: statuses(store)["m/0"] == "retrying")
    plan_now(store, people[1:], "later")
    fake_clock.advance(59)
    work.wake()
    looked = store.clock.now()
    wait_for(lambda: work.state().last_look == looked)
    assert len(http.asked) == 1
    fake_clock.advance(2)
    wait_for(lambda: all_are(store, "sent"))
    assert len(http.asked) == 4
