"""The history by keyboard: answered once, offered again, changed only with a reason, and known to the risk form."""

import pytest
from PySide6.QtCore import Qt

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.prenatal.history_service import Answer
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind
from app.kernel.clock import FakeClock, local_date
from app.kernel.errors import KnownError
from app.security.session import Session
from app.station import Station
from tests.ui.clinical import PASSWORD, words_in
from tests.ui.conftest import settle
from tests.ui.pregnancy.background.conftest import OpenHistory, row_of
from ui.pregnancy.background.section import DRAFT


def test_letters_answer_enter_goes_on_and_saving_feeds_the_risk_form_by_code(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy, station: Station
) -> None:
    desk, section = open_history(nurse, pregnancy)
    section.open_detail("arterial_hypertension")
    for key in ("s", "\r", "n", "\r", "?"):
        desk.press(Qt.Key.Key_Return) if key == "\r" else desk.type(key)
    assert section.save_button.text() == "Salvar 3 respostas"
    desk.tab_to("save_history")
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    held = {one.question: one.answer for one in station.history.answers(nurse, pregnancy.id)}
    assert held == {
        "arterial_hypertension": Answer.YES,
        "heart_disease": Answer.NO,
        "lung_disease": Answer.UNKNOWN,
    }
    assert section.answers.pending == {}
    record = desk.pregnancies.record
    assert record is not None
    proposed = record.view.proposed
    assert "hypertension" in proposed.form.conditions
    assert proposed.sources["hypertension"] == "history"
    record.go_to("classification")
    desk.settle()
    assert record.risk.form.answers.form().conditions == {"hypertension"}


def test_what_was_said_in_another_pregnancy_is_offered_and_one_key_accepts_the_group(
    open_history: OpenHistory,
    nurse: Session,
    woman: PersonRecord,
    pregnancy: Pregnancy,
    station: Station,
    fake_clock: FakeClock,
) -> None:
    station.history.record(nurse, pregnancy.id, {"epilepsy": Answer.NO, "heart_disease": Answer.YES})
    day = local_date(station.clock.now(), "America/Fortaleza")
    station.outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.TRANSFER, day))
    fake_clock.advance(60)
    second = station.pregnancies.open(nurse, woman.id)
    desk, section = open_history(nurse, second)
    assert "2 respostas de outra gestação: confirme" in words_in(section)
    assert "Dito antes: Sim · 02/03/2026 · Ana Sintética" in words_in(section)
    assert section.answers.shown("heart_disease") is None
    section.open_detail("epilepsy")
    desk.type("a")
    assert section.answers.pending == {"epilepsy": Answer.NO, "heart_disease": Answer.YES}
    section.save()
    desk.settle()
    held = station.history.answers(nurse, second.id)
    assert {one.question: one.from_before for one in held} == {"epilepsy": False, "heart_disease": False}


def test_a_stored_answer_changes_only_with_a_reason_and_stays_visible(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy, station: Station
) -> None:
    station.history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES})
    desk, section = open_history(nurse, pregnancy)
    section.open_detail("epilepsy")
    desk.type("n")
    assert "Vai riscar «Sim»" in words_in(section)
    section.save()
    assert "Escreva o motivo" in words_in(section)
    assert section.answers.pending
    section.reason.set_value("Ouvi errado")
    section.save()
    desk.settle()
    assert "por Ana Sintética: Sim → Não (Ouvi errado)" in words_in(section)
    (change,) = station.history.changes(nurse, pregnancy.id)
    assert change.reason == "Ouvi errado"


def test_several_stored_answers_change_together_for_one_reason(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy, station: Station
) -> None:
    station.history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES, "heart_disease": Answer.YES})
    desk, section = open_history(nurse, pregnancy)
    for code, letter in (("epilepsy", "n"), ("heart_disease", "n"), ("lung_disease", "s")):
        section.open_detail(code)
        desk.type(letter)
    section.reason.set_value("Ouvi errado")
    section.save()
    desk.settle()
    held = {one.question: one.answer for one in station.history.answers(nurse, pregnancy.id)}
    assert held == {"epilepsy": Answer.NO, "heart_disease": Answer.NO, "lung_disease": Answer.YES}
    assert {one.reason for one in station.history.changes(nurse, pregnancy.id)} == {"Ouvi errado"}
    assert station.drafts.get(nurse, DRAFT, pregnancy.id) is None


