"""Replies lie in the inbox until somebody has seen them; who asked to stop is marked, and nobody offers to answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.reminders.channels.interface import FeedbackKind, Outcome
from app.security.roles import Role
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.administration.office import SignIn, press, settled, words_in
from tests.ui.conftest import settle
from tests.ui.reminders.sending.outgoing import OpenPage, Outgoing
from ui.reminders.inbox.page import InboxPage
from ui.reminders.page import RemindersPage
from ui.texts import choose_language
from ui.theme import apply_theme

LONG = "Não posso ir na terça, o ônibus não passa. Pode ser na quinta-feira de manhã, depois das nove?"


def inbox(page: RemindersPage) -> InboxPage:
    assert isinstance(page.page, InboxPage)
    return page.page


@pytest.fixture
def replies(outgoing: Outgoing) -> Outgoing:
    """The latest first: one asked to stop, one asks for another day."""
    first, second = outgoing.tried(Outcome.ACCEPTED, 2)
    outgoing.heard(FeedbackKind.REPLY, [first], LONG)
    outgoing.clock.advance(60)
    outgoing.heard(FeedbackKind.REPLY, [second], "SAIR")
    return outgoing


def test_no_reply_says_what_will_stand_here(open_page: OpenPage, qtbot: QtBot) -> None:
    page = inbox(open_page("inbox"))
    assert "Todas as respostas foram vistas" in words_in(page)
    press(page, "Mostrar todas")
    settled(qtbot)
    assert "Ninguém respondeu ainda" in words_in(page)


def test_who_asked_to_stop_is_marked_and_is_not_answered(open_page: OpenPage, replies: Outgoing) -> None:
    page = inbox(open_page("inbox"))
    words = words_in(page)
    assert "Pediu para sair" in words
    assert "nada mais sai para ela por E-mail" in words
    assert "Responder" not in words.split("\n")


def test_a_reply_is_answered_with_a_message_to_that_person_and_her_record_is_opened(
    open_page: OpenPage, replies: Outgoing, gone: list[tuple[str, str | None]]
) -> None:
    page = inbox(open_page("inbox"))
    page.table.selectRow(1)
    settle()
    assert LONG in words_in(page)
    press(page, "Responder")
    press(page, "Abrir o cadastro dela")
    (person_id,) = {one.person_id for one in page._replies if not one.withdrew}
    assert gone == [("reminders", f"planned/new/{person_id}"), ("reception", person_id)]


def test_space_marks_as_seen_and_goes_on_and_nothing_jumps(
    open_page: OpenPage, replies: Outgoing, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    page = inbox(open_page("inbox"))
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    settled(qtbot)
    assert station.reminders.inbox.unseen(sign_in(Role.NURSE)) == 1
    model = page.table.model()
    assert model.rowCount() == 2
    weights = [model.index(line, 0).data(Qt.ItemDataRole.FontRole).weight() for line in (0, 1)]
    assert weights == [QFont.Weight.Normal, QFont.Weight.DemiBold]
    assert page.table.currentIndex().row() == 1
    page.refresh()
    settled(qtbot)
    assert model.rowCount() == 1


def test_what_was_seen_can_be_put_back(
    open_page: OpenPage, replies: Outgoing, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    page = inbox(open_page("inbox"))
    press(page, "Marcar como vista")
    settled(qtbot)
    page.table.selectRow(0)
    settle()
    assert "Ana Sintética" in words_in(page)
    replies.clock.advance(5)
    press(page, "Marcar como não vista")
    settled(qtbot)
    assert station.reminders.inbox.unseen(sign_in(Role.NURSE)) == 2


def test_a_reply_is_opened_by_its_name_even_when_it_was_seen(
    open_page: OpenPage, replies: Outgoing, station: Station, sign_in: SignIn, qtbot: QtBot
) -> None:
    session = sign_in(Role.NURSE)
    first = station.reminders.inbox.list(session)[1]
    station.reminders.inbox.mark_seen(session, first.id)
    page = inbox(open_page(f"inbox/{first.id}"))
    settled(qtbot)
    assert page.reply is not None
    assert page.reply.id == first.id


def test_esc_closes_the_panel_and_enter_opens_it(open_page: OpenPage, replies: Outgoing, qtbot: QtBot) -> None:
    window = open_page("inbox")
    page = inbox(window)
    assert window.step_back()
    assert not page.beside.panel.isVisible()
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert page.beside.panel.isVisible()


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [90, 150])
def test_everything_fits_at_every_text_size(
    qapp: QApplication, open_page: OpenPage, replies: Outgoing, language: str, scale: int
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", scale)
    window = open_page("inbox")
    assert complaints(window) == []
    inbox(window).table.selectRow(1)
    settle()
    assert complaints(window) == []
    assert window.page.minimumSizeHint().width() <= window.stack.width()


def test_a_code_that_links_a_chat_is_said_in_words(open_page: OpenPage, outgoing: Outgoing) -> None:
    (sent,) = outgoing.tried(Outcome.ACCEPTED)
    outgoing.heard(FeedbackKind.LINKED, [sent], "7K2M9QXA")
    words = words_in(inbox(open_page("inbox")))
    assert "Ligou a conversa ao cadastro" in words
    assert "7K2M9QXA" not in words
