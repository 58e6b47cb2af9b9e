"""The background work of the reminders as the tests make it, and what they ask of the store."""

import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import select

from app.kernel.actor import PROGRAM
from app.reminders.channel_service import ChannelService
from app.reminders.composing import Composing, Unit
from app.reminders.following import Following
from app.reminders.outbox.model import Planned, Priority
from app.reminders.outbox.planning import plan
from app.reminders.work import ReminderWork
from app.security.roles import Role
from app.store.store import Store
from app.store.tables import message
from tests.clinic.conftest import session_of
from tests.reminders.channels.local_http import Answer, Asked, Provider
from tests.reminders.conftest import VERSION

ADMINISTRATOR = session_of(Role.ADMINISTRATOR)
GATEWAY = "http_gateway"
ANDROID = "android_gateway"
Make = Callable[[Store, ChannelService], ReminderWork]


def new_work(store: Store, channels: ChannelService) -> ReminderWork:
    following = Following(store, lambda: channels.ways(store.clock), lambda _connection, _least, _most: ())
    compose = Composing(lambda: Unit("UBS Fictícia"), lambda: "America/Fortaleza")
    return ReminderWork(store, channels, compose, following)


def set_up(channels: ChannelService, address: str, code: str = GATEWAY, **secrets: str) -> None:
    values = {"address": address, "per_second": "1000", "user": "sms"}
    channels.save(ADMINISTRATOR, code, values, secrets, active=True)


def plan_now(
    store: Store,
    people: Sequence[str],
    name: str = "m",
    codes: tuple[str, ...] = (GATEWAY,),
    hours: float = 2,
    priority: Priority = Priority.SINGLE,
) -> None:
    now = store.clock.now()
    until = now + timedelta(hours=hours)
    rows = [
        Planned(f"{name}/{place}", one, VERSION, "A", codes, codes[0], now, until, priority)
        for place, one in enumerate(people)
    ]
    with store.write(PROGRAM) as writing:
        plan(writing, rows)


def statuses(store: Store) -> dict[str, str]:
    with store.read() as connection:
        rows = connection.execute(select(message.c.name, message.c.status, message.c.reason))
        return {row.name: f"{row.status}/{row.reason}" if row.reason else row.status for row in rows}


def wait_for(condition: Callable[[], object], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


def all_are(store: Store, status: str) -> bool:
    return set(statuses(store).values()) == {status}


class Held:
    """A provider that answers only when it is let go."""

    def __init__(self, http: Provider) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self._take, http.take = http.take, self._hold  # type: ignore[method-assign]  # a provider that thinks

    def _hold(self, asked: Asked) -> Answer:
        self.begun.set()
        self.go_on.wait(20)
        return self._take(asked)
