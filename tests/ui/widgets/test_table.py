"""The table: rows are read as they are drawn; a failed one is shown as failed."""

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.conftest import ExpectedLogs
from tests.ui.accessibility import complaints
from tests.ui.conftest import Show
from ui.widgets.table import Column, Table, TableModel


@dataclass(frozen=True)
class Woman:
    """A row of the test."""

    name: str
    points: str


COLUMNS: tuple[Column[Woman], ...] = (
    Column("Nome", lambda woman: woman.name, stretch=True),
    Column("Pontos", lambda woman: woman.points, figures=True),
)


def _read(asked: list[list[str]]) -> "TableModel[Woman]":
    def read(ids: Sequence[str]) -> Sequence[Woman]:
        asked.append(list(ids))
        return [Woman(f"Sintética {row_id}", row_id) for row_id in ids]

    return TableModel(COLUMNS, read, page=10)


def picture(model: "TableModel[Woman]", lines: int) -> list[str]:
    """The rows as they are drawn."""
    return [
        " | ".join(str(model.data(model.index(line, column))) for column in range(model.columnCount()))
        for line in range(lines)
    ]


def test_rows_are_drawn_from_a_page_read_at_first_need(qtmodeltester: ModelTester, light: QApplication) -> None:
    asked: list[list[str]] = []
    model = _read(asked)
    model.show_ids([str(number) for number in range(1000)])
    assert asked == []
    assert picture(model, 2) == ["Sintética 0 | 0", "Sintética 1 | 1"]
    assert len(asked) == 1
    model.data(model.index(995, 0))
    assert asked[1] == [str(number) for number in range(990, 1000)]
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]  # pytest-qt leaves it without types


def test_rows_at_hand_are_not_read_again() -> None:
    asked: list[list[str]] = []
    model = _read(asked)
    model.show_ids(["7"], [Woman("Sintética 7", "12,5")])
    assert picture(model, 1) == ["Sintética 7 | 12,5"]
    assert asked == []
    model.forget("7")
    assert picture(model, 1) == ["Sintética 7 | 7"]


def test_a_page_that_cannot_be_read_is_shown_as_failed(expected_logs: ExpectedLogs, light: QApplication) -> None:
    expected_logs.expect("ui.widgets.table", "a page of rows could not be read")

    def fail(ids: Sequence[str]) -> Sequence[Woman]:
        raise OSError("disk")

    model: TableModel[Woman] = TableModel(COLUMNS, fail)
    model.show_ids(["1"])
    assert picture(model, 1) == ["não foi possível ler esta linha | "]
    assert model.data(model.index(0, 0), Qt.ItemDataRole.ForegroundRole) is not None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_enter_opens_the_row_under_the_cursor(show: Show, qtbot: QtBot, key: Qt.Key) -> None:
    model = _read([])
    model.show_ids(["a", "b", "c"])
    table = Table(model, name="Gestantes")
    show(table)
    opened: list[object] = []
    chosen: list[object] = []
    table.opened.connect(opened.append)
    table.chosen.connect(chosen.append)
    table.selectRow(0)
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, key)
    assert opened == ["b"]
    assert chosen[-1] == "b"
    assert complaints(table) == []
