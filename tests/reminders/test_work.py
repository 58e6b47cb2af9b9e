"""What goes on behind the reminders, with a real store and real providers on this machine."""

from contextlib import closing
from typing import Any

import pytest

from app.kernel.clock import FakeClock, SystemClock
from app.kernel.ids import TimeOrderedIds
from app.reminders.channel_service import ChannelService
from app.reminders.outbox import sending as sending_module
from app.reminders.outbox.model import Priority
from app.security.secrets import Secrets
from app.store.opening import open_store
from app.store.store import Store
from tests.conftest import ExpectedLogs
from tests.reminders.channels.local_http import Provider, provider
from tests.reminders.test_following import SURGERY, add_rule, set_surgery
from tests.reminders.working import ANDROID, GATEWAY, Make, all_are, plan_now, set_up, statuses, wait_for
from tests.store import children
from tests.store_fixtures import TEST_KEY

pytest_plugins = ["tests.reminders.work_fixtures"]
People = tuple[str, ...]

SEND_FOR_EVER = """
from app.reminders.channel_service import ChannelService
from app.reminders.composing import Composing, Unit
from app.reminders.following import Following
from app.reminders.work import ReminderWork
from app.security.secrets import Secrets
store = opened()
channels = ChannelService(store, Secrets(bytes(range(32))))
following = Following(store, lambda: channels.ways(clock), lambda _connection, _least, _most: ())
work = ReminderWork(store, channels, Composing(lambda: Unit("UBS"), lambda: "America/Fortaleza"), following)
work.start()
while not work.state().here:
    time.sleep(0.01)
print("here", flush=True)
time.sleep(60)
"""


def test_what_is_due_is_sent_and_the_state_says_so(
    store: Store, channels: ChannelService, http: Provider, people: People, make_work: Make
) -> None:
    plan_now(store, people)
    work = make_work(store, channels)
    assert not work.state().running
    work.start()
    wait_for(lambda: all_are(store, "sent"))
    assert sorted(asked.json["to"] for asked in http.asked) == [f"+55869999900{number:02d}" for number in range(3)]
    assert len({asked.json["id"] for asked in http.asked}) == 3
    wait_for(lambda: work.state().tally.finished == 3)
    state = work.state()
    assert (state.running, state.here, state.allowed, state.failure) == (True, True, True, None)
    assert state.last_look == store.clock.now()


def test_what_becomes_due_is_sent_as_soon_as_the_work_is_woken(
    store: Store, channels: ChannelService, http: Provider, people: People, make_work: Make, monkeypatch: Any
) -> None:
    monkeypatch.setattr(sending_module, "IDLE_SECONDS", 30.0)
    work = make_work(store, channels)
    work.start()
    wait_for(lambda: work.state().here)
    plan_now(store, people)

    def woken() -> bool:
        work.wake()
        return all_are(store, "sent")

    wait_for(woken, seconds=10)


def test_the_rules_are_followed_and_what_they_ask_for_goes_out(
    store: Store, channels: ChannelService, http: Provider, people: People, make_work: Make, fake_clock: FakeClock
) -> None:
    add_rule(store, channels=f'["{GATEWAY}"]')
    set_surgery(store, people[0], SURGERY)
    work = make_work(store, channels)
    assert (followed := work.follow()) is not None
    assert followed.made == 1
    assert work.send_due().finished == 0
    fake_clock.advance(86_400)
    assert work.send_due().finished == 1
    assert [asked.json["message"] for asked in http.asked] == ["Olá, Maria."]


def test_who_does_not_hold_the_lease_neither_follows_nor_sends(
    store: Store, channels: ChannelService, http: Provider, people: People, make_work: Make
) -> None:
    first, second = make_work(store, channels), make_work(store, channels)
    first.start()
    wait_for(lambda: first.state().here)
    plan_now(store, people)
    assert second.follow() is None
    assert second.send_due().claimed == 0
    second.start()
    wait_for(lambda: second.state().last_look is not None)
    assert not second.state().here
    first.stop()
    wait_for(lambda: second.state().here)
    plan_now(store, people, "later")
    wait_for(lambda: all_are(store, "sent"))
    assert len(http.asked) == 6


@pytest.mark.skipif(not hasattr(__import__("signal"), "SIGKILL"), reason="a process cannot be killed like that here")
def test_when_the_process_that_sends_is_killed_another_takes_over(
    store: Store, http: Provider, people: People, make_work: Make
) -> None:
    path = store.path
    store.close()
    clock = SystemClock()
    with closing(open_store(path, TEST_KEY, clock, TimeOrderedIds(clock))) as here:
        channels = ChannelService(here, Secrets(TEST_KEY))
        set_up(channels, http.address)
        child = children.start(SEND_FOR_EVER, path)
        try:
            assert child.stdout is not None
            assert child.stdout.readline() == "here\n"
            work = make_work(here, channels)
            work.start()
            wait_for(lambda: work.state().last_look is not None)
            assert not work.state().here
        finally:
            child.kill()
            child.communicate(timeout=30)
        wait_for(lambda: work.state().here)
        # By the machine's own clock: at night only what is urgent goes out.
        plan_now(here, people, priority=Priority.URGENT)
        wait_for(lambda: all_are(here, "sent"))
        work.stop()


def test_changed_settings_of_a_channel_are_taken_up_without_a_restart(
    store: Store, channels: ChannelService, http: Provider, people: People, make_work: Make, fake_clock: FakeClock
) -> None:
    work = make_work(store, channels)
    work.start()
    plan_now(store, people)
    wait_for(lambda: all_are(store, "sent"))
    with provider() as other:
        set_up(channels, other.address)
        fake_clock.advance(1)
        plan_now(store, people, "after")
        wait_for(lambda: all_are(store, "sent"))
        arrived = len(http.asked), len(other.asked)
    # Whoever was sending when the settings changed still goes the old way; everybody is written to once.
    assert sum(arrived) == 6
    assert work.state().tally.finished == 6


def test_a_channel_whose_seal_is_foreign_is_left_out_and_the_others_go_on(
    store: Store,
    channels: ChannelService,
    http: Provider,
    people: People,
    make_work: Make,
    expected_logs: ExpectedLogs,
) -> None:
    expected_logs.expect("app.reminders.channel_service", "android_gateway cannot be used: secrets.not_ours")
    set_up(ChannelService(store, Secrets(bytes(32))), http.address, ANDROID, password="de-outra-chave")
    plan_now(store, people[:1], "gateway")
    plan_now(store, people[1:2], "android", (ANDROID,))
    plan_now(store, people[2:], "both", (ANDROID, GATEWAY))
    make_work(store, channels).start()
    wait_for(lambda: list(statuses(store).values()).count("sent") == 2)
    assert statuses(store) == {"gateway/0": "sent", "android/0": "scheduled", "both/0": "sent"}


def test_a_message_whose_channel_never_came_back_expires_when_its_time_has_passed(
    store: Store, channels: ChannelService, people: People, make_work: Make, fake_clock: FakeClock
) -> None:
    plan_now(store, people[:1], "gone", ("telegram",), hours=1)
    work = make_work(store, channels)
    work.send_due()
    assert statuses(store) == {"gone/0": "scheduled"}
    fake_clock.advance(3601)
    work.send_due()
    assert statuses(store) == {"gone/0": "expired/too_late"}
