"""A unit that writes texts, and its pages, opened by the coordinator unless the test says otherwise."""

import pytest

from app.security.roles import Role
from app.station import Station
from tests.ui.administration.office import SignIn
from tests.ui.reminders.conftest import OpenAs
from tests.ui.reminders.texts.desk import Desk, OpenPlace
from ui.reminders.page import RemindersPage


@pytest.fixture
def desk(station: Station, sign_in: SignIn) -> Desk:
    return Desk(station, sign_in)


@pytest.fixture
def open_place(open_as: OpenAs) -> OpenPlace:
    def opened(subject: str, role: Role = Role.COORDINATOR) -> RemindersPage:
        return open_as(role, subject)

    return opened
