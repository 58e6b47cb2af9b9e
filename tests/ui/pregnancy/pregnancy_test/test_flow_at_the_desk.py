"""The pregnancy test at the desk, driven by keyboard: from the suspicion to the date of the last period."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.pregnancy_test import FlowEvent, FlowState
from app.clinic.prenatal.pregnancy_test_service import Decision, Suspicion, UrineTest
from app.kernel.clock import FakeClock
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import PASSWORD, Desk, OpenDesk, words_in
from tests.ui.conftest import settle
from ui.corrections.strike_out import StrikeOutForm
from ui.pregnancy.pregnancy_test.flow import PregnancyTestFlow
from ui.pregnancy.pregnancy_test.questions import SerumQuestion
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.buttons import Button


@pytest.fixture
def desk(open_desk: OpenDesk, nurse: Session, light: QApplication) -> Desk:
    """The nurse's window."""
    return open_desk(nurse)


def begun(desk: Desk, woman: PersonRecord) -> PregnancyTestFlow:
    desk.go("reception", woman.id)
    desk.settle()
    settle()
    button = desk.findChild(Button, "begin_pregnancy_test")
    assert button is not None
    button.click()
    desk.settle()
    settle()
    flow = desk.findChild(PregnancyTestFlow)
    assert isinstance(flow, PregnancyTestFlow)
    return flow


def test_a_positive_strip_leads_to_the_date_of_the_last_period(
    desk: Desk, woman: PersonRecord, station: Station, nurse: Session, fake_clock: FakeClock
) -> None:
    flow = begun(desk, woman)
    desk.type("10")
    fake_clock.advance(60)
    desk.press(Qt.Key.Key_Tab, 4)
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    settle()
    assert "Fazer o teste de urina" in words_in(flow)
    desk.press(Qt.Key.Key_1)
    fake_clock.advance(60)
    desk.press(Qt.Key.Key_Tab)
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    settle()
    assert "Gravidez confirmada" in words_in(flow)
    assert desk.focused().objectName() == "lmp"
    assert station.pregnancy_tests.course(nurse, woman.id).state is FlowState.CONFIRMED


def test_without_a_reason_nothing_is_kept_and_the_figure_is_quoted(
    desk: Desk, woman: PersonRecord, station: Station, nurse: Session
) -> None:
    flow = begun(desk, woman)
    desk.type("3")
    desk.tab_to("days_late")
    flow.question.submit()  # type: ignore[union-attr]  # the first question
    desk.settle()
    assert "Ainda não há motivo para o teste" in words_in(flow)
    assert station.pregnancy_tests.course(nurse, woman.id).steps == ()


def test_blood_is_read_while_it_is_typed_and_a_doubtful_value_asks_for_another(
    desk: Desk, woman: PersonRecord, station: Station, nurse: Session, fake_clock: FakeClock
) -> None:
    for step in (Suspicion(8), UrineTest(positive=False), Decision(FlowEvent.STILL_SUSPECTED_SERUM)):
        fake_clock.advance(60)
        station.pregnancy_tests.record(nurse, woman.id, step)
    flow = begun(desk, woman)
    question = flow.question
    assert isinstance(question, SerumQuestion)
    desk.type("4,9")
    assert question.badge.words == "Negativo"
    question.number.line.setText("25")
    assert question.badge.words == "Duvidoso"
    fake_clock.advance(60)
    question.submit()
    desk.settle()
    settle()
    assert "colha de novo" in words_in(flow)
    question = flow.question
    assert isinstance(question, SerumQuestion)
    question.submit()
    assert question.field.error


def test_waiting_tells_the_day_and_asks_nothing_before_it(
    desk: Desk, woman: PersonRecord, station: Station, nurse: Session, fake_clock: FakeClock
) -> None:
    for step in (Suspicion(8), UrineTest(positive=False)):
        fake_clock.advance(60)
        station.pregnancy_tests.record(nurse, woman.id, step)
    flow = begun(desk, woman)
    fake_clock.advance(60)
    next(one for one in flow.findChildren(Button) if "7 dias" in one.text()).click()
    desk.settle()
    settle()
    assert flow.course is not None
    assert flow.course.next_test_on == date(2026, 3, 9)
    assert "a partir de 09/03/2026" in words_in(flow)
    assert flow.question is None


def test_a_wrong_step_is_struck_out_with_a_reason(
    desk: Desk, woman: PersonRecord, station: Station, nurse: Session, fake_clock: FakeClock
) -> None:
    for step in (Suspicion(8), UrineTest(positive=True)):
        fake_clock.advance(60)
        station.pregnancy_tests.record(nurse, woman.id, step)
    flow = begun(desk, woman)
    strike = flow.findChild(Button, "strike_step")
    assert strike is not None
    strike.click()
    sheet = desk.findChild(StrikeOutForm)
    assert isinstance(sheet, StrikeOutForm)
    sheet.reason.set_value("É de outra pessoa")
    sheet.submit()
    desk.settle()
    settle()
    assert flow.course is not None
    assert flow.course.state is FlowState.URINE_TEST


@pytest.mark.parametrize(("language", "scale"), [("pt_BR", 100), ("en", 150)])
def test_every_step_is_reached_named_and_whole(
    desk: Desk, woman: PersonRecord, station: Station, nurse: Session, fake_clock: FakeClock, light: QApplication,
    language: str, scale: int,
) -> None:  # fmt: skip
    choose_language(language)
    apply_theme(light, "light", scale)
    steps = (Suspicion(8), UrineTest(positive=False), Decision(FlowEvent.STILL_SUSPECTED_SERUM), None)
    for step in steps:
        flow = begun(desk, woman)
        assert complaints(flow) == []
        flow.closed.emit()
        if step is not None:
            fake_clock.advance(60)
            station.pregnancy_tests.record(nurse, woman.id, step)


def test_a_student_sees_where_she_stands_and_a_pregnant_woman_is_not_tested(
    open_desk: OpenDesk, woman: PersonRecord, station: Station, pregnancy: Pregnancy
) -> None:
    desk = open_desk(station.sign_in.sign_in("student", PASSWORD))
    desk.go("reception", woman.id)
    desk.settle()
    assert desk.findChild(Button, "begin_pregnancy_test") is None
    assert pregnancy.person_id == woman.id
