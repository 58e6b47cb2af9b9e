"""Every estimate in sight, the one in use with who, when and why; another one only with a reason."""

from datetime import date

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.estimates import Method, MonthPart, Scan
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import Desk, words_in
from tests.ui.pregnancy.opened import OpenedRecord
from ui.pregnancy.dating.choose import ChooseSheet
from ui.pregnancy.dating.page import DatingPage
from ui.pregnancy.record import PregnancyRecord

EARLY_SCAN = Scan(date(2025, 12, 10), 8, 0)
"""Two weeks younger than the last period says."""


def _page(desk: Desk, record: PregnancyRecord) -> DatingPage:
    record.show_dating()
    desk.settle()
    page = record.pages.currentWidget()
    assert isinstance(page, DatingPage)
    return page


def _sheet(page: DatingPage) -> ChooseSheet:
    found = page.window().findChild(ChooseSheet)
    assert isinstance(found, ChooseSheet)
    return found


def test_the_head_says_by_what_the_due_date_stands_and_its_pencil_opens_the_estimates(
    opened_record: OpenedRecord,
) -> None:
    desk, record = opened_record("classification")
    assert "DPP 08/07/2026, pela DUM" in words_in(record.head)
    record.head.change.setFocus()
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert isinstance(record.pages.currentWidget(), DatingPage)
    assert desk.pregnancies.step_back()
    assert record.pages.currentIndex() == 0


def test_a_scan_that_differs_is_suggested_and_moves_nothing_by_itself(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    station.dating.add(nurse, pregnancy.id, EARLY_SCAN)
    desk, record = opened_record("classification")
    page = _page(desk, record)
    assert "14 dias mais nova" in words_in(page)
    assert record.head.age.figure.text() == "21s5d"


def test_another_estimate_is_used_only_with_a_reason_and_every_date_follows(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy, qtbot: QtBot
) -> None:
    scan = station.dating.add(nurse, pregnancy.id, EARLY_SCAN).estimates[-1]
    desk, record = opened_record("classification")
    page = _page(desk, record)
    page.choose(scan)
    sheet = _sheet(page)
    sheet.submit()
    assert sheet.field.error
    assert station.dating.dating(nurse, pregnancy.id).choices == ()
    sheet.reason.set_value("Ultrassom do 1º trimestre")
    sheet.submit()
    qtbot.waitUntil(lambda: record.head.age.figure.text() == "19s5d")
    qtbot.waitUntil(lambda: "Ultrassom do 1º trimestre" in words_in(page))
    desk.settle()
    desk.pregnancies.step_back()
    assert "por ultrassom" in words_in(record.head)
    assert station.pregnancies.get(nurse, pregnancy.id).lmp == scan.lmp


def test_a_part_of_the_month_dates_a_pregnancy_of_which_no_day_is_known(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    known = station.dating.dating(nurse, pregnancy.id).estimates[0]
    station.pregnancies.correct(nurse, known.id, None, "Era de outra")
    desk, record = opened_record("classification")
    page = _page(desk, record)
    assert page.form is not None
    page.form.method.set_value(Method.PART_OF_MONTH)
    page.form._arrange()
    page.form.submit()
    assert page.form.fields["part"].error
    page.form.part.set_value(MonthPart.MIDDLE)
    page.form.month.set_value(10)
    page.form.year.set_value(2025)
    page.form.submit()
    desk.settle()
    in_use = station.dating.dating(nurse, pregnancy.id).in_use
    assert in_use is not None
    assert in_use.estimate.lmp == date(2025, 10, 15)
    desk.pregnancies.step_back()
    assert "pela DUM aproximada" in words_in(record.head)


def test_a_last_period_long_ago_is_asked_about_once_more(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk, record = opened_record("classification")
    page = _page(desk, record)
    page.open_form()
    assert page.form is not None
    page.form.day.set_day(date(2025, 1, 1))
    page.form.submit()
    desk.settle()
    assert page.form.banner.isVisible()
    assert len(station.dating.dating(nurse, pregnancy.id).estimates) == 1
    page.form.banner._act()
    desk.settle()
    assert len(station.dating.dating(nurse, pregnancy.id).estimates) == 2


def test_a_mistyped_period_is_corrected_with_a_reason_and_stays_in_use(
    opened_record: OpenedRecord, station: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    desk, record = opened_record("classification")
    page = _page(desk, record)
    page.open_form(station.dating.dating(nurse, pregnancy.id).estimates[0])
    assert page.form is not None
    page.form.day.set_day(date(2025, 10, 8))
    page.form.submit()
    assert page.form.fields["reason"].error
    page.form.reason.set_value("Digitada errado")
    page.form.submit()
    desk.settle()
    assert record.head.age.figure.text() == "20s5d"
