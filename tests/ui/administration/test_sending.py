"""Who sends is told by name and moved by the administrator; of two stations one at most ever sends."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.central.journal import Sender
from app.central.tables import sending_grant
from app.central.tables import station as central_station
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.reminders.channels.interface import Attempted, Outcome
from app.reminders.grant import GrantState
from app.reminders.outbox.model import Done
from app.security.roles import Role
from app.station import Station
from tests.central.serving import Served
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, press, settled, words_in
from tests.ui.network.conftest import CNES, central, joined
from tests.ui.reminders.sending.outgoing import Outgoing
from ui.administration.sending.section import SendingSection
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.confirm_sheet import ConfirmSheet

__all__ = ["central", "joined"]
Opened = Callable[[], SendingSection]


@pytest.fixture
def opened(open_section: OpenSection) -> Opened:
    def made() -> SendingSection:
        page = open_section(Role.ADMINISTRATOR, "sending").page
        assert isinstance(page, SendingSection)
        return page

    return made


def offered(page: SendingSection) -> set[str]:
    """The buttons that can be seen."""
    names = ("take", "keep", "give", "finish", "network")
    return {name for name in names if getattr(page, f"{name}_button").isVisible()}


def another_station_sends(central: Served) -> Sender:
    """A second station of the unit, which has been granted the sending."""
    code = central.services.enrolment.make_code(CNES, "Sala 2")
    enrolled = central.services.enrolment.enrol(code, "11" * 32)
    sender = Sender(enrolled.station_id, CNES)
    assert central.services.granting.ask(sender).granted
    return sender


def holder(central: Served) -> str | None:
    """Who has the sending, by the server's book."""
    with central.engine.connect() as connection:
        named = select(central_station.c.name).join(sending_grant, sending_grant.c.holder == central_station.c.id)
        return connection.execute(named).scalar_one_or_none()


def give(page: SendingSection, qtbot: QtBot) -> None:
    press(page, "Entregar o envio")
    sheet = page.window().findChild(ConfirmSheet)
    assert isinstance(sheet, ConfirmSheet)
    assert "nada sai daqui" in words_in(sheet)
    sheet.yes.click()
    settled(qtbot)


def test_without_a_network_the_station_sends_and_nothing_can_be_moved(opened: Opened) -> None:
    page = opened()
    assert page.headline.text() == "Esta estação envia"
    assert offered(page) == {"network"}
    assert not page.facts.isVisible()


def test_the_sending_is_brought_here_and_handed_over(
    joined: Station, central: Served, opened: Opened, qtbot: QtBot
) -> None:
    page = opened()
    assert (page.headline.text(), offered(page)) == ("Esta estação não envia", {"take"})
    press(page, "Trazer o envio para cá")
    settled(qtbot)
    assert (page.headline.text(), offered(page)) == ("Esta estação envia", {"give"})
    assert "Sem contato, envia até" in words_in(page)
    assert holder(central) == "Sala 1"
    give(page, qtbot)
    assert (page.headline.text(), offered(page)) == ("Esta estação não envia", {"take"})
    assert "O envio foi entregue." in page.meaning.text()
    assert holder(central) is None


def test_while_another_station_sends_it_is_named_and_the_sending_stays_there(
    joined: Station, central: Served, opened: Opened, qtbot: QtBot
) -> None:
    sender = another_station_sends(central)
    page = opened()
    press(page, "Trazer o envio para cá")
    settled(qtbot)
    assert "Quem envia: Sala 2" in page.told.title.text() + page.told.body.text()
    assert page.headline.text() == "Quem envia: Sala 2"
    assert joined.reminders.grant.status().state is GrantState.NOT_HERE
    assert holder(central) == "Sala 2"
    central.services.granting.give_back(sender, 0)
    press(page, "Trazer o envio para cá")
    settled(qtbot)
    assert (page.headline.text(), holder(central)) == ("Esta estação envia", "Sala 1")


def test_handing_over_waits_for_what_is_on_its_way_and_can_be_taken_back(
    joined: Station, central: Served, opened: Opened, qtbot: QtBot, fake_clock: FakeClock
) -> None:
    page = opened()
    press(page, "Trazer o envio para cá")
    settled(qtbot)
    outgoing = Outgoing(joined, fake_clock)
    outgoing.wait(2)
    ready = outgoing.outbox.turn([], outgoing.ways, 1).ready
    give(page, qtbot)
    assert (page.headline.text(), offered(page)) == ("O envio está sendo entregue", {"keep", "finish"})
    assert "Falta uma mensagem" in page.meaning.text()
    assert holder(central) == "Sala 1"
    assert not outgoing.outbox.turn([], outgoing.ways, 1).ready
    press(page, "Continuar enviando daqui")
    settled(qtbot)
    assert offered(page) == {"give"}
    give(page, qtbot)
    sent = Attempted(Outcome.ACCEPTED, "250", "taken", "p-1")
    outgoing.outbox.turn([Done(one, sent, joined.clock.now()) for one in ready], outgoing.ways, 0)
    press(page, "Terminar a entrega agora")
    settled(qtbot)
    assert (page.headline.text(), holder(central)) == ("Esta estação não envia", None)


def test_without_the_server_handing_over_is_begun_and_says_what_failed(
    joined: Station, central: Served, opened: Opened, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened()
    press(page, "Trazer o envio para cá")
    settled(qtbot)

    def unreachable() -> None:
        raise KnownError("sync.unreachable", address=central.address)

    monkeypatch.setattr(joined.reminders.grant, "_open_line", unreachable)
    give(page, qtbot)
    assert page.told.isVisible()
    assert (page.headline.text(), offered(page)) == ("O envio está sendo entregue", {"keep", "finish"})
    assert page.take_button.isEnabled()


def test_it_notices_by_itself_that_the_sending_has_come(joined: Station, opened: Opened, qtbot: QtBot) -> None:
    page = opened()
    joined.reminders.grant._ask()
    page.look_again()
    settled(qtbot)
    assert offered(page) == {"give"}


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_it_fits_in_large_text(
    joined: Station, opened: Opened, qapp: QApplication, qtbot: QtBot, language: str
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", 150)
    page = opened()
    page.take()
    settled(qtbot)
    assert "[" not in words_in(page)
    assert complaints(page) == []
