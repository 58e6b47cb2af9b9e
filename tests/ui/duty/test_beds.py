"""Whose each bed is: taking, handing over by two people, groups, doctors of a patient, and what is missing in words."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.router.duty.model import Group, Post
from app.security.roles import Role
from tests.ui.accessibility import complaints
from tests.ui.administration.office import NAMES, press, words_in
from tests.ui.duty.conftest import DutyDesk
from ui.duty.beds.page import BedsOfPage
from ui.texts import choose_language, tr
from ui.theme import apply_theme


def open_bed(desk: DutyDesk, page: BedsOfPage, number: int) -> None:
    page.open_bed(desk.bed[number])
    desk.settle()


def test_a_ward_without_beds_says_what_to_do_first(desk: DutyDesk) -> None:
    page = desk.beds()
    assert page.states.state == "empty" and "Cadastre os leitos" in words_in(page)


def test_a_free_bed_is_taken_by_keyboard(desk: DutyDesk) -> None:
    desk.add_beds()
    desk.admit(0)
    desk.put(Role.NURSE)
    page = desk.beds()
    assert "1 leito ocupado sem responsável de plantão: Leito 01." in page.lacking.text()
    assert page.table.words_at(0)[-1] == "▲ Sem responsável"
    desk.keys(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert desk.holder(0) == desk.nurse.account_id
    assert "Seus leitos: Leito 01" in page.mine.text() and not page.lacking.isVisible()


def test_whoever_is_not_on_duty_is_told_so_by_name(desk: DutyDesk) -> None:
    desk.add_beds()
    page = desk.beds()
    open_bed(desk, page, 0)
    press(page.beside.panel, "Assumir o leito")
    desk.settle()
    assert f"{NAMES[Role.NURSE]} não está de plantão agora." in words_in(page) and not desk.holder(0)


def test_a_bed_changes_hands_when_both_have_said_so(desk: DutyDesk) -> None:
    desk.add_beds(2)
    desk.put(Role.NURSE)
    desk.put(Role.COORDINATOR)
    for bed in desk.bed:
        desk.clock.advance(1)
        desk.station.duty.take_free(desk.nurse, bed)
    page = desk.beds()
    press(page, "Passar todos os meus leitos")
    desk.settle()
    press(page.beside.panel, "Passar todos")
    assert tr("duty_beds.taker_missing") in words_in(page.beside.panel)
    desk.keys("Clara", Qt.Key.Key_Return)
    assert f"{NAMES[Role.NURSE]} passa para {NAMES[Role.COORDINATOR]}" in page.table.words_at(1)[-1]
    assert desk.holder(0) == desk.nurse.account_id
    desk.clock.advance(1)
    other = desk.beds(Role.COORDINATOR)
    assert "2 leitos esperam a sua confirmação" in words_in(other.waiting)
    press(other.waiting, "Confirmar todos")
    desk.settle()
    assert {desk.holder(0), desk.holder(1)} == {desk.who[Role.COORDINATOR].account_id}
    assert not other.waiting.isVisible()


def test_a_bed_is_asked_for_and_refused(desk: DutyDesk) -> None:
    desk.add_beds(1)
    desk.put(Role.NURSE)
    desk.put(Role.COORDINATOR)
    desk.station.duty.take_free(desk.nurse, desk.bed[0])
    desk.clock.advance(1)
    asking = desk.beds(Role.COORDINATOR)
    open_bed(desk, asking, 0)
    press(asking.beside.panel, "Pedir o leito")
    desk.settle()
    assert "Desistir da passagem" in words_in(asking.beside.panel)
    desk.clock.advance(1)
    page = desk.beds()
    assert page.table.words_at(0)[-1] == f"{NAMES[Role.COORDINATOR]} espera a sua confirmação"
    open_bed(desk, page, 0)
    press(page.beside.panel, "Recusar")
    desk.settle()
    assert desk.station.duty.roster(desk.nurse).offers() == () and desk.holder(0) == desk.nurse.account_id
    assert page.table.words_at(0)[-1] == ""


def test_a_bed_of_somebody_who_went_home_says_what_to_do(desk: DutyDesk) -> None:
    desk.add_beds(1)
    desk.put(Role.NURSE)
    desk.station.duty.take_free(desk.nurse, desk.bed[0])
    desk.clock.advance(13 * 3600)
    desk.put(Role.COORDINATOR)
    page = desk.beds(Role.COORDINATOR)
    assert page.table.words_at(0)[-1] == "▲ Fora do plantão: falta passar"
    open_bed(desk, page, 0)
    assert tr("duty_beds.off_duty_next") in words_in(page.beside.panel)


def test_the_group_of_a_bed_is_one_key(desk: DutyDesk) -> None:
    desk.add_beds(1)
    page = desk.beds()
    open_bed(desk, page, 0)
    assert page.panel is not None and page.panel.group is not None
    page.panel.group.setFocus()
    desk.keys(Qt.Key.Key_2)
    assert desk.station.duty.roster(desk.nurse).group(desk.bed[0]) is Group.B
    assert page.table.words_at(0)[4] == "Grupo B"


def test_which_doctor_is_what_to_a_patient_is_said_and_taken_back(desk: DutyDesk) -> None:
    desk.add_beds(1)
    stay = desk.admit(0)
    page = desk.beds()
    open_bed(desk, page, 0)
    assert page.panel is not None and page.panel.doctors is not None and page.panel.doctors.form is not None
    form = page.panel.doctors.form
    form.submit()
    assert form.fields["doctor"].error
    form.doctor.setText(NAMES[Role.DOCTOR])
    form.what.set_value("titular_doctor")
    form.submit()
    desk.settle()
    (one,) = desk.station.duty.attending(desk.nurse)
    assert (one.patient, one.user_class) == (stay, "titular_doctor")
    assert "Médico titular" in words_in(page.beside.panel)
    desk.clock.advance(1)
    press(page.beside.panel, f"Retirar {NAMES[Role.DOCTOR]} deste paciente")
    desk.settle()
    assert desk.station.duty.attending(desk.nurse) == ()
    assert "Nenhum médico recebe" in words_in(page.beside.panel)


def test_a_student_sees_and_changes_nothing(desk: DutyDesk) -> None:
    desk.add_beds(1)
    desk.admit(0)
    page = desk.beds(Role.STUDENT)
    open_bed(desk, page, 0)
    said = words_in(page.beside.panel)
    assert "Assumir o leito" not in said and "Incluir médico" not in said and "Sem grupo" in said


@pytest.mark.parametrize("language", ["pt_BR", "en"])
def test_the_beds_fit_in_large_text_and_are_complete_for_the_keyboard(
    desk: DutyDesk, qapp: QApplication, language: str
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", 150)
    desk.add_beds(2)
    desk.admit(0)
    desk.put(Role.NURSE)
    desk.put(Role.DOCTOR, Post.CENTRAL_POST)
    desk.station.duty.take_free(desk.nurse, desk.bed[0])
    page = desk.beds()
    assert complaints(page) == [] and page.minimumSizeHint().width() <= page.width()
    open_bed(desk, page, 0)
    assert complaints(page) == [] and "[" not in words_in(page)
