"""Exams and vaccines without a mouse, with weak eyes, with a screen reader: both languages, 100 and 150 %."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.exams_service import NewResult
from app.clinic.prenatal.vaccines_service import NewDose
from app.security.session import Session
from app.station import Station
from tests.ui.accessibility import complaints
from tests.ui.clinical import LMP, Desk, OpenDesk
from tests.ui.conftest import settle
from ui.pregnancy.exams.correct_sheet import CorrectResult
from ui.pregnancy.exams.exam_detail import ExamDetail
from ui.pregnancy.exams.section import VACCINES, ExamsSection
from ui.texts import choose_language
from ui.theme import apply_theme
from ui.widgets.buttons import Button

TODAY = LMP + timedelta(days=21 * 7 + 5)
LOOKS = [("pt_BR", 100), ("en", 100), ("pt_BR", 150), ("en", 150)]


@pytest.fixture(params=LOOKS, ids=lambda one: f"{one[0]}-{one[1]}")
def desk(request: pytest.FixtureRequest, open_desk: OpenDesk, nurse: Session, light: QApplication) -> Desk:
    """The window in each language at each text size."""
    language, scale = request.param
    choose_language(language)
    apply_theme(light, "light", scale)
    return open_desk(nurse)


def _list(section: ExamsSection) -> QWidget:
    return section


def _asking(section: ExamsSection) -> QWidget:
    section.open_request()
    return section


def _writing(section: ExamsSection) -> QWidget:
    section.open_results("ultrasound_report")
    section.close_page()
    section.open_results()
    return section


def _scanning(section: ExamsSection) -> QWidget:
    section.open_results("ultrasound_report")
    return section


def _one(section: ExamsSection) -> QWidget:
    section.open_exam("haemoglobin")
    return section


def _correcting(section: ExamsSection) -> QWidget:
    section.open_exam("haemoglobin")
    detail = section.pages.currentWidget()
    assert isinstance(detail, ExamDetail)
    next(one for one in detail.findChildren(Button) if one.objectName().startswith("correct_")).click()
    sheet = section.window().findChild(CorrectResult)
    assert isinstance(sheet, CorrectResult)
    return sheet


def _vaccines(section: ExamsSection) -> QWidget:
    section.open_detail(VACCINES)
    return section


@pytest.mark.parametrize("reach", [_list, _asking, _writing, _scanning, _one, _correcting, _vaccines])
def test_every_place_is_named_reached_in_order_and_whole(
    desk: Desk, pregnancy: Pregnancy, station: Station, nurse: Session, reach: Callable[[ExamsSection], QWidget]
) -> None:
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 12.0, LMP + timedelta(weeks=9)))
    station.exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 10.2, TODAY))
    station.exams.request_all(nurse, pregnancy.id, ("hiv", "glucose_fasting", "laboratory_other"))
    station.vaccines.record(nurse, pregnancy.id, NewDose("dt", None))
    desk.go("pregnancy", f"{pregnancy.id}/exams")
    desk.settle()
    settle()
    record = desk.pregnancies.record
    assert record is not None
    section = record.section
    assert isinstance(section, ExamsSection)
    shown = reach(section)
    desk.settle()
    settle()
    assert complaints(shown) == []
