"""The case on screen: the record as it was sent, what is offered to whom, readings, and the answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.clinic.referral.model import NewAnswer, Priority, State, Verdict
from app.demo.unit import DEMO_LOGINS, DEMO_PASSWORD
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.station import Station
from tests.ui.clinical import words_in
from tests.ui.referral_desk.conftest import Desk, OpenDesk, find
from ui.referral_desk.answer_form import AnswerForm
from ui.referral_desk.assign_sheet import AssignSheet
from ui.referral_desk.inbox_rows import row_of
from ui.referral_desk.reading_form import ReadingForm
from ui.referral_desk.side import Step

NOT_CONFIRMED = NewAnswer(Verdict.NOT_CONFIRMED, "counter_referral", ("Manual",), "Seguir na UBS")


def _answering(desk: Desk, station: Station) -> AnswerForm:
    """The form of a case that may be answered at once."""
    page = desk.open(find(station, desk.session(), reason="toxoplasmosis"))
    page.open_form(Step.ANSWER)
    desk.settle()
    assert isinstance(page.form, AnswerForm)
    return page.form


def _tab_to(desk: Desk, name: str) -> None:
    for _ in range(60):
        if desk.focused().objectName() == name:
            return
        QTest.keyClick(desk.focused(), Qt.Key.Key_Tab)
    raise AssertionError(f"Tab never reaches {name}")


def test_the_case_shows_the_request_the_class_with_its_reasons_and_every_part(
    open_desk: OpenDesk, hospital: Station
) -> None:
    desk = open_desk(Role.DOCTOR)
    page = desk.open(find(hospital, desk.session(), reason="hypertension", priority=Priority.URGENT))
    words = words_in(page)
    assert "Hipertensão arterial, pré-eclâmpsia a excluir" in words
    assert "Eileithyia (UFRN, 2017), tabela 3" in words
    assert "UBS Pedra do Mar (demo)" in words
    assert page.case.course.version[:8] in words
    assert page.exams.table.model_of_groups.rowCount() > 5
    for number in range(6):
        page.tabs.choose(number)
        QApplication.processEvents()
        assert words_in(page.tabs) or number == 1


def test_an_exam_opens_with_its_references_and_esc_goes_back_to_the_table(
    open_desk: OpenDesk, hospital: Station
) -> None:
    desk = open_desk(Role.DOCTOR)
    page = desk.open(find(hospital, desk.session(), reason="hypertension", priority=Priority.URGENT))
    page.tabs.choose(1)
    page.exams.open_exam("haemoglobin")
    assert "Organização Mundial da Saúde" in words_in(page.exams)
    desk.press(Qt.Key.Key_Escape)
    assert page.exams.currentIndex() == 0
    assert desk.place.page is page


def test_an_emergency_shows_what_the_unit_saw_and_did_before_anything_else(
    open_desk: OpenDesk, hospital: Station
) -> None:
    desk = open_desk(Role.DOCTOR)
    page = desk.open(find(hospital, desk.session(), priority=Priority.EMERGENCY))
    words = words_in(page.tabs)
    assert words.index("não espera resposta") < words.index("Motivo")
    assert "Chame o SAMU: 192, feito às" in words
    assert page.head.pressing.words == "Emergência"


def test_a_nurse_marks_an_emergency_as_seen_and_the_inbox_says_so(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.NURSE)
    referral_id = find(hospital, desk.session(), priority=Priority.EMERGENCY)
    page = desk.open(referral_id)
    button = page.side.see_button
    assert button is not None
    assert page.first_focus() is button
    button.click()
    desk.settle()
    assert desk.page.side.see_button is None
    assert "Vista em" in words_in(desk.page.side)
    course = hospital.referrals.open(desk.session(), referral_id)
    assert course.seen is not None
    inbox = desk.place.inbox.inbox
    assert inbox is not None
    item = inbox.find(referral_id)
    assert item is not None
    assert row_of(item, inbox.now, inbox.zone).hint == "vista; não espera resposta"


def test_a_counter_reply_shows_what_is_new_since_the_answer(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    replied = [one for one in hospital.referral_desk.inbox(desk.session()) if one.course.state is State.COUNTER_REPLIED]
    diabetes = next(one for one in replied if one.course.referral.reason == "diabetes")
    words = words_in(desk.open(diabetes.course.referral.id).tabs)
    assert "Seguem os resultados dos exames pedidos" in words
    assert "188 mg/dL" in words
    assert "O que foi respondido antes: Inconclusivo" in words


def test_the_answer_is_written_looked_over_and_sent_by_keyboard_alone(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    one = find(hospital, desk.session(), reason="toxoplasmosis")
    desk.open(one)
    assert desk.focused().objectName() == "do_answer"
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    form = desk.page.form
    assert isinstance(form, AnswerForm)
    desk.type("1")
    assert form.fields.verdict.value() is Verdict.CONFIRMED
    assert form.fields.conduct.value() == "booked", "the only conduct that fits is taken"
    desk.press(Qt.Key.Key_Tab, 2)
    desk.type("5")
    assert form.fields.clinic.value() == "infectious_disease"
    _tab_to(desk, "exam_picker")
    # Typed letter by letter the list of suggestions opens, which a platform without a screen complains of.
    form.fields.exams.picker.setText("hemoglob")
    desk.press(Qt.Key.Key_Return)
    assert form.fields.exams.value() == ("haemoglobin",)
    box = next(iter(form.fields.sources.boxes.values()))
    box.setFocus()
    desk.press(Qt.Key.Key_Space)
    form.review_button.setFocus()
    desk.press(Qt.Key.Key_Space)
    assert form.pages.currentIndex() == 1
    assert "Infectologia" in words_in(form)
    # Whoever looks it over by ear hears it where the keyboard stands.
    told = form.send_button.accessibleDescription()
    assert "Confirmado. Consulta marcada: ambulatório de Infectologia" in told
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    stored = hospital.referrals.open(desk.session(), one)
    assert stored.state is State.ANSWERED
    assert stored.answer is not None
    assert stored.answer.given.requested_exams == ("haemoglobin",)
    assert stored.answer.version == stored.version
    assert "Consulta marcada: ambulatório de Infectologia" in words_in(desk.page)


def test_after_the_answer_the_next_case_is_one_press_away(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    one = find(hospital, desk.session(), readings=2, assigned=True)
    page = desk.open(one)
    hospital.referral_desk.answer(desk.session(), one, page.case.course.version, NOT_CONFIRMED)
    desk.open(one)
    assert desk.focused().objectName() == "next_case"
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert desk.page.referral_id == hospital.referral_desk.inbox(desk.session())[0].course.referral.id


def test_what_is_missing_is_said_below_each_field(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    form = _answering(desk, hospital)
    form.review()
    assert "Escolha confirmado" in form.fields.fields["verdict"].error
    form.fields.take({"verdict": "inconclusive"})
    form.review()
    assert form.fields.fields["causes"].error
    assert form.fields.fields["sources"].error
    assert form.fields.fields["guidance"].error
    assert not form.fields.fields["clinic"].isVisible()
    assert form.pages.currentIndex() == 0


def test_what_is_written_is_kept_and_comes_back(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    form = _answering(desk, hospital)
    form.fields.take({"verdict": "not_confirmed"})
    form.fields.guidance.setFocus()
    desk.type("Seguir na UBS")
    desk.press(Qt.Key.Key_Escape)
    desk.settle()
    page = desk.page
    assert page.side.primary is not None
    assert page.side.primary.text() == "Continuar a resposta"
    page.open_form(Step.ANSWER)
    assert isinstance(page.form, AnswerForm)
    assert page.form.fields.guidance.value() == "Seguir na UBS"
    assert page.form.fields.verdict.value() is Verdict.NOT_CONFIRMED
    assert "o que você escreveu" in page.form.banner.title.text()


def test_another_version_refuses_the_answer_and_keeps_what_was_written(
    open_desk: OpenDesk, hospital: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = open_desk(Role.DOCTOR)
    form = _answering(desk, hospital)
    form.fields.take({"verdict": "not_confirmed", "guidance": "Seguir", "sources": ["Manual"], "conduct": None})
    form.review()

    def refused(*_: object) -> None:
        raise KnownError("referrals.other_version")

    monkeypatch.setattr(hospital.referral_desk, "answer", refused)
    form.send()
    desk.settle()
    assert "mudou desde que foi aberto" in form.banner.title.text()
    assert form.unsaved()
    assert form.send_button.isEnabled()


def test_a_case_that_somebody_else_answered_says_so_while_it_is_open(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.DOCTOR)
    one = find(hospital, desk.session(), reason="toxoplasmosis")
    page = desk.open(one)
    colleague = hospital.sign_in.sign_in(DEMO_LOGINS[Role.COORDINATOR], DEMO_PASSWORD)
    hospital.referral_desk.answer(colleague, one, page.case.course.version, NOT_CONFIRMED)
    desk.place.inbox.refresh()
    desk.settle()
    assert page.banner.title.text() == "Este caso já não aguarda resposta."


def test_the_first_reading_is_for_whom_it_was_assigned_to(open_desk: OpenDesk, hospital: Station) -> None:
    doctor = open_desk(Role.DOCTOR)
    one = find(hospital, doctor.session(), assigned=True)
    page = doctor.open(one)
    assert page.side.standing.step is None
    assert "Caio Mangue" in page.side.standing.why
    resident = open_desk(Role.STUDENT)
    page = resident.open(one)
    assert page.side.standing.step is Step.FIRST
    assert not page.side.standing.may_assign
    resident.press(Qt.Key.Key_Space)
    form = page.form
    assert isinstance(form, ReadingForm)
    form.save()
    assert form.field.error == "Escreva a leitura."
    resident.type("Parece hipertensao")
    form.save()
    resident.settle()
    assert resident.page.case.first_reading is not None
    assert resident.page.side.standing.step is None


def test_the_second_reading_is_for_another_doctor_and_opens_the_way_to_the_answer(
    open_desk: OpenDesk, hospital: Station
) -> None:
    desk = open_desk("preceptora")
    page = desk.open(find(hospital, desk.session(), readings=1, assigned=True))
    assert page.side.standing.step is Step.SECOND
    page.open_form(Step.SECOND)
    form = page.form
    assert isinstance(form, ReadingForm)
    assert "Quadro compatível" in words_in(form)
    desk.type("De acordo")
    form.save()
    desk.settle()
    assert desk.page.side.standing.step is Step.ANSWER


def test_assigning_offers_readers_with_the_fewest_cases_first(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.COORDINATOR)
    one = find(hospital, desk.session(), reason="toxoplasmosis")
    desk.open(one).assign()
    desk.settle()
    sheet = desk.window.findChild(AssignSheet)
    assert sheet is not None
    assert sheet.readers is not None
    words = [sheet.readers.itemText(line) for line in range(sheet.readers.count())]
    assert words[0].endswith("0 em andamento")
    assert words[-1].startswith("Caio Mangue")
    sheet.submit()
    desk.settle()
    assert desk.page.case.course.assigned_to is not None
    assert desk.page.side.standing.step is None or desk.page.side.standing.step is Step.FIRST


def test_a_nurse_reads_the_case_and_is_offered_nothing_to_write(open_desk: OpenDesk, hospital: Station) -> None:
    desk = open_desk(Role.NURSE)
    page = desk.open(find(hospital, desk.session(), reason="toxoplasmosis"))
    assert (page.side.primary, page.side.assign_button) == (None, None)
    assert page.side.standing.why


def test_a_case_that_cannot_be_opened_leaves_the_inbox_with_the_reason(open_desk: OpenDesk) -> None:
    desk = open_desk(Role.DOCTOR)
    desk.place.open("nothing")
    desk.settle()
    assert desk.place.page is None
    assert "não está nesta unidade" in desk.place.inbox.banner.title.text()
