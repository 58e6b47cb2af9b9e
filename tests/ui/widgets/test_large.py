"""What gives way with very large text: the list to the panel, the row to a column, a slit to a form."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Show
from ui.administration.beside import Beside
from ui.shell.roomy import roomy, upright
from ui.theme import apply_theme
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column, Table, TableModel, no_more
from ui.widgets.toggles import CheckBox
from ui.widgets.turning import Turning


@pytest.fixture
def large(light: QApplication) -> None:
    apply_theme(light, "light", 200)


def test_at_the_usual_size_the_list_stays_beside_what_is_opened(light: QApplication, show: Show) -> None:
    listed = QPushButton("A list")
    beside = Beside(listed)
    show(beside)
    beside.open("One", Text("of it"))
    assert listed.isVisible()
    assert beside.panel.isVisible()


def test_in_a_narrow_window_what_is_opened_stands_instead_of_the_list_until_there_is_room(
    light: QApplication, show: Show, qtbot: QtBot
) -> None:
    listed = QPushButton("A list")
    beside = Beside(listed)
    show(beside)
    beside.open("One", Text("of it"))
    window = beside.window()
    window.resize(600, 500)
    qtbot.waitUntil(lambda: not listed.isVisible())
    qtbot.waitUntil(lambda: beside.panel.width() == beside.width())
    window.resize(1000, 500)
    qtbot.waitUntil(listed.isVisible)
    qtbot.waitUntil(lambda: beside.panel.width() < beside.width() // 2)
    window.resize(600, 500)
    beside.panel.close_panel()
    qtbot.waitUntil(listed.isVisible)


def test_with_very_large_text_what_is_opened_stands_instead_of_the_list(large: None, show: Show, qtbot: QtBot) -> None:
    listed, closed = QPushButton("A list"), list[bool]()
    beside = Beside(listed, lambda: closed.append(listed.isVisible()))
    show(beside)
    beside.open("One", Text("of it"))
    assert not listed.isVisible()
    qtbot.waitUntil(lambda: beside.panel.width() == beside.width())
    beside.panel.close_panel()
    assert closed == [True]


def test_with_very_large_text_a_panel_that_follows_the_cursor_stands_below_the_list(large: None, show: Show) -> None:
    listed = QPushButton("A list")
    beside = Beside(listed, follows=True)
    show(beside)
    beside.open("One", Text("of it"))
    assert listed.isVisible()
    assert beside.panel.y() >= listed.geometry().bottom()


def test_what_gets_the_focus_by_a_key_of_the_program_is_scrolled_to(large: None, show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    lines = [QLineEdit() for _ in range(30)]
    layout = column(page)
    for line in lines:
        layout.addWidget(line)
    scrolled = roomy(page)
    assert scrolled is not page
    show(scrolled)
    scrolled.activateWindow()
    last = lines[-1]
    assert last.visibleRegion().isEmpty()
    last.setFocus()
    qtbot.waitUntil(lambda: not last.visibleRegion().isEmpty())
    assert last.mapTo(scrolled, QPoint(0, 0)).y() < scrolled.height()


def test_enlarged_a_part_is_scrolled_alone_and_what_stands_beside_it_stays_in_sight(
    light: QApplication, show: Show
) -> None:
    apply_theme(light, "light", 150)
    page, part, beside = QWidget(), QWidget(), QPushButton("Salvar")
    lines = [QLineEdit() for _ in range(30)]
    inside = column(part)
    for line in lines:
        inside.addWidget(line)
    across = row(page)
    scrolled = upright(part)
    across.addWidget(scrolled, 1)
    across.addWidget(beside)
    show(page)
    page.resize(600, 400)
    lines[-1].setFocus()
    QApplication.processEvents()
    assert not lines[-1].visibleRegion().isEmpty()
    assert lines[0].visibleRegion().isEmpty()
    assert beside.visibleRegion().boundingRect() == beside.rect()
    assert scrolled.width() >= part.width()


@pytest.mark.parametrize("size", [100, 200])
def test_a_part_of_a_place_is_not_scrolled_by_itself_as_drawn_nor_where_the_place_is(
    light: QApplication, size: int
) -> None:
    apply_theme(light, "light", size)
    part = QWidget()
    assert upright(part) is part


def test_a_list_in_what_is_scrolled_shows_some_of_its_lines(light: QApplication, show: Show) -> None:
    apply_theme(light, "light", 150)
    columns = (Column[str]("Change", str, stretch=True),)
    tables = [Table(TableModel[str](columns, no_more), name="Changes") for _ in range(2)]
    part = QWidget()
    column(part).addWidget(tables[0])
    scrolled = upright(part)
    show(scrolled)
    show(tables[1])
    assert tables[0].minimumSizeHint().height() > 2 * tables[1].minimumSizeHint().height()


def test_chips_that_break_into_lines_keep_each_of_them_in_a_page_that_is_short(light: QApplication, show: Show) -> None:
    apply_theme(light, "light", 150)
    page = QWidget()
    chips = ChoiceChips([(number, f"Uma escolha {number}") for number in range(6)])
    below = QPushButton("Abaixo")
    below.setMinimumHeight(200)
    layout = column(page)
    layout.addWidget(chips)
    layout.addWidget(below, 1)
    show(page)
    page.resize(500, 300)
    QApplication.processEvents()
    assert chips.height() >= chips.heightForWidth(chips.width())


def test_the_words_of_a_box_are_broken_where_the_window_ends_with_very_large_text(large: None, show: Show) -> None:
    page = QWidget()
    box = CheckBox("Take values that are seldom seen, as an age of 110 years")
    layout = column(page)
    layout.addWidget(box)
    layout.addStretch(1)
    show(page)
    page.resize(box.sizeHint().width() // 2, 600)
    QApplication.processEvents()
    assert box.width() <= page.width()
    assert box.height() >= 2 * box.fontMetrics().height()


@pytest.mark.parametrize("size", [100, 125, 200])
def test_a_row_that_would_cut_its_parts_becomes_a_column(light: QApplication, show: Show, size: int) -> None:
    apply_theme(light, "light", size)
    holder = QWidget()
    turning = Turning("grid")
    turning.setParent(holder)
    first, second = QPushButton("A button of many words that says what it does"), QPushButton("Another of the same")
    turning.line.addWidget(first)
    turning.line.addWidget(second)
    show(holder)
    both = first.sizeHint().width() + second.sizeHint().width()
    for width, below in ((2 * both, False), (both - 20, True)):
        turning.resize(width, 400)
        QApplication.processEvents()
        assert (second.y() > first.y()) is below


def test_a_column_that_takes_the_rest_keeps_its_words_with_very_large_text(large: None, show: Show) -> None:
    columns = (
        Column[str]("What changed, when and by whom", str, stretch=True),
        Column[str]("Code", lambda _: "a code of quite some length that needs its room"),
    )
    model: TableModel[str] = TableModel(columns, no_more)
    table = Table(model, name="Changes")
    model.show_ids(["1"], ["one"])
    show(table)
    table.resize(300, 200)
    QApplication.processEvents()
    heading = table.horizontalHeader().fontMetrics().horizontalAdvance(columns[0].heading)
    assert table.columnWidth(0) > heading
    table.resize(4000, 200)
    QApplication.processEvents()
    assert table.columnWidth(0) + table.columnWidth(1) == table.viewport().width()
