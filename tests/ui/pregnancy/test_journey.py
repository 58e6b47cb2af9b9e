"""From "who is here?" to a stored classification, by keyboard alone, on a real encrypted store."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.security.session import Session
from app.station import Station
from tests.ui.clinical import Desk, OpenDesk, words_in
from ui.pregnancy.card_reading import CardReading, Certainty


def _reading(desk: Desk) -> CardReading:
    assert desk.pregnancies.record is not None
    reading = desk.pregnancies.record.risk.card.reading()
    assert reading is not None
    return reading


def test_a_new_woman_is_registered_classified_and_listed_by_keyboard_alone(
    open_desk: OpenDesk, nurse: Session, station: Station, qtbot: QtBot
) -> None:
    desk = open_desk(nurse)
    _find_nobody_and_register(desk, qtbot)
    _open_her_pregnancy(desk, qtbot)
    _answer_and_watch_the_class(desk)
    _save(desk, qtbot)
    assert desk.pregnancies.step_back()
    desk.settle()
    row = desk.pregnancies.list.model.pregnancy(0)
    assert row is not None
    assert (row.shown_name, row.class_code, row.total) == ("Benedita Sintetica Rocha", "ARCE", 16)
    assert station.drafts.list(nurse) == ()


def _find_nobody_and_register(desk: Desk, qtbot: QtBot) -> None:
    desk.type("benedita sintetica rocha")
    qtbot.waitUntil(lambda: "Ninguém encontrado" in words_in(desk))
    desk.press(Qt.Key.Key_Return)
    assert desk.focused() is desk.reception.finder.none_button
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    form = desk.reception.form
    assert form is not None
    assert form.fields.lines["full_name"].value() == "Benedita Sintetica Rocha"
    desk.tab_to("person_birth_date")
    desk.type("050589")
    desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_1)
    desk.tab_to("person_mother_name")
    desk.type("Rita Sintetica Rocha")
    desk.tab_to("person_cpf")
    desk.type("529.982.247-25")
    desk.tab_to("save_person")
    desk.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    desk.settle()


def _open_her_pregnancy(desk: Desk, qtbot: QtBot) -> None:
    assert desk.focused().objectName() == "lmp"
    desk.type("01102025")
    assert "21s5d" in words_in(desk.reception)
    desk.press(Qt.Key.Key_Return)
    desk.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: desk.pregnancies.record is not None)
    desk.settle()


def _answer_and_watch_the_class(desk: Desk) -> None:
    assert _reading(desk).certainty is Certainty.NOTHING
    desk.tab_to("number_weight_kg")
    desk.type("8")
    assert _reading(desk).certainty is Certainty.NOTHING
    desk.type("2")
    assert (_reading(desk).class_code, _reading(desk).total) == ("ARSE", "6 pontos")
    desk.tab_to("number_systolic_mmhg")
    desk.type("15")
    assert _reading(desk).class_code == "ARSE"
    desk.type("0")
    assert (_reading(desk).class_code, _reading(desk).held_back) == (
        "ARSE",
        "150/– ainda não conta: falta medir de novo após o repouso.",
    )
    desk.tab_to("pressure_repeated")
    desk.press(Qt.Key.Key_Space)
    assert desk.focused().objectName() == "number_diastolic_mmhg"
    assert (_reading(desk).class_code, _reading(desk).total) == ("ARCE", "16 pontos")
    assert _reading(desk).certainty is Certainty.CERTAIN


def _save(desk: Desk, qtbot: QtBot) -> None:
    record = desk.pregnancies.record
    assert record is not None
    desk.tab_to("save_classification")
    desk.press(Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "salva às" in record.risk.card.status.words())
    desk.settle()
