"""Which sections each role is offered, and what each must be for keyboard and screen reader."""

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.security.roles import Role
from app.settings import StationRole
from tests.ui.accessibility import complaints
from tests.ui.administration.office import OpenSection, settled, words_in
from ui.administration.rules.section import RulesSection
from ui.administration.sections import SECTIONS
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.layouts import Scroll

STATION_ROLE = StationRole.HOSPITAL
"""Which is offered everything."""
LEAST_ROOM = QSize(752, 500)
"""What the smallest window leaves to a place."""
OFFERED = {
    Role.STUDENT: {"own_account", "rights", "rules"},
    Role.NURSE: {"own_account", "rights", "rules"},
    Role.DOCTOR: {"own_account", "rights", "rules", "privacy"},
    Role.COORDINATOR: {"own_account", "rights", "rules", "accounts", "audit", "people_import", "duplicates", "privacy"},
    Role.ADMINISTRATOR: {section.key for section in SECTIONS} - {"people_import", "duplicates"},
}
EVERY = [(role, section) for role, sections in OFFERED.items() for section in sorted(sections)]


@pytest.mark.parametrize("role", list(Role))
def test_a_role_is_offered_the_sections_that_it_may_use_and_no_other(open_section: OpenSection, role: Role) -> None:
    page = open_section(role, "own_account")
    assert set(page.entries) == OFFERED[role]


@pytest.mark.parametrize("role", list(Role))
def test_a_section_that_the_role_may_not_use_stays_closed_even_when_named(
    open_section: OpenSection, role: Role
) -> None:
    page = open_section(role, "keys")
    assert page.current == ("keys" if role is Role.ADMINISTRATOR else "own_account")


@pytest.mark.parametrize(("role", "section"), EVERY, ids=[f"{role.value}-{section}" for role, section in EVERY])
def test_every_section_is_complete_for_keyboard_eyes_and_screen_reader(
    open_section: OpenSection, role: Role, section: str
) -> None:
    page = open_section(role, section)
    assert page.current == section
    assert complaints(page) == []


@pytest.mark.parametrize("section", [section.key for section in SECTIONS])
def test_every_section_has_its_words_in_english_and_fits_in_large_text(
    open_section: OpenSection, qapp: QApplication, section: str
) -> None:
    choose_language("en")
    apply_theme(qapp, "dark", 150)
    page = open_section(Role.ADMINISTRATOR, section)
    assert "[" not in words_in(page)
    assert page.page.minimumSizeHint().width() <= page.stack.width()


@pytest.mark.parametrize("section", [section.key for section in SECTIONS])
def test_every_section_fits_in_the_least_window(open_section: OpenSection, section: str) -> None:
    page = open_section(Role.ADMINISTRATOR, section)
    page.resize(LEAST_ROOM)
    QApplication.processEvents()
    assert page.width() == LEAST_ROOM.width()


def test_arrow_keys_go_through_the_sections(open_section: OpenSection, qtbot: QtBot) -> None:
    page = open_section(Role.NURSE, "own_account")
    focus = page.first_focus()
    assert focus is not None
    focus.setFocus()
    QTest.keyClick(focus, Qt.Key.Key_Down)
    settled(qtbot)
    assert page.current == "rights"
    QTest.keyClick(page.entries["rights"], Qt.Key.Key_Up)
    assert page.current == "own_account"


def test_a_narrow_window_shows_the_sections_as_named_icons(open_section: OpenSection) -> None:
    page = open_section(Role.NURSE, "rules")
    page.resize(LEAST_ROOM)
    QApplication.processEvents()
    assert page.entries["rules"].text() == ""
    assert page.entries["rules"].toolTip() == "Regras"
    assert page.entries["rules"].accessibleName() == "Regras"


def test_esc_closes_what_stands_beside_the_list_first(open_section: OpenSection) -> None:
    page = open_section(Role.NURSE, "rules")
    assert not page.step_back()
    section = page.page
    assert isinstance(section, RulesSection)
    section.open_line(1)
    assert page.step_back()
    assert not page.step_back()


def test_in_a_low_window_the_folded_list_scrolls_to_the_section_that_is_open(
    open_section: OpenSection, qtbot: QtBot
) -> None:
    page = open_section(Role.COORDINATOR, "own_account")
    page.resize(900, 260)
    settled(qtbot)
    page.open_section("rules")
    settled(qtbot)
    entry = page.entries["rules"]
    assert entry.text() == ""
    assert entry.visibleRegion().boundingRect().size() == entry.size()
    assert page.findChildren(Scroll)[0].horizontalScrollBar().value() == 0
