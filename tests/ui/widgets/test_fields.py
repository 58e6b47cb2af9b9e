"""Fields: typed answers, read tolerantly, refused with what is expected."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.accessibility import complaints
from tests.ui.conftest import Show
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.date_field import DateField
from ui.widgets.date_parsing import read_date
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.layouts import Scroll, column
from ui.widgets.number_field import NumberField, read_number
from ui.widgets.picker import Picker
from ui.widgets.text_fields import LongTextField, PasswordField, SearchField, TextField

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    "text", ["5/3/1996", "05/03/1996", "5.3.1996", "5-3-1996", "5 3 1996", "05031996", "5/3/96", "050396", " 5/3/96 "]
)
def test_a_date_is_read_as_people_type_it(text: str) -> None:
    assert read_date(text, TODAY) == date(1996, 3, 5)


@pytest.mark.parametrize("text", ["", "3", "31/02/1996", "5/13/1996", "amanhã", "5/3", "5/3/996", "05/03/0000"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert read_date(text, TODAY) is None


def test_a_short_year_lies_never_in_the_future() -> None:
    assert read_date("2/3/26", TODAY) == date(2026, 3, 2)
    assert read_date("3/3/26", TODAY) == date(1926, 3, 3)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)))
def test_every_written_date_is_read_back(day: date) -> None:
    assert read_date(day.strftime("%d/%m/%Y"), TODAY) == day


@given(st.text(max_size=12))
def test_no_typing_breaks_the_reading_of_dates_and_numbers(text: str) -> None:
    read_date(text, TODAY)
    read_number(text)


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("number", ["0.5", "1234.5", "65535", "0.001", "-3"])
def test_a_number_put_in_is_read_back_in_both_languages(light: QApplication, language: str, number: str) -> None:
    choose_language(language)
    field = NumberField(decimals=3)
    field.set_value(Decimal(number))
    assert field.value() == Decimal(number)
    field.deleteLater()


def test_a_date_is_written_out_when_the_field_is_left(show: Show, qtbot: QtBot) -> None:
    page = QWidget()
    day, other = DateField(today=TODAY, name="Nascimento"), TextField(name="Nome")
    layout = column(page)
    layout.addWidget(day)
    layout.addWidget(other)
    show(page)
    day.setFocus()
    QTest.keyClicks(day, "5396")
    assert day.day() is None
    day.clear()
    QTest.keyClicks(day, "050396")
    other.setFocus()
    assert day.text() == "05/03/1996"


def test_a_date_says_what_is_expected(qtbot: QtBot) -> None:
    field = DateField(today=TODAY, earliest=date(1920, 1, 1), latest=TODAY, name="Nascimento")
    qtbot.addWidget(field)
    assert field.problem() is None
    for text, expected in (("31/02/1996", "dia/mês/ano"), ("1/1/1900", "01/01/1920"), ("3/3/2026", "até 02/03/2026")):
        field.setText(text)
        assert expected in (field.problem() or ""), text


@pytest.mark.parametrize(
    ("text", "number"),
    [("82,5", "82.5"), ("82.5", "82.5"), (" 82 ", "82"), ("-1", "-1"), ("1.234,5", None), ("oito", None), ("", None)],
)
def test_a_number_is_read_with_comma_or_point(text: str, number: str | None) -> None:
    assert read_number(text) == (None if number is None else Decimal(number))


def test_a_number_says_what_is_expected(qtbot: QtBot) -> None:
    field = NumberField(unit="kg", minimum=20, maximum=300, decimals=1)
    qtbot.addWidget(field)
    assert field.problem() is None
    for text, expected in (("x", "por exemplo 20"), ("10", "de 20 a 300 kg"), ("80,55", "no máximo 1 casas")):
        field.line.setText(text)
        assert expected in (field.problem() or "").replace("casas depois", "casas depois"), text
    field.line.setText("82,5")
    assert field.problem() is None
    assert field.value() == Decimal("82.5")


def test_a_number_out_of_range_is_still_the_value(qtbot: QtBot) -> None:
    field = NumberField(minimum=20, maximum=300)
    qtbot.addWidget(field)
    field.set_value(350)
    assert field.value() == Decimal(350)


def test_the_wheel_changes_no_answer(show: Show) -> None:
    choice = Dropdown([(1, "Natal"), (2, "Mossoró")], name="Município")
    number = NumberField(name="Peso")
    number.set_value(80)
    page = QWidget()
    layout = column(page)
    layout.addWidget(choice)
    layout.addWidget(number)
    show(page)
    for widget in (choice, number.line):
        widget.setFocus()
        QApplication.sendEvent(widget, _wheel())
    assert choice.value() == 1
    assert number.value() == Decimal(80)


def _wheel() -> QWheelEvent:
    none = Qt.KeyboardModifier.NoModifier
    return QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )


def test_an_error_takes_the_place_of_the_hint_and_is_spoken(qtbot: QtBot) -> None:
    control = TextField()
    field = Field("CPF", control, hint="11 números")
    qtbot.addWidget(field)
    assert control.accessibleName() == "CPF"
    field.set_error("Faltam 2 números")
    assert control.accessibleDescription() == "Faltam 2 números"
    assert control.property("wrong") is True
    field.set_error(None)
    assert control.accessibleDescription() == "11 números"
    assert control.property("wrong") is False


def test_a_search_is_heard_once_after_the_typing_and_esc_empties_it(qtbot: QtBot) -> None:
    field = SearchField(placeholder="Buscar")
    qtbot.addWidget(field)
    heard: list[object] = []
    field.searched.connect(heard.append)
    QTest.keyClicks(field, "maria")
    qtbot.waitUntil(lambda: heard == ["maria"])
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == ""
    qtbot.waitUntil(lambda: heard == ["maria", ""])


def test_a_password_is_hidden_until_asked_for_and_blanks_count(qtbot: QtBot) -> None:
    field = PasswordField(name="Senha")
    qtbot.addWidget(field)
    field.line.setText(" a b ")
    assert field.value() == " a b "
    assert field.line.echoMode() == QLineEdit.EchoMode.Password
    field._switch()
    assert field.line.echoMode() == QLineEdit.EchoMode.Normal


def test_a_picker_finds_without_accents_and_writes_out_the_words(qtbot: QtBot) -> None:
    picker = Picker([("1", "Mossoró (RN)"), ("2", "Natal (RN)"), ("3", "Açu (RN)")])
    qtbot.addWidget(picker)
    picker.setText("mossoro")
    assert picker.value() == "1"
    picker.editingFinished.emit()
    assert picker.text() == "Mossoró (RN)"
    picker.setText("rn")
    assert picker.value() is None


@pytest.mark.parametrize("scale", [100, 150])
def test_every_field_is_named_reachable_and_large_enough(show: Show, light: QApplication, scale: int) -> None:
    apply_theme(light, "light", scale)
    page = QWidget()
    layout = column(page, gap=4)
    for label, control in (
        ("Nome", TextField()),
        ("Observações", LongTextField()),
        ("Senha", PasswordField()),
        ("Peso", NumberField(unit="kg")),
        ("Nascimento", DateField(today=TODAY)),
        ("Município", Dropdown([(1, "Natal")])),
    ):
        layout.addWidget(Field(label, control, hint="Uma ajuda que ocupa uma linha"))
    layout.addStretch(1)
    assert complaints(show(Scroll(page))) == []


def test_the_glass_of_a_search_grows_with_the_text(qtbot: QtBot, light: QApplication) -> None:
    edges = []
    for scale in (100, 150):
        apply_theme(light, "light", scale)
        field = SearchField(placeholder="Procurar")
        qtbot.addWidget(field)
        assert field.textMargins().left() >= field.glass_edge()
        edges.append(field.glass_edge())
    assert edges[1] == round(edges[0] * 1.5)
