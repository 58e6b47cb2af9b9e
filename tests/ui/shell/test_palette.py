"""Ctrl+K: people, places and commands in one list, by keyboard."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.clinic.people.model import PersonHit, SearchResult, Sex
from app.security.session import Session
from tests.ui.accessibility import complaints
from tests.ui.shell.conftest import finish, screen
from ui.shell.palette import Palette
from ui.shell.window import Shell

OpenShell = Callable[[Session], Shell]
MARIA = PersonHit(
    "p1", "Maria Sintética", None, "Ana Sintética", date(1996, 3, 5), Sex.FEMALE, None, None, "Natal", True
)


def _open(shell: Shell, qtbot: QtBot) -> Palette:
    QTest.keyClick(screen(shell).field, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = shell.findChild(Palette)
    assert palette is not None
    finish(qtbot)
    return palette


def _type(palette: Palette, qtbot: QtBot, text: str) -> None:
    QTest.keyClicks(palette.search, text)
    qtbot.wait(0)
    palette._find(palette.search.value())
    finish(qtbot)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was searched; everybody is called Maria."""
    seen: list[str] = []

    def search(_self: object, _session: Session, text: str, limit: int = 50) -> SearchResult:
        seen.append(text)
        return SearchResult((MARIA,), more=True)

    monkeypatch.setattr("app.clinic.people.service.PeopleService.search", search)
    return seen


def test_places_and_commands_are_offered_at_once(open_shell: OpenShell, nurse: Session, qtbot: QtBot) -> None:
    palette = _open(open_shell(nurse), qtbot)
    assert palette.shown()[:3] == ["Lugares", "Recepção", "Gestantes"]
    assert "Bloquear a tela" in palette.shown()
    assert complaints(palette) == []
    palette.leave()


def test_every_line_stands_whole_where_the_window_has_room(open_shell: OpenShell, nurse: Session, qtbot: QtBot) -> None:
    palette = _open(open_shell(nurse), qtbot)
    last = palette.list.visualItemRect(palette.list.item(palette.list.count() - 1))
    assert palette.list.viewport().rect().contains(last)
    palette.leave()


def test_typing_without_accents_finds_a_place_and_enter_goes_there(
    open_shell: OpenShell, nurse: Session, qtbot: QtBot, asked: list[str]
) -> None:
    shell = open_shell(nurse)
    palette = _open(shell, qtbot)
    _type(palette, qtbot, "gest")
    palette._people = None
    palette._show()
    assert palette.shown() == ["Lugares", "Gestantes"]
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert screen(shell).key == "pregnancy"


def test_a_person_is_found_and_opened_at_the_reception(
    open_shell: OpenShell, nurse: Session, qtbot: QtBot, asked: list[str]
) -> None:
    shell = open_shell(nurse)
    palette = _open(shell, qtbot)
    _type(palette, qtbot, "maria")
    assert asked[-1] == "maria"
    assert palette.shown()[:2] == ["Pessoas", "Maria Sintética"]
    assert palette.note.text().startswith("Há mais pessoas")
    QTest.keyClick(palette.search, Qt.Key.Key_Return)
    assert screen(shell).noted[-1] == "arrive p1"


def test_arrow_keys_go_round_and_skip_the_headings(open_shell: OpenShell, nurse: Session, qtbot: QtBot) -> None:
    palette = _open(open_shell(nurse), qtbot)
    assert palette.list.currentRow() == 1
    QTest.keyClick(palette.search, Qt.Key.Key_Up)
    assert palette.list.currentRow() == palette.list.count() - 1
    QTest.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    palette.leave()


def test_esc_empties_first_and_closes_then(
    open_shell: OpenShell, nurse: Session, qtbot: QtBot, asked: list[str]
) -> None:
    shell = open_shell(nurse)
    palette = _open(shell, qtbot)
    _type(palette, qtbot, "zzzz")
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.search.value() == ""
    QTest.keyClick(palette.search, Qt.Key.Key_Escape)
    assert not palette.isVisible()
    assert shell.window().focusWidget() is screen(shell).field


def test_nothing_found_is_said(open_shell: OpenShell, administrator: Session, qtbot: QtBot) -> None:
    palette = _open(open_shell(administrator), qtbot)
    _type(palette, qtbot, "zzzz")
    assert palette.note.text() == "Nada encontrado para “zzzz”"
    palette.leave()


def test_a_role_that_may_not_find_people_is_not_searched_for(
    open_shell: OpenShell, administrator: Session, qtbot: QtBot, asked: list[str]
) -> None:
    palette = _open(open_shell(administrator), qtbot)
    _type(palette, qtbot, "maria")
    assert asked == []
    palette.leave()
