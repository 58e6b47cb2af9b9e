"""Wrong patient: the entry stands with the right woman, the wrong one keeps a trace, and the lists follow."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.clinic.assessments.service import AssessmentService
from app.clinic.corrections import CorrectionService
from app.clinic.people.model import PersonRecord, Sex
from app.clinic.pregnancies.model import NewObservation, Pregnancy, PregnancyStatus
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.outcomes import NewOutcome, Outcome, OutcomeKind, OutcomeService
from app.clinic.risk.forms import ReferralForm
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store
from app.store.tables import audit, fired_factor, prenatal_fact, visit_count

ILL = ReferralForm(age_years=29.0, conditions=frozenset({"hypertension"}), conditions_asked=frozenset({"hypertension"}))
BIRTH = NewOutcome(OutcomeKind.BIRTH, date(2026, 2, 10), "Parto normal")


@pytest.fixture
def corrections(store: Store) -> CorrectionService:
    return CorrectionService(store)


@pytest.fixture
def rute(register: Callable[..., PersonRecord]) -> PersonRecord:
    return register(full_name="Rute Inventada Nunes", birth_date=date(1990, 2, 3), mother_name="Ester Inventada Nunes")


@pytest.fixture
def right(pregnancies: PregnancyService, nurse: Session, rute: PersonRecord) -> Pregnancy:
    return pregnancies.open(nurse, rute.id)


def refusal(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_a_moved_observation_holds_with_the_right_woman_alone(
    corrections: CorrectionService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
) -> None:
    (weight,) = pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 62.5)])
    moved = corrections.move_observation(nurse, weight.id, right.id, "prontuário trocado")
    assert (moved.value, moved.pregnancy_id, moved.supersedes) == (62.5, right.id, weight.id)
    assert (moved.reason, moved.observed_at) == ("prontuário trocado", weight.observed_at)
    left = {one.code: one for one in pregnancies.observations(nurse, pregnancy.id)}
    assert not left["weight_kg"].is_current
    again = lambda: corrections.move_observation(nurse, weight.id, right.id, "x")  # noqa: E731 - one call, named
    assert refusal(again) == "corrections.already_moved"


def test_a_moved_last_period_moves_the_dates_of_both(
    corrections: CorrectionService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
) -> None:
    (lmp,) = pregnancies.observations(nurse, pregnancy.id)
    corrections.move_observation(nurse, lmp.id, right.id, "prontuário trocado")
    assert pregnancies.get(nurse, pregnancy.id).lmp is None
    assert pregnancies.get(nurse, right.id).lmp == date(2025, 10, 13)


def test_a_moved_classification_leaves_the_wrong_woman_as_she_was_before(
    store: Store,
    corrections: CorrectionService,
    assessments: AssessmentService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
) -> None:
    saved = assessments.save(nurse, pregnancy.id, ILL)
    moved = corrections.move_assessment(nurse, saved.id, right.id, "prontuário trocado")
    assert moved.assessment == saved.assessment
    classes = {row.pregnancy_id: row.class_code for row in pregnancies.list(nurse).rows}
    assert classes == {pregnancy.id: None, right.id: "ARCE"}
    with store.read() as connection:
        fired = [tuple(row) for row in connection.execute(select(fired_factor))]
    assert fired == [(right.id, "hypertension")]
    assert assessments.replay(nurse, moved.id).same


def test_a_moved_visit_counts_where_it_belongs(
    store: Store, corrections: CorrectionService, nurse: Session, pregnancy: Pregnancy, right: Pregnancy
) -> None:
    row = {"person_id": pregnancy.person_id, "pregnancy_id": pregnancy.id, "kind": "visit", "code": "visit"}
    with store.write(nurse.actor) as writing:
        days = ("2026-01-05", "2026-02-02")
        ids = [writing.append(prenatal_fact, {**row, "day": day, "content": "{}"}) for day in days]
    corrections.move_fact(nurse, ids[0], right.id, "prontuário trocado")
    with store.read() as connection:
        counted = {row[0]: tuple(row[1:]) for row in connection.execute(select(visit_count))}
    assert counted == {
        pregnancy.id: (1, "2026-02-02", "2026-02-02"),
        right.id: (1, "2026-01-05", "2026-01-05"),
    }


def test_a_moved_pregnancy_goes_with_all_that_is_in_it_and_leaves_a_trace_on_both_sides(
    store: Store,
    corrections: CorrectionService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    joana: PersonRecord,
    rute: PersonRecord,
) -> None:
    assert corrections.move_pregnancy(nurse, pregnancy.id, rute.id, "cadastro errado").person_id == rute.id
    assert pregnancies.current(nurse, joana.id) is None
    (row,) = pregnancies.list(nurse).rows
    assert (row.person_id, row.lmp) == (rute.id, pregnancy.lmp)
    with store.read() as connection:
        traced = select(audit.c.subject_id).where(audit.c.action == "record_moved")
        assert set(connection.execute(traced).scalars()) == {joana.id, rute.id}


def test_what_cannot_be_moved_is_refused_with_its_reason(
    corrections: CorrectionService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
    rute: PersonRecord,
    register: Callable[..., PersonRecord],
) -> None:
    (lmp,) = pregnancies.observations(nurse, pregnancy.id)
    man = register(full_name="Bruno Inventado", birth_date=date(1990, 2, 4), sex=Sex.MALE)
    move, place = corrections.move_observation, corrections.move_pregnancy
    assert refusal(lambda: move(nurse, lmp.id, right.id, " ")) == "corrections.reason_missing"
    assert refusal(lambda: move(nurse, lmp.id, pregnancy.id, "x")) == "corrections.same_place"
    assert refusal(lambda: move(nurse, "nothing", right.id, "x")) == "pregnancies.observation_not_found"
    assert refusal(lambda: move(nurse, lmp.id, "nothing", "x")) == "pregnancies.not_found"
    assert refusal(lambda: corrections.move_fact(nurse, "nothing", right.id, "x")) == "corrections.not_found"
    assert refusal(lambda: corrections.move_assessment(nurse, "nothing", right.id, "x")) == "assessments.not_found"
    assert refusal(lambda: place(nurse, pregnancy.id, rute.id, "x")) == "pregnancies.already_current"
    assert refusal(lambda: place(nurse, pregnancy.id, man.id, "x")) == "corrections.not_for_men"
    assert refusal(lambda: place(nurse, right.id, rute.id, "x")) == "corrections.same_place"


@pytest.fixture
def outcomes(store: Store) -> OutcomeService:
    return OutcomeService(store)


def moved_outcome(corrections: CorrectionService, session: Session, found: Outcome, to: Pregnancy) -> str:
    return corrections.move_fact(session, found.id, to.id, "prontuário trocado")


def test_a_moved_outcome_ends_the_right_pregnancy_and_the_wrong_one_goes_on(
    corrections: CorrectionService,
    outcomes: OutcomeService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
) -> None:
    wrong = outcomes.record(nurse, pregnancy.id, BIRTH)
    moved_outcome(corrections, nurse, wrong, right)
    assert outcomes.outcome(nurse, pregnancy.id) is None
    assert pregnancies.get(nurse, pregnancy.id).status is PregnancyStatus.CURRENT
    found = outcomes.outcome(nurse, right.id)
    assert found is not None
    assert (found.kind, found.day, found.details) == (wrong.kind, wrong.day, wrong.details)
    assert pregnancies.get(nurse, right.id).status is PregnancyStatus.CLOSED


def test_an_outcome_moves_between_two_pregnancies_of_one_woman(
    corrections: CorrectionService,
    outcomes: OutcomeService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
) -> None:
    wrong = outcomes.record(nurse, pregnancy.id, BIRTH)
    second = pregnancies.open(nurse, pregnancy.person_id)
    moved_outcome(corrections, nurse, wrong, second)
    assert pregnancies.get(nurse, pregnancy.id).status is PregnancyStatus.CURRENT
    assert pregnancies.get(nurse, second.id).status is PregnancyStatus.CLOSED


def test_a_moved_outcome_is_refused_where_it_would_leave_two_truths(
    corrections: CorrectionService,
    outcomes: OutcomeService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
) -> None:
    wrong = outcomes.record(nurse, pregnancy.id, BIRTH)
    pregnancies.record(nurse, right.id, [NewObservation("lmp", "2026-02-15")])
    assert refusal(lambda: moved_outcome(corrections, nurse, wrong, right)) == "prenatal.before_pregnancy"
    second = pregnancies.open(nurse, pregnancy.person_id)
    outcomes.record(nurse, second.id, BIRTH)
    assert refusal(lambda: moved_outcome(corrections, nurse, wrong, second)) == "corrections.has_outcome"
    third = pregnancies.open(nurse, pregnancy.person_id)
    other = outcomes.outcome(nurse, second.id)
    assert other is not None
    early = outcomes.record(nurse, right.id, NewOutcome(OutcomeKind.LOSS, date(2026, 2, 20)))
    outcomes.strike_out(nurse, right.id, "engano")
    assert refusal(lambda: moved_outcome(corrections, nurse, early, third)) == "corrections.already_moved"
    pregnancies.correct(nurse, current_lmp(pregnancies, nurse, right), None, "engano")
    assert refusal(lambda: moved_outcome(corrections, nurse, other, right)) == "corrections.left_has_current"
    assert pregnancies.get(nurse, right.id).status is PregnancyStatus.CURRENT
    assert outcomes.outcome(nurse, second.id) == other


def current_lmp(pregnancies: PregnancyService, session: Session, of: Pregnancy) -> str:
    found = pregnancies.observations(session, of.id)
    return next(one.id for one in found if one.code == "lmp" and one.is_current)


def test_what_left_a_pregnancy_stays_visible_there_with_its_reason(
    corrections: CorrectionService,
    assessments: AssessmentService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
) -> None:
    (weight,) = pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 62.5)])
    saved = assessments.save(nurse, pregnancy.id, ILL)
    corrections.move_observation(nurse, weight.id, right.id, "prontuário trocado")
    corrections.move_assessment(nurse, saved.id, right.id, " ficha de outra ")
    moved = corrections.moved_away(nurse, pregnancy.id)
    assert {one: moved[one].reason for one in moved} == {weight.id: "prontuário trocado", saved.id: "ficha de outra"}
    assert {one.to_pregnancy_id for one in moved.values()} == {right.id}
    assert not any(one.same_person for one in moved.values())
    assert corrections.moved_away(nurse, right.id) == {}


def test_a_mere_striking_out_is_not_moved(
    corrections: CorrectionService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    right: Pregnancy,
) -> None:
    (weight,) = pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 62.5)])
    struck = pregnancies.correct(nurse, weight.id, None, "engano")
    move = lambda: corrections.move_observation(nurse, struck.id, right.id, "x")  # noqa: E731 - one call, named
    assert refusal(move) == "corrections.already_moved"
