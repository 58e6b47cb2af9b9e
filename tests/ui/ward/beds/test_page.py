"""The page of beds: who lies where, admitted by bracelet with few keys, moved, discharged, corrected."""

from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from app.security.session import Session
from app.ward.beds.model import DeviceClass
from app.ward.service import DeviceSign, UnplacedDevice
from tests.ui.accessibility import complaints
from tests.ui.administration.office import press, words_in
from tests.ui.ward.beds.conftest import CPF, BedsDesk
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.ward.beds.details import BedDetails
from ui.widgets.confirm_sheet import ConfirmSheet

HEARD = DeviceSign(2.0, left=False, gone=False)
LOST = DeviceSign(190.0, left=False, gone=True)
LEFT = DeviceSign(70.0, left=True, gone=False)


def sheet(desk: BedsDesk) -> ConfirmSheet:
    (found,) = [one for one in desk.page.window().findChildren(ConfirmSheet) if one.isVisible()]
    return found


def details(desk: BedsDesk) -> BedDetails:
    (found,) = [one for one in desk.page.findChildren(BedDetails) if one.isVisible()]
    return found


def test_a_ward_without_beds_says_what_to_do_first_and_the_first_bed_is_named_by_keyboard(desk: BedsDesk) -> None:
    page = desk.open()
    assert page.states.state == "empty" and "Cadastre o primeiro leito" in words_in(page)
    press(page.states, "Novo leito")
    desk.keys("Leito 01", Qt.Key.Key_Return)
    assert [bed.label for bed in desk.station.beds.beds(desk.nurse)] == ["Leito 01"]
    assert page.states.state == "full"


def test_the_list_says_who_went_without_a_word_and_who_announced_it(desk: BedsDesk) -> None:
    desk.add_beds()
    for number, device in enumerate(("m-heard", "m-lost", "m-left")):
        desk.admit(number, f"pulseira-{number}")
        desk.station.beds.put_on(desk.nurse, desk.bed[number], device, DeviceClass.A)
    desk.signs = {"m-heard": HEARD, "m-lost": LOST, "m-left": LEFT}
    page = desk.open()
    said = [page.table.words_at(line)[-1] for line in range(3)]
    assert said == ["ouvido há 2 s", "▲ sumiu sem avisar há 3 min", "desligado com aviso há 1 min"]


