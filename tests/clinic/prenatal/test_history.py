"""The history: the thesis' words, answers offered again, and the risk card fed by code."""

from collections.abc import Callable

import pytest

from app.clinic.assessments.service import AssessmentService
from app.clinic.corrections import CorrectionService
from app.clinic.drafts import DraftService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.history_questions import FILE, Scope, groups, load_history, risk_codes
from app.clinic.prenatal.history_service import Answer, HistoryService
from app.clinic.risk.loader import default_rule_base
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import end_pregnancy


def test_three_groups_before_and_three_in_the_pregnancy_as_the_thesis_has_them() -> None:
    assert [(one.scope, len(one.questions)) for one in groups()] == [
        (Scope.PERSON, 10),
        (Scope.PERSON, 10),
        (Scope.PERSON, 11),
        (Scope.PREGNANCY, 1),
        (Scope.PREGNANCY, 10),
        (Scope.PREGNANCY, 2),
    ]


def test_every_risk_code_is_a_condition_of_the_rule_base_and_maps_once() -> None:
    assert set(risk_codes().values()) <= default_rule_base().condition_codes
    assert len(set(risk_codes().values())) == len(risk_codes())


def test_a_question_asked_twice_is_refused() -> None:
    text = FILE.read_text(encoding="utf-8").replace("code: fetal_death", "code: epilepsy")
    with pytest.raises(KnownError, match=r"figures\.refused"):
        load_history(text.encode())


def test_the_newest_answer_holds_and_a_correction_keeps_the_wrong_one(
    history: HistoryService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES})
    fake_clock.advance(60)
    (held,) = history.record(nurse, pregnancy.id, {"epilepsy": Answer.NO})
    assert (held.answer, held.from_before) == (Answer.NO, False)
    (right,) = history.correct(nurse, held.id, Answer.YES, "Ouvi mal")
    assert right.answer is Answer.YES
    with pytest.raises(KnownError, match=r"prenatal\.already_corrected"):
        history.correct(nurse, held.id, None, "De novo")
    with pytest.raises(KnownError, match=r"prenatal\.unknown_question"):
        history.record(nurse, pregnancy.id, {"shoe_size": Answer.YES})


def test_new_answers_and_several_corrections_are_stored_together_for_one_reason(
    history: HistoryService, drafts: DraftService, nurse: Session, pregnancy: Pregnancy
) -> None:
    held = history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES, "heart_disease": Answer.YES})
    by_question = {one.question: one.id for one in held}
    drafts.keep(nurse, "history", pregnancy.id, {"epilepsy": "no"})
    changes = {by_question["epilepsy"]: Answer.NO, by_question["heart_disease"]: None}
    after = history.save(nurse, pregnancy.id, {"lung_disease": Answer.YES}, changes, "Ouvi mal", draft_kind="history")
    assert {one.question: one.answer for one in after} == {"epilepsy": Answer.NO, "lung_disease": Answer.YES}
    assert {one.reason for one in history.changes(nurse, pregnancy.id)} == {"Ouvi mal"}
    assert drafts.get(nurse, "history", pregnancy.id) is None


@pytest.mark.parametrize("wrong", ["reason", "corrected", "unknown", "other_pregnancy", "question"])
def test_when_one_part_is_refused_nothing_of_it_is_stored(
    store: Store,
    history: HistoryService,
    drafts: DraftService,
    pregnancies: PregnancyService,
    register: Callable[..., PersonRecord],
    nurse: Session,
    pregnancy: Pregnancy,
    wrong: str,
) -> None:
    held = history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES, "heart_disease": Answer.YES})
    ids = {one.question: one.id for one in held}
    changes: dict[str, Answer | None] = {ids["epilepsy"]: Answer.NO, ids["heart_disease"]: Answer.NO}
    new, reason = {"lung_disease": Answer.YES}, "Ouvi mal"
    if wrong == "reason":
        reason = " "
    elif wrong == "corrected":
        history.correct(nurse, ids["heart_disease"], Answer.UNKNOWN, "Antes")
    elif wrong == "unknown":
        changes["nothing"] = Answer.NO
    elif wrong == "other_pregnancy":
        other = pregnancies.open(nurse, register(full_name="Outra Fictícia Lima").id)
        changes[history.record(nurse, other.id, {"epilepsy": Answer.YES})[0].id] = Answer.NO
    else:
        new = {"lung_disease": Answer.YES, "shoe_size": Answer.YES}
    before = (history.answers(nurse, pregnancy.id), history.changes(nurse, pregnancy.id))
    drafts.keep(nurse, "history", pregnancy.id, {"epilepsy": "no"})
    with pytest.raises(KnownError):
        history.save(nurse, pregnancy.id, new, changes, reason, draft_kind="history")
    assert (history.answers(nurse, pregnancy.id), history.changes(nurse, pregnancy.id)) == before
    assert drafts.get(nurse, "history", pregnancy.id) is not None


