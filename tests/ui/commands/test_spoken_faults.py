"""The check of speech finds what it is there to find."""

import pytest
from PySide6.QtWidgets import QLineEdit, QWidget

from tests.ui.conftest import Show
from ui.commands.screenshots.spoken import spoken_faults
from ui.spoken.roles import give_role, install_roles
from ui.widgets.buttons import Button
from ui.widgets.layouts import column
from ui.widgets.toggles import CheckBox

pytestmark = pytest.mark.usefixtures("reader")


@pytest.fixture(autouse=True)
def _roles(qapp: object) -> None:
    install_roles()


def _page(show: Show, *parts: QWidget) -> QWidget:
    page = QWidget()
    layout = column(page)
    for part in parts:
        layout.addWidget(part)
    return show(page)


@pytest.mark.parametrize("role", ["choice", "tab", "fold", "toggle"])
def test_a_switched_button_is_a_fault_until_it_says_what_it_switches(show: Show, role: str) -> None:
    button = Button("Curvas", "chip")
    button.setCheckable(True)
    page = _page(show, button, CheckBox("Urgente"))
    assert spoken_faults(page) == ["a check box that may be one of several: Button 'Curvas'"]
    give_role(button, role)
    assert spoken_faults(page) == []


def test_a_field_without_a_name_is_a_fault(show: Show) -> None:
    page = _page(show, QLineEdit())
    assert spoken_faults(page) == ["no name: QLineEdit says ''"]
