"""The answer at the unit that referred: read, followed, replied to, closed."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.clinic.prenatal.exams_service import RequestStatus
from app.clinic.referral.model import Course, State
from app.clinic.referral.service import ReferralService
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.clinic.referral.conftest import CONFIRMED, INCONCLUSIVE, NOT_CONFIRMED
from tests.ui.clinical import PASSWORD, words_in
from tests.ui.referrals.conftest import Answering, OpenWindow, Window
from ui.papers.preview import PaperPreview
from ui.referrals.answer_card import AnswerCard
from ui.referrals.close_sheet import CloseSheet
from ui.referrals.timeline import CourseTimeline
from ui.widgets.badges import Badge


def _card(window: Window) -> AnswerCard:
    assert window.page.answer is not None
    return window.page.answer


def _state(ubs: Station, session: Session, one: Course) -> State:
    return ubs.referrals.open(session, one.referral.id).state


def test_the_sheet_says_verdict_conduct_clinic_guidance_sources_and_who(
    open_window: OpenWindow, nurse: Session, answered: Answering
) -> None:
    one = answered(CONFIRMED)
    window = open_window(nurse)
    window.open(one.referral.id)
    said = words_in(_card(window))
    for words in ("Consulta marcada: ambulatório de Hipertensão", "Manter dieta", "Manual de alto risco, 2012"):
        assert words in said
    assert one.version[:8] in said


def test_the_answer_stays_unread_until_somebody_says_that_it_was_read(
    open_window: OpenWindow, ubs: Station, nurse: Session, answered: Answering
) -> None:
    one = answered(NOT_CONFIRMED)
    window = open_window(nurse)
    window.open(one.referral.id)
    assert _state(ubs, nurse, one) is State.ANSWERED
    assert window.focused().objectName() == "read_answer"
    window.press(Qt.Key.Key_Return)
    window.settle()
    assert _state(ubs, nurse, one) is State.READ
    assert "O que fazer agora" in words_in(window)


def test_requested_exams_go_among_those_that_wait(
    open_window: OpenWindow, ubs: Station, nurse: Session, answered: Answering
) -> None:
    one = answered(INCONCLUSIVE)
    ubs.referrals.mark_read(nurse, one.referral.id)
    window = open_window(nurse)
    window.open(one.referral.id)
    button = window.findChild(QPushButton, "request_exams")
    assert isinstance(button, QPushButton)
    button.click()
    window.settle()
    requests = ubs.exams.requests(nurse, one.referral.pregnancy_id)
    assert [(each.code, each.status) for each in requests] == [("haemoglobin", RequestStatus.PENDING)]
    tasks = _card(window).tasks
    assert tasks is not None
    box = tasks.boxes["exam:haemoglobin"]
    assert box.isChecked()
    assert not box.isEnabled()
    assert "Nos exames pendentes" in words_in(window)


def test_a_task_is_ticked_and_taken_back(
    open_window: OpenWindow, ubs: Station, nurse: Session, answered: Answering
) -> None:
    one = answered(CONFIRMED)
    ubs.referrals.mark_read(nurse, one.referral.id)
    window = open_window(nurse)
    window.open(one.referral.id)
    for done in (True, False):
        tasks = _card(window).tasks
        assert tasks is not None
        tasks.boxes["tell"].click()
        window.settle()
        assert ubs.referral_tasks.tasks(nurse, one.referral.id)[0].is_done is done


def test_an_inconclusive_answer_gets_a_counter_reply_and_waits_again(
    open_window: OpenWindow, ubs: Station, nurse: Session, answered: Answering
) -> None:
    one = answered(INCONCLUSIVE)
    ubs.referrals.mark_read(nurse, one.referral.id)
    window = open_window(nurse)
    window.open(one.referral.id)
    assert window.focused().objectName() == "write_reply"
    window.press(Qt.Key.Key_Return)
    form = _card(window).reply
    assert form is not None
    form.submit()
    assert form.fields["text"].error
    window.type("Hemoglobina 11")
    assert window.page.unsaved()
    form.submit()
    window.settle()
    course = ubs.referrals.open(nurse, one.referral.id)
    assert course.state is State.COUNTER_REPLIED
    assert course.locks
    assert "Contrarresposta a caminho" in {one.words for one in window.page.findChildren(Badge)}


def test_a_counter_reply_put_away_is_found_again(
    open_window: OpenWindow, ubs: Station, nurse: Session, answered: Answering
) -> None:
    one = answered(INCONCLUSIVE)
    ubs.referrals.mark_read(nurse, one.referral.id)
    window = open_window(nurse)
    window.open(one.referral.id)
    _card(window).write_reply()
    window.type("Hemoglobina")
    assert window.referrals.step_back()
    assert _card(window).reply is None
    window.referrals.step_back()
    window.settle()
    window.open(one.referral.id)
    _card(window).write_reply()
    reply = _card(window).reply
    assert reply is not None
    assert reply.text.value() == "Hemoglobina"


@pytest.mark.parametrize(("answer", "must"), [(INCONCLUSIVE, True), (CONFIRMED, False)])
def test_an_inconclusive_answer_is_closed_only_with_a_reason(
    open_window: OpenWindow, ubs: Station, nurse: Session, answered: Answering, answer: object, must: bool
) -> None:
    one = answered(answer)  # type: ignore[arg-type]  # both are answers
    ubs.referrals.mark_read(nurse, one.referral.id)
    window = open_window(nurse)
    page = window.open(one.referral.id)
    page.close_referral()
    (sheet,) = window.findChildren(CloseSheet)
    sheet._close()
    window.settle()
    assert bool(sheet.field.error) is must
    if must:
        sheet.reason.set_value("Mudou de cidade")
        sheet._close()
        window.settle()
    assert _state(ubs, nurse, one) is State.CLOSED


def test_an_answer_that_comes_while_the_page_is_open_appears_by_itself(
    open_window: OpenWindow, nurse: Session, sent: Course, answered: Answering
) -> None:
    window = open_window(nurse)
    page = window.open(sent.referral.id)
    assert page.answer is None
    answered(CONFIRMED)
    window.referrals.timer.timeout.emit()
    window.settle()
    assert _card(window).deed is not None


def test_while_nothing_happens_the_page_stays_as_it_is(
    open_window: OpenWindow, nurse: Session, received: Course
) -> None:
    window = open_window(nurse)
    page = window.open(received.referral.id)
    parts = page.findChildren(CourseTimeline)
    window.referrals.timer.timeout.emit()
    window.settle()
    assert page.findChildren(CourseTimeline) == parts


def test_what_is_refused_is_said_on_the_page(
    open_window: OpenWindow, nurse: Session, answered: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = answered(CONFIRMED)
    window = open_window(nurse)
    window.open(one.referral.id)

    def refuse(*_: object) -> None:
        raise KnownError("referrals.not_this_unit")

    monkeypatch.setattr(ReferralService, "mark_read", refuse)
    window.page.read_answer()
    window.settle()
    assert "Este passo cabe à outra unidade." in words_in(window.page.banner)
    deed = _card(window).deed
    assert deed is not None
    assert deed.isEnabled()


def test_whoever_only_looks_is_offered_nothing_to_do(
    open_window: OpenWindow, ubs: Station, answered: Answering
) -> None:
    one = answered(replace(INCONCLUSIVE))
    window = open_window(ubs.sign_in.sign_in(Role.STUDENT.value, PASSWORD))
    window.open(one.referral.id)
    names = [button.objectName() for button in window.page.findChildren(QPushButton) if button.isVisible()]
    assert not {"read_answer", "write_reply", "close_referral", "request_exams"} & set(names)


def test_the_answer_is_printed_from_its_page(open_window: OpenWindow, nurse: Session, answered: Answering) -> None:
    one = answered(CONFIRMED)
    window = open_window(nurse)
    window.open(one.referral.id)
    window.referrals.print_current()
    window.settle()
    assert isinstance(window.page.pages.currentWidget(), PaperPreview)
    assert window.referrals.step_back()
    assert window.page.pages.count() == 1
