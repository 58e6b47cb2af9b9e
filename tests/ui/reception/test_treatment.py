"""What is noted of a person for messages and treatment stands on her panel and is changed in place."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.clinic.people.model import PersonRecord
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD, Desk, OpenDesk, words_in
from ui.reception.treatment_form import TreatmentForm
from ui.reception.treatment_part import TreatmentPart
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.dropdown import Dropdown


@pytest.fixture
def part(open_desk: OpenDesk, nurse: Session, woman: PersonRecord, qtbot: QtBot) -> TreatmentPart:
    """On the panel of somebody of whom nothing is noted."""
    return _opened(open_desk(nurse), woman, qtbot)


def _opened(desk: Desk, woman: PersonRecord, qtbot: QtBot) -> TreatmentPart:
    desk.reception.open_person(woman.id)
    qtbot.waitUntil(lambda: desk.reception.panel is not None)
    desk.settle()
    assert desk.reception.panel is not None
    part = desk.reception.panel.treatment
    # Read, and laid out: what is new in a layout is shown with the next events.
    qtbot.waitUntil(lambda: words_in(part) != words_in(part).split("\n")[0])
    return part


def _wait_for(words: str, part: TreatmentPart, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: words in words_in(part))


def _form(part: TreatmentPart) -> TreatmentForm:
    part.open_form()
    assert part.form is not None
    return part.form


def _date_of(form: TreatmentForm) -> DateField:
    control = form.fields["surgery_date"].control
    assert isinstance(control, DateField)
    return control


def test_what_is_noted_is_saved_and_shown_and_its_history_is_kept(
    part: TreatmentPart, station: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    assert "Nada anotado" in words_in(part)
    form = _form(part)
    interested, phase = form.fields["interested_in_surgery"].control, form.fields["treatment_phase"].control
    assert isinstance(interested, ChoiceChips)
    assert isinstance(phase, Dropdown)
    interested.set_value(False)
    phase.set_value("before_surgery")
    _date_of(form).set_day(date(2026, 4, 10))
    form.submit()
    qtbot.waitUntil(lambda: part.form is None)
    for words in ("Pré-operatório", "10/04/2026", "Não"):
        _wait_for(words, part, qtbot)
    held = {one.attribute.code: one.value for one in station.reminders.attributes.of_person(nurse, woman.id)}
    assert held["interested_in_surgery"] is False
    assert held["surgery_date"] == date(2026, 4, 10)
    assert held["language"] is held["time_zone"] is None
    form = _form(part)
    _date_of(form).set_day(None)
    form.submit()
    qtbot.waitUntil(lambda: part.form is None)
    part.show_history()
    _wait_for("Data da cirurgia: retirado", part, qtbot)
    _wait_for("Data da cirurgia: 10/04/2026", part, qtbot)


@pytest.mark.parametrize(("typed", "said"), [("32/13", "Data não reconhecida"), ("10/04/1826", "10/04/1826")])
def test_a_date_that_cannot_be_is_told_below_its_field(
    part: TreatmentPart, qtbot: QtBot, typed: str, said: str
) -> None:
    form = _form(part)
    _date_of(form).setText(typed)
    form.submit()
    qtbot.waitUntil(lambda: bool(form.fields["surgery_date"].error))
    assert said in form.fields["surgery_date"].error
    assert part.form is form
    assert form.save_button.isEnabled()


def test_the_whole_form_comes_into_sight_when_it_is_opened(part: TreatmentPart, qtbot: QtBot) -> None:
    form = _form(part)
    qtbot.waitUntil(lambda: not form.save_button.visibleRegion().isEmpty(), timeout=5_000)


def test_esc_leaves_everything_as_it_was_and_goes_back_to_the_button(
    part: TreatmentPart, station: Station, nurse: Session, woman: PersonRecord
) -> None:
    form = _form(part)
    _date_of(form).set_day(date(2026, 4, 10))
    QTest.keyClick(_date_of(form), Qt.Key.Key_Escape)
    assert part.form is None
    assert part.edit is not None
    assert part.edit.hasFocus()
    assert all(one.value is None for one in station.reminders.attributes.of_person(nurse, woman.id))


def test_a_student_reads_and_changes_nothing(
    open_desk: OpenDesk, station: Station, woman: PersonRecord, qtbot: QtBot
) -> None:
    part = _opened(open_desk(station.sign_in.sign_in("student", PASSWORD)), woman, qtbot)
    assert part.edit is None
    assert "Nada anotado" in words_in(part)


@pytest.mark.parametrize("language", ["pt_BR", "en"])
@pytest.mark.parametrize("scale", [90, 150])
def test_the_form_fits_at_every_text_size(
    qapp: QApplication,
    open_desk: OpenDesk,
    nurse: Session,
    woman: PersonRecord,
    language: str,
    scale: int,
    qtbot: QtBot,
) -> None:
    choose_language(language)
    apply_theme(qapp, "dark", scale)
    desk = open_desk(nurse)
    part = _opened(desk, woman, qtbot)
    assert complaints(part) == []
    _form(part)
    desk.settle()
    assert complaints(part) == []
    assert "[" not in words_in(part)


def test_what_is_typed_is_there_again_after_leaving_and_gone_after_cancelling(
    open_desk: OpenDesk, station: Station, nurse: Session, woman: PersonRecord, qtbot: QtBot
) -> None:
    desk = open_desk(nurse)
    part = _opened(desk, woman, qtbot)
    form = _form(part)
    _date_of(form).setText("10/04/20")
    phase = form.fields["treatment_phase"].control
    assert isinstance(phase, Dropdown)
    phase.set_value("waiting")
    assert desk.reception.keeps_draft()
    desk.reception.leave()
    again = _opened(desk, woman, qtbot)
    _wait_for("Continuar o que você escreveu", again, qtbot)
    form = _form(again)
    assert _date_of(form).text() == "10/04/20"
    phase = form.fields["treatment_phase"].control
    assert isinstance(phase, Dropdown)
    assert phase.value() == "waiting"
    QTest.keyClick(_date_of(form), Qt.Key.Key_Escape)
    desk.settle()
    qtbot.waitUntil(lambda: station.drafts.get(nurse, "treatment", woman.id) is None)
    assert all(one.value is None for one in station.reminders.attributes.of_person(nurse, woman.id))
