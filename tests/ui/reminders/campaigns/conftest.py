"""A unit that can write to people, and its pages, opened by the coordinator unless the test says otherwise."""

import pytest

from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import SignIn
from tests.ui.reminders.campaigns.world import OpenPage, World
from tests.ui.reminders.conftest import OpenAs
from ui.reminders.page import RemindersPage


@pytest.fixture
def world(station: Station, sign_in: SignIn) -> World:
    return World(station, sign_in)


@pytest.fixture
def open_page(open_as: OpenAs) -> OpenPage:
    def opened(subject: str, role: Role = Role.COORDINATOR) -> RemindersPage:
        return open_as(role, subject)

    return opened
