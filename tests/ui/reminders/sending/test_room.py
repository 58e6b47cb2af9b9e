"""Every page about the sending fits in the least window, full as well as empty, and has its words in English."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from app.reminders.channels.interface import FeedbackKind, Outcome
from app.security.roles import Role
from tests.ui.accessibility import complaints
from tests.ui.administration.office import words_in
from tests.ui.conftest import settle
from tests.ui.reminders.sending.outgoing import OpenPage, Outgoing
from ui.texts import choose_language
from ui.theme import apply_theme

LEAST_ROOM = QSize(752, 500)
"""What the smallest window leaves to a place."""
PAGES = ("overview", "attention", "inbox", "manners")


@pytest.mark.parametrize("key", PAGES)
@pytest.mark.parametrize("full", [True, False], ids=["full", "empty"])
def test_the_least_window_holds_it(open_page: OpenPage, outgoing: Outgoing, key: str, full: bool) -> None:
    if full:
        outgoing.tried(Outcome.UNKNOWN)
        outgoing.tried(Outcome.FINAL)
        outgoing.heard(FeedbackKind.REPLY, outgoing.tried(Outcome.ACCEPTED), "Posso ir na quinta-feira?")
    window = open_page(key, Role.COORDINATOR)
    window.resize(LEAST_ROOM)
    settle()
    assert window.width() == LEAST_ROOM.width()
    assert complaints(window) == []


@pytest.mark.parametrize("key", PAGES)
def test_an_empty_page_has_its_words_in_english_in_large_text(
    qapp: QApplication, open_page: OpenPage, key: str
) -> None:
    choose_language("en")
    apply_theme(qapp, "light", 150)
    window = open_page(key, Role.COORDINATOR)
    assert "[" not in words_in(window.page)
    assert complaints(window) == []
    assert window.page.minimumSizeHint().width() <= window.stack.width()
