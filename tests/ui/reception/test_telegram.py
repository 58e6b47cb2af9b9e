"""At the desk a person gets a code by which she links her chat; that it is linked is seen there too."""

from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import PersonRecord
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.reminders.linking import link
from app.security.audit_service import AuditFilter
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD, OpenDesk, words_in
from tests.ui.reminders.sending.outgoing import store_of
from ui.papers.preview import PaperPreview
from ui.reception.person_panel import PersonPanel
from ui.texts import choose_language
from ui.theme import apply_theme


@pytest.fixture
def bot(station: Station) -> Station:
    """Telegram is on, and the bot's name is known."""
    administrator = station.sign_in.sign_in("administrator", PASSWORD)
    values, secrets = {"bot_name": "@SinteticaBot"}, {"bot_token": "1:x"}
    station.reminders.channels.save(administrator, "telegram", values, secrets, active=True)
    return station


def opened(open_desk: OpenDesk, session: Session, woman: PersonRecord, qtbot: QtBot) -> PersonPanel:
    desk = open_desk(session)
    desk.reception.open_person(woman.id)
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    desk.settle()
    assert desk.reception.panel is not None
    panel = desk.reception.panel
    qtbot.waitUntil(lambda: panel.telegram.found is not None)
    return panel


def given(panel: PersonPanel, qtbot: QtBot) -> str:
    part = panel.telegram
    part.give()
    qtbot.waitUntil(lambda: part.code is not None)
    QApplication.processEvents()
    assert part.code is not None
    return part.code.code


def test_where_telegram_is_not_used_nothing_is_said_of_it(
    open_desk: OpenDesk, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    assert not opened(open_desk, nurse, woman, qtbot).telegram.isVisible()


def test_the_code_is_shown_once_with_its_link_and_her_chat_is_seen_to_be_linked(
    open_desk: OpenDesk, bot: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot, fake_clock: FakeClock
) -> None:
    panel = opened(open_desk, nurse, woman, qtbot)
    part = panel.telegram
    assert "Nenhuma conversa ligada" in words_in(part)
    code = given(panel, qtbot)
    words = words_in(part)
    assert code in words
    assert f"https://t.me/SinteticaBot?start={code}" in words
    assert "Ligar não é aceitar" in words
    part.put_away()
    qtbot.waitUntil(lambda: "ainda não o usou" in words_in(part))
    assert code not in words_in(part)
    fake_clock.advance(60)
    with store_of(bot).write(PROGRAM) as writing:
        assert link(writing, "telegram", "4711", code, fake_clock.now()) == woman.id
    part.read()
    qtbot.waitUntil(lambda: "Conversa ligada a ela desde" in words_in(part))
    assert code not in words_in(part)


def test_a_code_on_show_gives_way_as_soon_as_she_has_used_it(
    open_desk: OpenDesk, bot: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot, fake_clock: FakeClock
) -> None:
    panel = opened(open_desk, nurse, woman, qtbot)
    code = given(panel, qtbot)
    panel.telegram.read()
    fake_clock.advance(60)
    with store_of(bot).write(PROGRAM) as writing:
        link(writing, "telegram", "4711", code, fake_clock.now())
    panel.telegram.read()
    qtbot.waitUntil(lambda: "Conversa ligada" in words_in(panel.telegram))
    assert panel.telegram.code is None


def test_the_code_is_printed_and_the_trail_says_so_without_the_code(
    open_desk: OpenDesk, bot: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot, tmp_path: Path
) -> None:
    panel = opened(open_desk, nurse, woman, qtbot)
    code = given(panel, qtbot)
    panel.telegram.print_code()
    preview = panel.preview
    assert isinstance(preview, PaperPreview)
    target = tmp_path / "code.pdf"
    preview.save_pdf(target)
    qtbot.waitUntil(lambda: preview.banner.property("tone") == "success")
    printed = "".join("".join(page.extract_text() for page in PdfReader(target).pages).split())
    assert code in printed
    assert woman.full_name.replace(" ", "") in printed
    administrator = bot.sign_in.sign_in("administrator", PASSWORD)
    rows = bot.audit.page(administrator, AuditFilter(), None, 100)
    noted = [one for one in rows if one.details.get("paper") == "link_code"]
    assert len(noted) == 1
    assert all(code not in str(one.details) for one in rows)
    QTest.keyClick(preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.preview is None)
    assert code in words_in(panel.telegram)


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_it_fits_in_large_text_and_has_its_words(
    open_desk: OpenDesk,
    bot: Station,
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
        given(panel, qtbot)
        assert "[" not in words_in(panel.telegram)
        assert complaints(panel) == []
    finally:
        apply_theme(qapp)