def test_taking_an_answer_back_to_what_is_stored_is_no_change(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy, station: Station
) -> None:
    station.history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES})
    desk, section = open_history(nurse, pregnancy)
    section.open_detail("epilepsy")
    desk.type("n")
    desk.type("s")
    assert section.answers.pending == {}
    assert not section.save_button.isEnabled()


def test_progress_counts_what_is_left_and_leads_to_the_next_question(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy
) -> None:
    _, section = open_history(nurse, pregnancy)
    assert "0 de 41 respondidas" in words_in(section)
    section._answered(("age_under_15_or_recent_menarche", Answer.NO))
    assert section.progress.text() == "1 de 41 respondidas"
    section.search.setFocus()
    section.go_next()
    assert row_of(section, "reproductive_organ_anomalies").isAncestorOf(section._focused())


def test_a_question_that_the_record_answers_is_not_asked(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy
) -> None:
    _, section = open_history(nurse, pregnancy)
    assert "Já está na ficha: 36 anos" in words_in(section)
    assert "Vem das medidas da consulta: ainda não há" in words_in(section)


def test_the_search_forgives_accents_and_says_when_nothing_fits(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy
) -> None:
    _, section = open_history(nurse, pregnancy)
    section.questions.filter("hipertensao")
    settle()
    assert [one.code for one in section.questions.rows() if one.isVisible()] == ["arterial_hypertension"]
    section.questions.filter("xyzw")
    assert "Nenhuma pergunta com «xyzw»" in words_in(section)


def test_answers_that_were_not_saved_come_back_as_a_draft(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy, station: Station
) -> None:
    desk, section = open_history(nurse, pregnancy)
    section.open_detail("epilepsy")
    desk.type("s")
    section.leave()
    assert station.drafts.get(nurse, DRAFT, pregnancy.id) is not None
    desk.settle()
    again_desk, again = open_history(nurse, pregnancy)
    assert again.answers.pending == {"epilepsy": Answer.YES}
    assert "Ainda não foram salvas" in words_in(again)
    again.undo()
    again_desk.settle()
    assert again.answers.pending == {}
    assert station.drafts.get(nurse, DRAFT, pregnancy.id) is None


def test_a_student_reads_and_answers_nothing(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy, station: Station
) -> None:
    station.history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES})
    _, section = open_history(station.sign_in.sign_in("student", PASSWORD), pregnancy)
    assert "Sim · 02/03/2026 · Ana Sintética" in words_in(section)
    assert "Seu perfil só consulta." in words_in(section)
    assert not section.save_button.isVisible()
    row_of(section, "epilepsy").chips.changed.emit(Answer.NO)
    section.save()
    assert [one.answer for one in station.history.answers(nurse, pregnancy.id)] == [Answer.YES]


def test_what_was_refused_stays_to_be_saved_again(
    open_history: OpenHistory,
    nurse: Session,
    pregnancy: Pregnancy,
    station: Station,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk, section = open_history(nurse, pregnancy)
    section._answered(("epilepsy", Answer.YES))

    def refuse(*_: object, **__: object) -> None:
        raise KnownError("pregnancies.closed", pregnancy_id=pregnancy.id)

    with monkeypatch.context() as patched:
        patched.setattr(type(station.history), "save", refuse)
        section.save()
        desk.settle()
    assert "As respostas não foram salvas" in words_in(section)
    assert section.answers.pending == {"epilepsy": Answer.YES}
    assert section.save_button.isEnabled()
    section.save()
    desk.settle()
    assert [one.question for one in station.history.answers(nurse, pregnancy.id)] == ["epilepsy"]


def test_what_cannot_be_read_offers_to_try_again(
    open_history: OpenHistory, nurse: Session, pregnancy: Pregnancy, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KnownError("pregnancies.not_found", pregnancy_id="")

    monkeypatch.setattr(type(station.history), "changes", fail)
    desk, section = open_history(nurse, pregnancy)
    assert section.states.state == "wrong"
    monkeypatch.undo()
    section.refresh()
    desk.settle()
    assert section.states.state == "full"
