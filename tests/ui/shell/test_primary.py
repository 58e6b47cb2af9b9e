"""Ctrl+S does the one main thing of what is on screen."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from tests.ui.conftest import Show, settle
from ui.shell.primary import press_primary
from ui.shell.sheet import Sheet
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.layouts import add_all, column
from ui.widgets.text_fields import TextField


def test_it_presses_the_primary_button_nearest_to_the_focus_and_leaves_the_field_first(show: Show) -> None:
    pressed: list[str] = []
    page, form = QWidget(), QWidget()
    field = TextField(name="Peso")
    field.editingFinished.connect(lambda: pressed.append("left"))
    add_all(column(form), (field, PrimaryButton("Salvar", on_press=lambda: pressed.append("save"))))
    new = PrimaryButton("Nova", on_press=lambda: pressed.append("new"))
    add_all(column(page), (new, SecondaryButton("Outra"), form))
    show(page)
    field.setFocus()
    QTest.keyClicks(field, "82")
    press_primary()
    assert pressed == ["left", "save"]


def test_what_lies_over_the_page_comes_first_and_nothing_offered_does_nothing(show: Show) -> None:
    pressed: list[str] = []
    page = QWidget()
    add_all(column(page), (PrimaryButton("Salvar", on_press=lambda: pressed.append("page")), TextField(name="Nome")))
    show(page)
    sheet = Sheet(page, "Chegou?")
    sheet.add_buttons("Chegou", lambda: pressed.append("sheet"), "Cancelar")
    sheet.open()
    sheet.keep_focus_inside(forward=True)
    settle()
    press_primary()
    assert pressed == ["sheet"]
    for button in page.findChildren(PrimaryButton):
        button.setEnabled(False)
    press_primary()
    assert pressed == ["sheet"]
