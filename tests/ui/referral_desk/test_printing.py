"""At the hospital the sheet of the referral, or of its answer, is one key away from the case."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStackedWidget

from app.clinic.papers import PaperKind
from app.security.roles import Role
from app.station import Station
from tests.ui.referral_desk.conftest import Desk, OpenDesk, find
from ui.papers.preview import PaperPreview


def on_show(desk: Desk) -> object:
    pages = desk.place.findChild(QStackedWidget)
    assert pages is not None
    return pages.currentWidget()


def test_ctrl_p_shows_the_referral_and_escape_comes_back_to_the_case(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    page = desk.open(find(hospital, desk.session(), reason="hypertension"))
    QTest.keyClick(desk.focused(), Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    preview = on_show(desk)
    assert isinstance(preview, PaperPreview)
    assert preview.offer.out.kind is PaperKind.REFERRAL
    desk.press(Qt.Key.Key_Escape)
    assert on_show(desk) is page


def test_an_answered_case_shows_the_counter_referral(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    answered = hospital.referral_desk.answered(desk.session())[0]
    page = desk.open(answered.course.referral.id)
    assert page.head.print_button.accessibleName() == "Imprimir contrarreferência"
    page.head.print_button.click()
    desk.settle()
    preview = on_show(desk)
    assert isinstance(preview, PaperPreview)
    assert preview.offer.out.kind is PaperKind.COUNTER_REFERRAL
    assert desk.place.step_back()
    assert on_show(desk) is page


def test_a_student_is_offered_no_sheet(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.STUDENT)
    page = desk.open(find(hospital, desk.session(), reason="hypertension"))
    assert not page.head.print_button.isVisible()
    desk.place.print_current()
    desk.settle()
    assert on_show(desk) is page
