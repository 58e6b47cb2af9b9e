"""Messages in every state, and the pages that show them, opened by a nurse unless the test says otherwise."""

import pytest

from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.station import Station
from tests.ui.reminders.conftest import OpenAs
from tests.ui.reminders.sending.outgoing import OpenPage, Outgoing
from ui.reminders.page import RemindersPage


@pytest.fixture
def outgoing(station: Station, fake_clock: FakeClock) -> Outgoing:
    return Outgoing(station, fake_clock)


@pytest.fixture
def open_page(open_as: OpenAs) -> OpenPage:
    def opened(key: str, role: Role = Role.NURSE) -> RemindersPage:
        return open_as(role, key)

    return opened
