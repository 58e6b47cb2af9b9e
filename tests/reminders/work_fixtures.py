"""Fixtures for the background work of the reminders: a provider, a gateway, work that is stopped at the end."""

from collections.abc import Iterator

import pytest

from app.reminders import work as work_module
from app.reminders.channel_service import ChannelService
from app.reminders.outbox import sending as sending_module
from app.reminders.work import ReminderWork
from app.security.secrets import Secrets
from app.store.store import Store
from tests.reminders.channels.local_http import Provider, provider
from tests.reminders.working import Make, new_work, set_up
from tests.store_fixtures import TEST_KEY


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks that need nothing but time come soon."""
    monkeypatch.setattr(work_module, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(sending_module, "IDLE_SECONDS", 0.05)


@pytest.fixture
def http() -> Iterator[Provider]:
    """A provider on this machine."""
    with provider() as running:
        yield running


@pytest.fixture
def channels(store: Store, http: Provider) -> ChannelService:
    """The gateway is set up, as fast as anybody likes."""
    service = ChannelService(store, Secrets(TEST_KEY))
    set_up(service, http.address)
    return service


@pytest.fixture
def make_work(quick: None) -> Iterator[Make]:
    """Makes the work of one process; all are stopped at the end."""
    assert quick is None
    made = []

    def make(store: Store, channels: ChannelService) -> ReminderWork:
        made.append(new_work(store, channels))
        return made[-1]

    yield make
    for one in made:
        one.stop()
