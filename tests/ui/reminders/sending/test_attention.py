"""What waits for a person: shown with its reason, decided one by one or together, and taken back where it can be."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.kernel.errors import KnownError
from app.reminders.channels.interface import Outcome
from app.reminders.message_lists import ShownMessage
from app.reminders.messages import MessageService
from app.reminders.outbox.model import Status
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import SignIn, press, settled, words_in
from tests.ui.conftest import settle
from tests.ui.reminders.sending.outgoing import OpenPage, Outgoing
from ui.reminders.attention.decisions import Decision
from ui.reminders.attention.page import AttentionPage
from ui.reminders.attention.panel import OnePanel, SeveralPanel
from ui.reminders.page import RemindersPage
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.confirm_sheet import ConfirmSheet


def attention(page: RemindersPage) -> AttentionPage:
    assert isinstance(page.page, AttentionPage)
    return page.page


def test_nothing_that_waits_is_said_as_such(open_page: OpenPage) -> None:
    page = attention(open_page("attention"))
    assert page.states.state == "empty"
    assert "Nada espera por você" in words_in(page)


def test_why_it_could_not_be_read_is_said_with_a_way_to_try_again(
    open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    outgoing.tried(Outcome.FINAL)

    reads, full = MessageService.for_a_person, [True]

    def fails(service: MessageService, session: Session) -> tuple[ShownMessage, ...]:
        if full.pop():
            full.append(False)
            raise KnownError("store.disk_full", path="sintético")
        return reads(service, session)

    monkeypatch.setattr(MessageService, "for_a_person", fails)
    page = attention(open_page("attention"))
    assert page.states.state == "wrong"
    press(page, "Tentar de novo")
    settled(qtbot)
    assert page.states.state == "full"


def test_the_first_is_open_with_reason_advice_and_every_attempt(open_page: OpenPage, outgoing: Outgoing) -> None:
    outgoing.tried(Outcome.FINAL)
    outgoing.tried(Outcome.UNKNOWN, code="timeout", text="")
    page = attention(open_page("attention"))
    words = words_in(page)
    assert isinstance(page.panel, OnePanel)
    assert page.panel.message.status is Status.UNKNOWN
    assert "Não se sabe se chegou" in words
    assert "Pergunte a ela se chegou" in words
    assert "O servidor não respondeu a tempo" in words
    headings = [page.table.model_of_groups.heading_at(line) for line in (0, 2)]
    assert [one.words for one in headings if one] == ["Ninguém sabe se chegaram (1)", "Não puderam ser enviadas (1)"]


def test_the_record_is_opened_to_correct_the_address(
    open_page: OpenPage, outgoing: Outgoing, gone: list[tuple[str, str | None]]
) -> None:
    outgoing.tried(Outcome.FINAL)
    page = attention(open_page("attention"))
    assert "550 · no such box" in words_in(page)
    press(page, "Abrir o cadastro dela")
    assert gone == [("reception", outgoing.people[0])]


def test_a_dead_letter_goes_out_again_at_once(open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot) -> None:
    outgoing.tried(Outcome.FINAL)
    page = attention(open_page("attention"))
    press(page, "Enviar de novo")
    settled(qtbot)
    assert outgoing.counts() == {Status.RETRYING: 1}
    assert "vai sair de novo em 10 segundos" in words_in(page)
    assert page.states.state == "empty"


def test_sending_again_is_undone_while_it_waits_and_not_once_it_is_on_its_way(
    open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot
) -> None:
    outgoing.tried(Outcome.FINAL, 2)
    page = attention(open_page("attention"))
    page.table.selectAll()
    page.decide(Decision.SEND_AGAIN)
    settled(qtbot)
    press(page, "Desfazer")
    settled(qtbot)
    assert outgoing.counts() == {Status.FAILED: 2}
    page.table.selectAll()
    page.decide(Decision.SEND_AGAIN)
    settled(qtbot)
    outgoing.clock.advance(10)
    assert len(outgoing.outbox.turn([], outgoing.ways, 1).ready) == 1
    press(page, "Desfazer")
    settled(qtbot)
    assert outgoing.counts() == {Status.SENDING: 1, Status.FAILED: 1}
    assert "já estava saindo" in words_in(page)


def test_what_may_arrive_twice_is_asked_before(open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot) -> None:
    outgoing.tried(Outcome.UNKNOWN)
    window = open_page("attention")
    page = attention(window)
    press(page, "Enviar de novo")
    (sheet,) = window.findChildren(ConfirmSheet)
    assert outgoing.counts() == {Status.UNKNOWN: 1}
    sheet.yes.click()
    settled(qtbot)
    assert outgoing.counts() == {Status.RETRYING: 1}


@pytest.mark.parametrize(("words", "status"), [("Já chegou", Status.SENT), ("Desistir", Status.CANCELLED)])
def test_a_decision_can_be_taken_back(
    open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot, words: str, status: Status
) -> None:
    outgoing.tried(Outcome.UNKNOWN)
    page = attention(open_page("attention"))
    press(page, words)
    settled(qtbot)
    assert outgoing.counts() == {status: 1}
    press(page, "Desfazer")
    settled(qtbot)
    assert outgoing.counts() == {Status.UNKNOWN: 1}
    assert page.states.state == "full"


def test_several_are_decided_together_by_the_keyboard(open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot) -> None:
    outgoing.tried(Outcome.FINAL, 3)
    page = attention(open_page("attention"))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    settled(qtbot)
    assert isinstance(page.panel, SeveralPanel)
    assert "3 × Recusada pelo provedor" in words_in(page)
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    settled(qtbot)
    assert outgoing.counts() == {Status.CANCELLED: 3}
    press(page, "Desfazer")
    settled(qtbot)
    assert outgoing.counts() == {Status.FAILED: 3}


def test_space_chooses_one_more_and_only_unknown_ends_are_taken_as_sent(
    open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot
) -> None:
    outgoing.tried(Outcome.UNKNOWN)
    outgoing.tried(Outcome.FINAL)
    page = attention(open_page("attention"))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert len(page.table.chosen_messages()) == 1
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    settled(qtbot)
    assert len(page.table.chosen_messages()) == 2
    press(page, "Já chegou (1)")
    settled(qtbot)
    assert outgoing.counts() == {Status.SENT: 1, Status.FAILED: 1}


def test_what_somebody_else_has_settled_meanwhile_is_said(
    open_page: OpenPage, outgoing: Outgoing, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    (message_id,) = outgoing.tried(Outcome.FINAL)
    page = attention(open_page("attention"))
    station.reminders.messages.give_up(sign_in(Role.DOCTOR), message_id)
    press(page, "Enviar de novo")
    settled(qtbot)
    assert "Outra pessoa já resolveu" in page.banner.body.text()
    assert page.states.state == "empty"


def test_esc_closes_the_panel_and_enter_opens_it_again(open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot) -> None:
    outgoing.tried(Outcome.FINAL)
    window = open_page("attention")
    page = attention(window)
    assert window.step_back()
    assert not page.beside.panel.isVisible()
    assert page.table.hasFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    settled(qtbot)
    assert page.beside.panel.isVisible()
    assert not window.step_back() or not page.beside.panel.isVisible()


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [90, 150])
def test_everything_fits_at_every_text_size(
    qapp: QApplication, open_page: OpenPage, outgoing: Outgoing, qtbot: QtBot, language: str, scale: int
) -> None:
    outgoing.tried(Outcome.UNKNOWN, 2)
    outgoing.tried(Outcome.OPT_OUT)
    choose_language(language)
    apply_theme(qapp, "dark", scale)
    window = open_page("attention")
    page = attention(window)
    assert complaints(window) == []
    page.table.selectAll()
    settled(qtbot)
    settle()
    assert complaints(window) == []
    assert page.minimumSizeHint().width() <= window.stack.width()
