"""The checker itself: it finds what it is there to find."""

from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QWidget

from tests.ui.accessibility import complaints
from tests.ui.conftest import Show


def _page(show: Show) -> QWidget:
    page = QWidget()
    show(page)
    return page


def _put(widget: QWidget, page: QWidget, x: int, y: int, width: int = 200, height: int = 40) -> None:
    widget.setParent(page)
    widget.setGeometry(x, y, width, height)
    widget.show()


def test_a_field_without_a_name_is_found(show: Show) -> None:
    page = _page(show)
    _put(QLineEdit(), page, 0, 0)
    assert complaints(page) == ["no accessible name: QLineEdit ''"]


def test_a_target_that_is_too_small_is_found(show: Show) -> None:
    page = _page(show)
    field = QLineEdit()
    field.setAccessibleName("Nome")
    field.setStyleSheet("min-height: 0")
    _put(field, page, 0, 0, height=20)
    assert complaints(page) == ["only 20 px high: QLineEdit 'Nome'"]


def test_words_that_do_not_fit_are_found(show: Show) -> None:
    page = _page(show)
    label, button = QLabel("Uma frase que não cabe"), QPushButton("Um botão que não cabe")
    button.setAccessibleName("b")
    wrapped = QLabel("Uma frase que precisa de muitas linhas para caber toda")
    wrapped.setWordWrap(True)
    _put(label, page, 0, 0, width=40)
    _put(button, page, 0, 50, width=40)
    _put(wrapped, page, 0, 100, width=80, height=20)
    assert len([one for one in complaints(page) if one.startswith("cut off")]) == 3


def test_a_tab_order_against_the_reading_is_found(show: Show) -> None:
    page = _page(show)
    for name, x, y in (("second", 0, 100), ("first", 0, 0), ("right", 300, 0), ("left", 0, 4)):
        field = QLineEdit()
        field.setAccessibleName(name)
        _put(field, page, x, y)
    assert [one for one in complaints(page) if one.startswith("tab order")] == [
        "tab order: QLineEdit 'first' comes after QLineEdit 'second'",
        "tab order: QLineEdit 'left' comes after QLineEdit 'right'",
    ]
