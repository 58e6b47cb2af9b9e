"""Who is to be called, and what came of it."""

from datetime import date, timedelta

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.visits_service import CallOutcome
from app.kernel.clock import FakeClock
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import unnamed
from tests.ui.clinical import PASSWORD, Desk, OpenDesk, words_in
from ui.papers.preview import PaperPreview
from ui.pregnancy.calls.page import CallsPage
from ui.pregnancy.calls.panel import CallPanel

DAY = 24 * 3600
TODAY = date(2026, 3, 12)


def _calls(desk: Desk) -> CallsPage:
    desk.go("pregnancy", "calls")
    desk.settle()
    return desk.pregnancies.views.calls


def _panel(page: CallsPage) -> CallPanel:
    panel = page.findChild(CallPanel)
    assert isinstance(panel, CallPanel)
    return panel


def test_nobody_to_call_is_good_news(open_desk: OpenDesk, nurse: Session) -> None:
    page = _calls(open_desk(nurse))
    assert page.states.state == "empty"
    assert "Ninguém para chamar hoje" in words_in(page)


def test_a_woman_whose_visit_is_late_is_listed_with_why_since_when_and_her_phone(
    open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    fake_clock.advance(10 * DAY)
    page = _calls(open_desk(nurse))
    words = [str(page.model.data(page.model.index(0, at))) for at in range(page.model.columnCount())]
    assert words[:5] == ["Maria Sintética da Silva", "Atrasada", "há 10 dias", "21s5d", "(84) 99999-1234"]
    assert page.count.text() == "1 consulta atrasada · 0 no prazo"


def test_a_call_is_noted_with_the_day_on_which_she_comes(
    open_desk: OpenDesk, station: Station, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    fake_clock.advance(10 * DAY)
    desk = open_desk(nurse)
    page = _calls(desk)
    page.table.selectRow(0)
    page.table.setFocus()
    desk.press(Qt.Key.Key_Return)
    panel = _panel(page)
    panel.form.submit()
    assert panel.form.fields["outcome"].error
    panel.choose(CallOutcome.COMES)
    panel.form.submit()
    desk.settle()
    assert panel.form.fields["day"].error
    panel.day.set_day(TODAY + timedelta(days=2))
    panel.form.submit()
    desk.settle()
    (call,) = station.visits.to_call(nurse)
    assert call.last_call is not None
    assert call.last_call.comes_on == TODAY + timedelta(days=2)
    assert page.count.text().startswith("0 consultas atrasadas")
    assert "Vem em 14/03/2026" in str(page.model.data(page.model.index(0, 5)))


def test_her_record_opens_from_the_call_and_esc_comes_back_to_the_calls(
    open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    fake_clock.advance(10 * DAY)
    desk = open_desk(nurse)
    page = _calls(desk)
    page.open(pregnancy.id)
    page.opened.emit(pregnancy.id)
    desk.settle()
    assert desk.pregnancies.record is not None
    desk.pregnancies.close_record()
    desk.settle()
    assert desk.pregnancies.views.calling
    assert desk.pregnancies.step_back()
    assert desk.pregnancies.step_back()
    assert not desk.pregnancies.views.calling


def test_the_list_of_the_day_is_printed_from_here(
    open_desk: OpenDesk, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot
) -> None:
    desk = open_desk(nurse)
    _calls(desk)
    desk.pregnancies.print_current()
    desk.settle()
    qtbot.waitUntil(lambda: desk.pregnancies.findChild(PaperPreview) is not None)
    assert desk.pregnancies.step_back()
    assert desk.pregnancies.views.calling


def test_a_student_sees_who_is_to_be_called_and_notes_nothing(
    open_desk: OpenDesk, station: Station, pregnancy: Pregnancy
) -> None:
    desk = open_desk(station.sign_in.sign_in(Role.STUDENT.value, PASSWORD))
    page = _calls(desk)
    page.open(pregnancy.id)
    assert not _panel(page).form.isVisible()
    assert not page.print_button.isVisible()
    assert unnamed(page) == []
