"""A server that the administration has decided on: locked, with the reason, and the only one that can be joined."""

from collections.abc import Callable
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.policy.model import ServerPolicy
from app.policy.trusting import joining_of
from app.security.roles import Role
from app.station import Station
from app.sync.enrolling import DecidedServer
from tests.central.serving import Served
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, settled, words_in
from tests.ui.network.conftest import CNES
from ui.network.section import NetworkSection

Open = Callable[[], NetworkSection]


@pytest.fixture
def opened(station: Station, central: Served, open_section: OpenSection) -> Open:
    """The section of a station whose policy names the server, without a code."""

    def once() -> NetworkSection:
        server = ServerPolicy(central.address, central.certificate.fingerprint)
        station.enrolling.decided = DecidedServer(central.address, "", partial(joining_of, server))
        page = open_section(Role.ADMINISTRATOR, "network").page
        assert isinstance(page, NetworkSection)
        return page

    return once


def test_the_server_is_locked_with_the_reason_and_a_code_alone_lets_the_station_in(
    opened: Open, station: Station, central: Served, qtbot: QtBot
) -> None:
    section = opened()
    assert section.form is not None
    assert not section.form.address.isEnabled() and section.form.address.value() == central.address
    assert section.form.fields["paste"].isHidden()
    assert "foi definido pela administração da rede" in words_in(section)
    assert complaints(section) == []
    section.form.submit()
    settled(qtbot)
    assert station.enrolling.current() is None and section.form.fields["code"].error
    section.form.code.set_value(central.code(CNES))
    section.refresh()
    assert section.form.code.value(), "what somebody types stays"
    section.form.submit()
    settled(qtbot)
    enrolment = station.enrolling.current()
    assert enrolment is not None and enrolment.address == central.address


def test_joining_another_server_is_refused_before_anything_is_sent(
    opened: Open, station: Station, central: Served
) -> None:
    section = opened()
    with pytest.raises(KnownError, match=r"sync\.server_decided") as refused:
        station.enrolling.join(section.context.session, "https://127.0.0.1:9", "x", "0" * 64)
    assert refused.value.values["expected"] == central.address
