"""The building's equipment on the page of beds: set up by keyboard, seen with what it said last, removed."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.ward.alarms.words import Priority
from app.ward.infrastructure.model import InfrastructureDevice, InfrastructureKind
from app.ward.service import InfrastructureSign, UnplacedDevice
from tests.ui.accessibility import complaints
from tests.ui.ward.beds.conftest import BedsDesk
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.ward.beds.infrastructure import InfrastructureForm, InfrastructurePart
from ui.widgets.labels import Text

GENERATOR = InfrastructureDevice("gen-1", "Gerador 1", InfrastructureKind.GENERATOR, Priority.HIGH)


def sign(**more: object) -> InfrastructureSign:
    usual: dict[str, object] = {"heard_before": 3.0, "left": False, "gone": False, "asked": False, "failed": ""}
    return InfrastructureSign(**{**usual, **more})  # type: ignore[arg-type]  # a test's values by name


def part(desk: BedsDesk) -> InfrastructurePart:
    desk.page.open_infrastructure()
    desk.settle()
    found = desk.page._part
    assert isinstance(found, InfrastructurePart)
    return found


def words(shown: InfrastructurePart) -> str:
    return " | ".join(one.text() for one in shown.findChildren(Text))


def test_a_device_that_speaks_is_set_up_by_keyboard_and_then_watched(desk: BedsDesk) -> None:
    desk.add_beds(1)
    desk.unplaced = (UnplacedDevice("gen-1", "", "", 1.0),)
    desk.open()
    shown = part(desk)
    next(one for one in shown.findChildren(QPushButton) if one.accessibleName().endswith(": gen-1")).click()
    desk.settle()
    desk.keys("Gerador 1", Qt.Key.Key_Return)
    assert desk.station.beds.infrastructure.devices(desk.nurse) == (GENERATOR,)
    assert isinstance(desk.page._part, InfrastructurePart)
    assert "Gerador 1" in words(desk.page._part)


def test_a_form_without_a_name_says_so_and_keeps_nothing(desk: BedsDesk) -> None:
    desk.add_beds(1)
    desk.open()
    shown = part(desk)
    shown.other.click()
    desk.settle()
    form = desk.page._part
    assert isinstance(form, InfrastructureForm)
    form.submit()
    desk.settle()
    assert desk.station.beds.infrastructure.devices(desk.nurse) == ()


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "ouvido há 3 s"),
        ({"asked": True}, "consultado agora, ainda sem resposta (ouvido há 3 s)"),
        ({"gone": True}, "▲ não respondeu"),
        ({"failed": "Gerador 1: parado"}, "▲ com falha: Gerador 1: parado"),
    ],
)
def test_what_it_said_last_stands_beside_it_and_what_is_wrong_is_marked(
    desk: BedsDesk, state: dict[str, object], said: str
) -> None:
    desk.add_beds(1)
    desk.station.beds.infrastructure.keep(desk.nurse, GENERATOR)
    desk.plant = {"gen-1": sign(**state)}
    desk.open()
    assert said in words(part(desk))


def test_removing_is_asked_first(desk: BedsDesk) -> None:
    desk.add_beds(1)
    desk.station.beds.infrastructure.keep(desk.nurse, GENERATOR)
    desk.open()
    shown = part(desk)
    next(one for one in shown.findChildren(QPushButton) if one.accessibleName() == "Retirar: Gerador 1").click()
    desk.settle()
    assert desk.station.beds.infrastructure.devices(desk.nurse) == (GENERATOR,)
    desk.keys(Qt.Key.Key_Tab)
    sheet = next(
        one for one in desk.page.window().findChildren(QPushButton) if one.text() == "Retirar" and one.hasFocus()
    )
    sheet.click()
    desk.settle()
    assert desk.station.beds.infrastructure.devices(desk.nurse) == ()


@pytest.mark.parametrize(("language", "size"), [("pt_BR", 150), ("en", 150)])
def test_it_has_room_and_a_name(desk: BedsDesk, language: str, size: int) -> None:
    choose_language(language)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, "light", size)
    desk.add_beds(1)
    desk.unplaced = (UnplacedDevice("gas-1", "", "", 1.0),)
    desk.station.beds.infrastructure.keep(desk.nurse, GENERATOR)
    desk.plant = {"gen-1": sign(failed="Gerador 1: parado")}
    page = desk.open()
    shown = part(desk)
    assert complaints(page) == []
    shown.other.click()
    desk.settle()
    assert complaints(page) == []
