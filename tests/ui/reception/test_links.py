"""Links to a person's pages are called back at the desk, with a reason that stays."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import PersonRecord
from app.kernel.actor import PROGRAM
from app.security.session import Session
from app.station import Station
from app.store.settings import write_setting
from app.sync.enrolling import NETWORK_LINKS
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD, OpenDesk, words_in
from tests.ui.reminders.sending.outgoing import store_of
from ui.reception.links_part import LinksPart
from ui.reception.person_panel import PersonPanel
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.reason_input import ReasonInput


@pytest.fixture
def pages(station: Station) -> Station:
    """The server has told of its pages."""
    with store_of(station).write(PROGRAM) as writing:
        write_setting(writing, NETWORK_LINKS, {"address": "https://cuidar.example", "key": "00" * 68})
    return station


def opened(open_desk: OpenDesk, session: Session, woman: PersonRecord, qtbot: QtBot) -> PersonPanel:
    desk = open_desk(session)
    desk.reception.open_person(woman.id)
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    desk.settle()
    panel = desk.reception.panel
    assert panel is not None
    qtbot.waitUntil(lambda: panel.links.found is not None)
    return panel


def reason_of(part: LinksPart) -> ReasonInput:
    assert part.reason_field is not None
    assert isinstance(part.reason_field.control, ReasonInput)
    return part.reason_field.control


def test_without_pages_nothing_is_said_of_them(
    open_desk: OpenDesk, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    assert not opened(open_desk, nurse, woman, qtbot).links.isVisible()


def test_they_are_called_back_with_a_reason_that_is_shown_with_who_and_when(
    open_desk: OpenDesk, pages: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    part = opened(open_desk, nurse, woman, qtbot).links
    part.begin()
    part.call_back()
    qtbot.waitUntil(lambda: part.reason_field is not None and bool(part.reason_field.error))
    assert pages.reminders.attributes.link_calls(nurse, woman.id).calls == ()
    reason_of(part).line.setText("Celular roubado")
    part.call_back()
    qtbot.waitUntil(lambda: "Endereços cancelados: Celular roubado" in words_in(part))
    assert "Ana Sintética" in words_in(part)
    (call,) = pages.reminders.attributes.link_calls(nurse, woman.id).calls
    assert call.reason == "Celular roubado"


def test_esc_calls_nothing_back(
    open_desk: OpenDesk, pages: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    part = opened(open_desk, nurse, woman, qtbot).links
    part.begin()
    QTest.keyClick(reason_of(part).line, Qt.Key.Key_Escape)
    assert part.reason_field is None
    assert pages.reminders.attributes.link_calls(nurse, woman.id).calls == ()


def test_a_student_sees_and_calls_nothing_back(
    open_desk: OpenDesk, pages: Station, woman: PersonRecord, qtbot: QtBot
) -> None:
    student = pages.sign_in.sign_in("student", PASSWORD)
    part = opened(open_desk, student, woman, qtbot).links
    assert part.isVisible()
    assert part.begin_button is None


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_it_fits_in_large_text_and_has_its_words(
    open_desk: OpenDesk,
    pages: Station,
    nurse: Session,
    woman: PersonRecord,
    qtbot: QtBot,
    qapp: QApplication,
    language: str,
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", 150)
    try:
        panel = opened(open_desk, nurse, woman, qtbot)
        panel.links.begin()
        QApplication.processEvents()
        assert "[" not in words_in(panel.links)
        assert complaints(panel) == []
    finally:
        apply_theme(qapp)
