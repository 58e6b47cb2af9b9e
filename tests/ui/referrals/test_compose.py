"""Referring: what must be there, what is written, and the record that waits for the answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from app.clinic.pregnancies.model import Pregnancy
from app.clinic.referral.model import Course, Priority, State
from app.clinic.referral.service import DRAFT
from app.security.roles import Role
from app.security.session import Session
from app.station import Station
from tests.clinic.referral.conftest import CONFIRMED, HOSPITAL
from tests.ui.clinical import PASSWORD, words_in
from tests.ui.referrals.conftest import Answering, OpenWindow, Window
from tests.ui.spoken.hearing import Hearing
from ui.pregnancy.record import PregnancyRecord
from ui.referrals.compose_page import ComposePage
from ui.referrals.form import ReferralFields


def _record(window: Window, pregnancy_id: str, tab: str = "summary") -> PregnancyRecord:
    window.go("pregnancy", f"{pregnancy_id}/{tab}")
    window.settle()
    assert window.pregnancies.record is not None
    return window.pregnancies.record


def _compose(window: Window, pregnancy_id: str) -> ComposePage:
    record = _record(window, pregnancy_id)
    record.risk.card.refer_button.click()
    window.settle()
    page = record.pages.currentWidget()
    assert isinstance(page, ComposePage)
    return page


def _form(page: ComposePage) -> ReferralFields:
    assert page.form is not None
    return page.form


def _fill(page: ComposePage) -> None:
    form = _form(page)
    form.reason.set_value("hypertension")
    form.hypothesis.set_value("Pré-eclâmpsia?")
    form.justification.set_value("Pressão alta em duas consultas")


def _visible(window: Window, name: str) -> bool:
    found = window.findChild(QPushButton, name)
    return isinstance(found, QPushButton) and found.isVisible()


def test_what_is_missing_is_listed_with_the_way_to_enter_it(
    open_window: OpenWindow, ubs: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    page = _compose(open_window(nurse), pregnancy.id)
    assert list(page.checklist.buttons) == ["physical_exam", "pregnancies_count", "assessment"]
    page.show_review()
    assert page.review is None
    assert "Ainda falta algo no prontuário" in words_in(page.banner)


def test_the_number_of_pregnancies_is_entered_on_the_spot(
    open_window: OpenWindow, ubs: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    window = open_window(nurse)
    page = _compose(window, pregnancy.id)
    page.checklist.buttons["pregnancies_count"].click()
    assert page.checklist.field is not None
    assert page.checklist.field.error
    page.checklist.number.setFocus()
    window.type("2")
    window.press(Qt.Key.Key_Return)
    window.settle()
    assert "pregnancies_count" not in page.checklist.buttons


def test_the_way_to_what_is_missing_leads_back_to_what_was_written(
    open_window: OpenWindow, ubs: Station, nurse: Session, pregnancy: Pregnancy
) -> None:
    window = open_window(nurse)
    page = _compose(window, pregnancy.id)
    _form(page).hypothesis.set_value("Pré-eclâmpsia?")
    page.checklist.buttons["assessment"].click()
    window.settle()
    record = window.pregnancies.record
    assert record is not None
    assert record.section is record.risk
    assert "Encaminhamento começado e não enviado." in words_in(record.strip)
    record.refer()
    window.settle()
    again = record.pages.currentWidget()
    assert isinstance(again, ComposePage)
    assert _form(again).hypothesis.value() == "Pré-eclâmpsia?"


def test_the_reason_that_the_classification_names_is_proposed(
    open_window: OpenWindow, nurse: Session, ready: Pregnancy
) -> None:
    assert _form(_compose(open_window(nurse), ready.id)).reason.value() == "hypertension"


def test_what_was_not_written_is_said_at_its_field(open_window: OpenWindow, nurse: Session, ready: Pregnancy) -> None:
    page = _compose(open_window(nurse), ready.id)
    page.show_review()
    form = _form(page)
    assert page.review is None
    assert [name for name, field in form.fields.items() if field.error] == ["hypothesis", "justification"]


def test_another_hospital_needs_number_and_name(open_window: OpenWindow, nurse: Session, ready: Pregnancy) -> None:
    window = open_window(nurse)
    page = _compose(window, ready.id)
    _fill(page)
    form = _form(page)
    form.hospital.set_value("")
    form.cnes.set_value("123")
    page.show_review()
    assert form.fields["cnes"].error
    assert form.fields["hospital_name"].error
    form.cnes.set_value("3333333")
    form.hospital_name.set_value("Hospital Novo")
    page.show_review()
    window.settle()
    assert page.review is not None
    assert "Hospital Novo (CNES 3333333)" in words_in(page.review)


def test_after_a_last_look_it_is_queued_and_said_so(
    open_window: OpenWindow, ubs: Station, nurse: Session, ready: Pregnancy
) -> None:
    window = open_window(nurse)
    page = _compose(window, ready.id)
    _fill(page)
    page.on.setFocus()
    window.press(Qt.Key.Key_Return)
    assert window.focused().objectName() == "send_referral"
    window.press(Qt.Key.Key_Return)
    window.settle()
    (one,) = ubs.referrals.of_pregnancy(nurse, ready.id)
    assert (one.state, one.referral.to_unit) == (State.QUEUED, HOSPITAL)
    assert "Na fila, ainda não saiu desta estação." in words_in(page)
    assert ubs.drafts.get(nurse, DRAFT, ready.id) is None


def test_esc_goes_back_from_the_last_look_to_the_form(
    open_window: OpenWindow, nurse: Session, ready: Pregnancy
) -> None:
    window = open_window(nurse)
    page = _compose(window, ready.id)
    _fill(page)
    page.show_review()
    assert window.pregnancies.step_back()
    assert page.review is None
    assert page.on.isVisible()


def test_while_the_answer_is_awaited_the_record_is_read_only_and_says_why(
    open_window: OpenWindow, nurse: Session, received: Course
) -> None:
    window = open_window(nurse)
    record = _record(window, received.referral.pregnancy_id)
    assert "Aguarda o hospital até" in words_in(record.strip)
    assert not _visible(window, "record_visit")
    assert not record.risk.card.save_button.isEnabled()
    for tab in ("visits", "background", "exams", "charts"):
        record.go_to(tab)
        window.settle()
    assert not record._built["exams"].ask_button.isVisible()  # type: ignore[attr-defined]  # the exams' own button
    assert not record._built["background"].may_answer  # type: ignore[attr-defined]  # the history's own flag


def test_an_emergency_waits_for_nothing_and_stands_beside_the_other(
    open_window: OpenWindow, ubs: Station, nurse: Session, received: Course
) -> None:
    window = open_window(nurse)
    pregnancy_id = received.referral.pregnancy_id
    page = _compose(window, pregnancy_id)
    assert not page.on.isEnabled()
    _fill(page)
    form = _form(page)
    form.priority.set_value(Priority.EMERGENCY)
    form._priority_changed()
    window.settle()
    assert page.on.isEnabled()
    assert "Emergência não espera a resposta." in words_in(form)
    page.show_review()
    page.send()
    window.settle()
    assert len(ubs.referrals.of_pregnancy(nurse, pregnancy_id)) == 2


def test_an_unread_answer_is_told_above_the_record(
    open_window: OpenWindow, ubs: Station, nurse: Session, sent: Course, answered: Answering
) -> None:

    answered(CONFIRMED)
    record = _record(open_window(nurse), sent.referral.pregnancy_id)
    assert "O hospital respondeu ao encaminhamento." in words_in(record.strip)


@pytest.mark.parametrize("role", [Role.STUDENT])
def test_who_may_not_refer_is_not_offered_it(
    open_window: OpenWindow, ubs: Station, ready: Pregnancy, role: Role
) -> None:
    window = open_window(ubs.sign_in.sign_in(role.value, PASSWORD))
    record = _record(window, ready.id, "classification")
    assert not record.risk.card.refer_button.isVisible()


def test_the_record_on_the_screen_opens_by_itself_when_the_answer_arrives(
    open_window: OpenWindow, ubs: Station, nurse: Session, sent: Course, answered: Answering
) -> None:
    window = open_window(nurse)
    record = _record(window, sent.referral.pregnancy_id)
    assert [one.locks for one in record.view.referrals] == [True]
    assert record.strip.timer.isActive()
    answered(CONFIRMED)
    record.strip.look()
    window.settle()
    assert (record.view.locked, record.strip.timer.isActive()) == (False, False)
    assert "resposta" in words_in(record.strip.banner).lower()


def test_whoever_refers_by_ear_hears_what_would_leave_and_that_it_has_not_left_yet(
    open_window: OpenWindow, nurse: Session, ready: Pregnancy, heard: Hearing
) -> None:
    window = open_window(nurse)
    page = _compose(window, ready.id)
    _fill(page)
    page.show_review()
    window.settle()
    assert page.review is not None
    assert page.review.accessibleName() == "Confira: depois de enviado não se muda"
    told = page.review.send_button.accessibleDescription()
    assert "Hipótese diagnóstica: Pré-eclâmpsia?" in told and "Justificativa: Pressão alta em duas consultas" in told
    assert "Vai junto: " in told
    page.send()
    window.settle()
    assert "Encaminhamento escrito. Na fila, ainda não saiu desta estação." in heard.all_words()
    assert page.accessibleName() == "Encaminhamento escrito"