def test_what_holds_for_the_woman_is_offered_again_in_the_next_pregnancy(
    store: Store,
    history: HistoryService,
    pregnancies: PregnancyService,
    nurse: Session,
    joana: PersonRecord,
    pregnancy: Pregnancy,
) -> None:
    history.record(nurse, pregnancy.id, {"heart_disease": Answer.YES, "alloimmunisation": Answer.YES})
    end_pregnancy(store, nurse, pregnancy.id)
    second = pregnancies.open(nurse, joana.id)
    assert [(one.question, one.from_before) for one in history.answers(nurse, second.id)] == [("heart_disease", True)]


def test_answers_feed_the_risk_form_by_code(
    history: HistoryService,
    assessments: AssessmentService,
    nurse: Session,
    pregnancy: Pregnancy,
    fake_clock: FakeClock,
) -> None:
    answers = {"heart_disease": Answer.YES, "epilepsy": Answer.NO, "neoplasm": Answer.YES}
    history.record(nurse, pregnancy.id, answers)
    today = assessments.propose(nurse, pregnancy.id)
    assert today.form.conditions == {"cardiopathy"}
    assert today.form.conditions_asked == frozenset({"cardiopathy", "epilepsy"})
    assert today.sources["cardiopathy"] == today.sources["epilepsy"] == "history"
    fake_clock.advance(24 * 3600)
    later = assessments.propose(nurse, pregnancy.id)
    assert later.form.conditions_asked == frozenset({"cardiopathy"}), "yesterday's no is no answer of today"


def test_answers_go_with_a_pregnancy_that_changes_hands(
    history: HistoryService,
    pregnancies: PregnancyService,
    store: Store,
    nurse: Session,
    joana: PersonRecord,
    register: Callable[..., PersonRecord],
    pregnancy: Pregnancy,
) -> None:
    history.record(nurse, pregnancy.id, {"heart_disease": Answer.YES})
    right = register(full_name="Bia Fictícia Brito")
    CorrectionService(store).move_pregnancy(nurse, pregnancy.id, right.id, "Paciente errada")
    assert [one.question for one in history.answers(nurse, pregnancy.id)] == ["heart_disease"]
    assert history.answers(nurse, pregnancies.open(nurse, joana.id).id) == ()


def test_what_she_does_not_know_is_kept_and_is_no_answer_of_the_risk_form(
    history: HistoryService, assessments: AssessmentService, nurse: Session, pregnancy: Pregnancy
) -> None:
    (held,) = history.record(nurse, pregnancy.id, {"arterial_hypertension": Answer.UNKNOWN})
    assert held.answer is Answer.UNKNOWN
    proposed = assessments.propose(nurse, pregnancy.id)
    assert "hypertension" not in proposed.sources
    assert "hypertension" not in proposed.form.conditions_asked


def test_a_corrected_answer_stays_visible_with_what_it_was_and_why(
    history: HistoryService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    (held,) = history.record(nurse, pregnancy.id, {"epilepsy": Answer.YES})
    fake_clock.advance(60)
    (again,) = history.correct(nurse, held.id, Answer.NO, "Era desmaio")
    fake_clock.advance(60)
    history.correct(nurse, again.id, None, "Não foi perguntado")
    changes = history.changes(nurse, pregnancy.id)
    assert [(one.before, one.after, one.reason) for one in changes] == [
        (Answer.NO, None, "Não foi perguntado"),
        (Answer.YES, Answer.NO, "Era desmaio"),
    ]
