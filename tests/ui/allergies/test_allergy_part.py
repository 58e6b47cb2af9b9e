"""Allergies are asked, noted, corrected and taken off at the desk, and stand in words beside every name."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.allergies.model import AllergyKind, Certainty, ListState, NewAllergy, Severity
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import (
    PASSWORD,
    Desk,
    OpenDesk,
    _portuguese,
    nurse,
    open_desk,
    pregnancy,
    station,
    woman,
    words_in,
)
from ui.allergies.form import AllergyForm, OffForm
from ui.allergies.part import AllergyPart
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.buttons import Button

__all__ = ["_portuguese", "nurse", "open_desk", "pregnancy", "station", "woman"]

DIPYRONE = NewAllergy(AllergyKind.MEDICINE, "Dipirona", "dipyrone", "urticária", Severity.MODERATE)


def opened(desk: Desk, whose: PersonRecord, qtbot: QtBot) -> AllergyPart:
    desk.reception.open_person(whose.id)
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    desk.settle()
    assert desk.reception.panel is not None
    return desk.reception.panel.allergies


def head(desk: Desk) -> str:
    assert desk.reception.panel is not None
    return desk.reception.panel.allergy_line.words.text()


def form_of(part: AllergyPart) -> AllergyForm:
    assert isinstance(part.form, AllergyForm)
    return part.form


def test_a_nurse_asks_and_notes_by_the_keyboard_what_then_stands_beside_the_name(
    open_desk: OpenDesk, nurse: Session, woman: PersonRecord, station: Station, qtbot: QtBot
) -> None:
    desk = open_desk(nurse)
    part = opened(desk, woman, qtbot)
    assert head(desk) == "Alergias: ainda não perguntado"
    assert part.add_button is not None
    part.add_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    form = form_of(part)
    qtbot.waitUntil(form.substance.hasFocus)
    # Not key by key: the window system of the tests does not take the list of completions away again.
    form.substance.setText("Dipirona")
    desk.tab_to("save_allergy")
    assert form.told().allergen == "dipyrone"
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    qtbot.waitUntil(lambda: part.form is None)
    assert head(desk) == "Alergias: Dipirona"
    (entry,) = station.allergies.of_person(nurse, woman.id).entries
    assert (entry.told.kind, entry.told.allergen) == (AllergyKind.MEDICINE, "dipyrone")
    assert ("success", "Alergia anotada") in desk.said


def test_none_known_is_one_press_and_says_its_day(
    open_desk: OpenDesk, nurse: Session, woman: PersonRecord, station: Station, qtbot: QtBot
) -> None:
    desk = open_desk(nurse)
    part = opened(desk, woman, qtbot)
    assert part.none_button is not None
    part.none_button.click()
    desk.settle()
    assert head(desk) == "Alergias: nenhuma conhecida (perguntado em 02/03/2026)"
    assert station.allergies.of_person(nurse, woman.id).state is ListState.NONE_KNOWN


def test_what_is_missing_is_said_below_its_field_and_esc_gives_up(
    open_desk: OpenDesk, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    desk = open_desk(nurse)
    part = opened(desk, woman, qtbot)
    part.open_form()
    form = form_of(part)
    form.submit()
    assert "Falta dizer" in form.substance_field.error
    QTest.keyClick(form.substance, Qt.Key.Key_Escape)
    assert part.form is None
    assert part.add_button is not None
    assert part.add_button.hasFocus()


def test_a_second_entry_of_the_same_substance_is_refused_at_its_field(
    open_desk: OpenDesk, nurse: Session, woman: PersonRecord, station: Station, qtbot: QtBot
) -> None:
    station.allergies.add(nurse, woman.id, DIPYRONE)
    desk = open_desk(nurse)
    part = opened(desk, woman, qtbot)
    part.open_form()
    form = form_of(part)
    form.substance.setText("dipirona")
    form.submit()
    desk.settle()
    qtbot.waitUntil(lambda: "já está na lista" in form.substance_field.error)
    assert form.save_button.isEnabled()


def test_taking_off_asks_why_and_keeps_the_entry_in_the_history(
    open_desk: OpenDesk, nurse: Session, woman: PersonRecord, station: Station, qtbot: QtBot
) -> None:
    (entry,) = station.allergies.add(nurse, woman.id, DIPYRONE).entries
    desk = open_desk(nurse)
    part = opened(desk, woman, qtbot)
    part.open_off(entry)
    form = part.form
    assert isinstance(form, OffForm)
    form.submit()
    assert form.field.error
    form.reason.set_value("Exame ou uso sem reação")
    form.submit()
    desk.settle()
    qtbot.waitUntil(lambda: part.form is None)
    assert head(desk) == "Alergias: ainda não perguntado"
    part.toggle_history()
    qtbot.waitUntil(lambda: "descartada" in words_in(part))
    assert "Exame ou uso sem reação" in words_in(part)
    refuted = station.allergies.of_person(nurse, woman.id).past
    assert {one.told.certainty for one in refuted} == {Certainty.REPORTED, Certainty.REFUTED}


def test_the_record_says_it_in_its_head_and_lets_her_be_asked_there(
    open_desk: OpenDesk, nurse: Session, woman: PersonRecord, pregnancy: Pregnancy, station: Station, qtbot: QtBot
) -> None:
    station.allergies.add(nurse, woman.id, DIPYRONE)
    desk = open_desk(nurse)
    desk.go("pregnancy", pregnancy.id)
    desk.settle()
    record = desk.pregnancies.record
    assert record is not None
    line = record.head.allergy_line
    assert line.words.text() == "Alergias: Dipirona (moderada, urticária)"
    button = record.head.findChild(Button, "open_allergies")
    assert button is not None
    button.click()
    desk.settle()
    part = record.findChild(AllergyPart)
    assert part is not None
    part.open_form()
    form = form_of(part)
    form.substance.setText("Látex")
    form.kind.set_value(AllergyKind.LATEX)
    form.submit()
    desk.settle()
    qtbot.waitUntil(lambda: "Látex" in line.words.text())
    part.open_form()
    assert record.step_back()
    assert part.form is None
    assert record.step_back()
    assert record.pages.currentIndex() == 0


def test_a_student_reads_and_notes_nothing(
    open_desk: OpenDesk, station: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    station.allergies.add(nurse, woman.id, DIPYRONE)
    part = opened(open_desk(station.sign_in.sign_in("student", PASSWORD)), woman, qtbot)
    assert "Dipirona" in words_in(part)
    assert part.add_button is None
    assert part.findChild(Button, "correct_allergy") is None


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [90, 150])
def test_list_and_form_fit_at_every_text_size(
    qapp: QApplication,
    open_desk: OpenDesk,
    station: Station,
    nurse: Session,
    woman: PersonRecord,
    language: str,
    scale: int,
    qtbot: QtBot,
) -> None:
    station.allergies.add(nurse, woman.id, DIPYRONE)
    choose_language(language)
    apply_theme(qapp, "dark", scale)
    desk = open_desk(nurse)
    part = opened(desk, woman, qtbot)
    assert complaints(part) == []
    part.open_form(part.known.entries[0])
    # Laid out with the next events.
    qtbot.waitUntil(lambda: complaints(part) == [])
    assert "[" not in words_in(part)