def test_a_ward_that_does_not_answer_is_said_and_beds_are_managed_all_the_same(desk: BedsDesk) -> None:
    desk.add_beds()
    desk.signs = None
    page = desk.open()
    assert page.unheard.isVisible()
    desk.keys("pulseira-1", Qt.Key.Key_Return, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert desk.lies(0) == "pulseira-1"
    desk.signs = {}
    desk.look()
    assert not page.unheard.isVisible()


def test_a_transfer_warns_of_the_alarms_and_leaves_behind_what_is_not_ticked(desk: BedsDesk) -> None:
    desk.add_beds()
    desk.admit(0)
    for device in ("monitor-1", "bomba-1"):
        desk.clock.advance(1)
        desk.station.beds.put_on(desk.nurse, desk.bed[0], device, DeviceClass.A)
    page = desk.open()
    desk.open_bed(0)
    press(page, "Transferir")
    desk.settle()
    assert "Os alarmes deste leito terminam aqui." in words_in(page)
    press(page, "monitor-1")
    press(page.beside.panel, "Transferir")
    desk.settle()
    moved = desk.station.beds.beds(desk.nurse)[1].occupant
    assert moved is not None and [one.device for one in moved.devices] == ["bomba-1"]
    assert page.opened == desk.bed[1]


@pytest.mark.parametrize(("sign", "loud"), [(HEARD, True), (LOST, True), (LEFT, False)])
def test_a_discharge_asks_once_and_says_loudly_that_life_support_is_still_on(
    desk: BedsDesk, sign: DeviceSign, loud: bool
) -> None:
    desk.add_beds()
    desk.admit(0)
    desk.station.beds.put_on(desk.nurse, desk.bed[0], "ventilador-1", DeviceClass.A, life_support=True)
    desk.signs = {"ventilador-1": sign}
    page = desk.open()
    desk.open_bed(0)
    press(page, "Dar alta")
    question = sheet(desk)
    assert ("SUPORTE DE VIDA AINDA LIGADO\nventilador-1" in words_in(question)) is loud
    assert QApplication.focusWidget() is question.no
    question.yes.click()
    desk.settle()
    assert desk.lies(0) == "" and "está livre" in words_in(page)


def test_a_wrong_admission_is_corrected_by_the_right_bracelet(desk: BedsDesk) -> None:
    desk.add_beds()
    desk.register()
    desk.admit(0, "errada")
    desk.station.beds.put_on(desk.nurse, desk.bed[0], "monitor-1", DeviceClass.A)
    page = desk.open()
    desk.open_bed(0)
    press(page, "Corrigir internação")
    desk.keys(CPF, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert desk.lies(0) == CPF
    one = desk.station.beds.beds(desk.nurse)[0].occupant
    assert one is not None and [each.device for each in one.devices] == ["monitor-1"]


def test_an_admission_by_mistake_is_undone(desk: BedsDesk) -> None:
    desk.add_beds()
    desk.admit(0)
    page = desk.open()
    desk.open_bed(0)
    press(page, "Corrigir internação")
    desk.settle()
    press(page, "Desfazer a internação")
    sheet(desk).yes.click()
    desk.settle()
    assert desk.lies(0) == ""


def test_beds_are_renamed_moved_and_taken_out_of_use(desk: BedsDesk) -> None:
    desk.add_beds()
    page = desk.open()
    desk.open_bed(0)
    press(page, "Para baixo")
    desk.settle()
    press(page, "Mudar o nome")
    desk.keys("Isolamento", Qt.Key.Key_Return)
    desk.open_bed(2)
    press(page, "Retirar de uso")
    sheet(desk).yes.click()
    desk.settle()
    assert [bed.label for bed in desk.station.beds.beds(desk.nurse)] == ["Leito 02", "Isolamento"]


def test_a_name_that_is_taken_is_said_at_its_field(desk: BedsDesk) -> None:
    desk.add_beds()
    page = desk.open()
    press(page, "Novo leito")
    desk.keys("leito 02", Qt.Key.Key_Return)
    assert "Já existe" in words_in(page)
    assert len(desk.station.beds.beds(desk.nurse)) == 3


def test_escape_closes_what_is_open_before_it_leaves_the_page(desk: BedsDesk) -> None:
    desk.add_beds()
    page = desk.open()
    desk.open_bed(1)
    assert desk.screen is not None and desk.screen.step_back()
    assert page.beside.panel.isHidden() and not desk.screen.step_back()


@pytest.mark.parametrize(("language", "size"), [("pt_BR", 100), ("pt_BR", 150), ("en", 150)])
def test_everything_has_room_and_a_name(desk: BedsDesk, language: str, size: int) -> None:
    choose_language(language)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    apply_theme(application, "light", size)
    desk.add_beds()
    desk.admit(0)
    desk.station.beds.put_on(desk.nurse, desk.bed[0], "ventilador-1", DeviceClass.A, life_support=True)
    desk.unplaced = (UnplacedDevice("monitor-9", "9", "", 1.0),)
    page = desk.open()
    assert complaints(page) == []
    desk.open_bed(0)
    assert complaints(page) == []
    for act in ("transfer", "correct"):
        desk.open_bed(0)
        buttons = details(desk).acts.findChildren(QPushButton)
        buttons[("transfer", "discharge", "correct").index(act)].click()
        desk.settle()
        assert complaints(page) == [], act


def test_a_ward_that_is_slow_to_answer_is_asked_once_at_a_time(desk: BedsDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add_beds()
    page = desk.open()
    may_answer, asked = Event(), list[int]()

    def slow(_session: Session) -> dict[str, DeviceSign]:
        asked.append(1)
        may_answer.wait(20)
        return {}

    monkeypatch.setattr(desk.station.ward, "devices", slow)
    page.look()
    page.look()
    desk.qtbot.waitUntil(lambda: bool(asked))
    page.look()
    may_answer.set()
    desk.settle()
    assert len(asked) == 1
    desk.look()
    assert len(asked) == 2
