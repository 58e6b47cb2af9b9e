"""Until when a pregnancy takes entries, and that a woman never has two current ones, however they are opened."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy, PregnancyStatus
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.exams_service import ExamService, NewResult
from app.clinic.prenatal.history_service import Answer, HistoryService
from app.clinic.prenatal.outcomes import EXPLAINED, NewOutcome, OutcomeKind, OutcomeService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from tests.clinic.conftest import TODAY

DAY = 24 * 3600
WEIGHT = [NewObservation("weight_kg", 61.5)]


@pytest.mark.parametrize("kind", [OutcomeKind.BIRTH, OutcomeKind.LOSS])
def test_after_birth_or_loss_readings_exams_and_answers_are_taken_to_day_42_and_no_longer(
    kind: OutcomeKind,
    outcomes: OutcomeService,
    pregnancies: PregnancyService,
    exams: ExamService,
    history: HistoryService,
    nurse: Session,
    pregnancy: Pregnancy,
    fake_clock: FakeClock,
) -> None:
    outcomes.record(nurse, pregnancy.id, NewOutcome(kind, TODAY))
    fake_clock.advance(42 * DAY)
    (weight,) = pregnancies.record(nurse, pregnancy.id, WEIGHT)
    asked = exams.request(nurse, pregnancy.id, "haemoglobin")
    history.record(nurse, pregnancy.id, {"smoking_or_alcohol": Answer.NO})
    fake_clock.advance(DAY)
    for late in (
        lambda: pregnancies.record(nurse, pregnancy.id, WEIGHT),
        lambda: exams.request(nurse, pregnancy.id, "hiv"),
        lambda: exams.record(nurse, pregnancy.id, NewResult("hiv", "nonreactive", TODAY + timedelta(days=43))),
        lambda: history.record(nurse, pregnancy.id, {"smoking_or_alcohol": Answer.YES}),
    ):
        with pytest.raises(KnownError, match=r"prenatal\.after_follow_up") as refused:
            late()
        assert refused.value.values["days"] == 42
    exams.record(nurse, pregnancy.id, NewResult("haemoglobin", 11.2, TODAY + timedelta(days=42), asked.id))
    assert pregnancies.correct(nurse, weight.id, 62.0, "Digitado com engano").value == 62.0


def test_of_readings_of_several_days_none_is_kept_where_one_lies_beyond_the_follow_up(
    outcomes: OutcomeService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    fake_clock: FakeClock,
) -> None:
    outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, TODAY))
    within = fake_clock.now() + timedelta(days=42)
    fake_clock.advance(50 * DAY)
    before = pregnancies.observations(nurse, pregnancy.id)
    with pytest.raises(KnownError, match=r"prenatal\.after_follow_up"):
        pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 61.5, within), *WEIGHT])
    assert pregnancies.observations(nurse, pregnancy.id) == before
    pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 61.5, within)])


@pytest.mark.parametrize("kind", [OutcomeKind.TRANSFER, *sorted(EXPLAINED)])
def test_what_this_unit_does_not_follow_takes_nothing_more(
    kind: OutcomeKind, outcomes: OutcomeService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    outcomes.record(nurse, pregnancy.id, NewOutcome(kind, TODAY, "Mudou de cidade"))
    with pytest.raises(KnownError, match=r"pregnancies\.closed"):
        pregnancies.record(nurse, pregnancy.id, WEIGHT)


@pytest.mark.parametrize("kind", sorted(EXPLAINED))
def test_a_pregnancy_that_just_disappears_must_be_explained(
    kind: OutcomeKind, outcomes: OutcomeService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    with pytest.raises(KnownError, match=r"prenatal\.reason_missing"):
        outcomes.record(nurse, pregnancy.id, NewOutcome(kind, TODAY, "  "))
    assert pregnancies.get(nurse, pregnancy.id).status is PregnancyStatus.CURRENT


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["open", "birth", "lost", "strike_first", "strike_last"]), max_size=10))
def test_one_pregnancy_at_a_time_and_as_many_over_life_as_were_opened(
    steps: list[str],
    outcomes: OutcomeService,
    pregnancies: PregnancyService,
    nurse: Session,
    register: Callable[..., PersonRecord],
) -> None:
    woman, opened = register(), []
    for step in steps:
        mine = pregnancies.of_person(nurse, woman.id)
        before = [one for one in mine if one.status is PregnancyStatus.CURRENT]
        ended = [one for one in reversed(mine) if one.status is PregnancyStatus.CLOSED]
        try:
            if step == "open":
                opened.append(pregnancies.open(nurse, woman.id).id)
            elif step.startswith("strike") and ended:
                outcomes.strike_out(nurse, (ended[0] if step == "strike_first" else ended[-1]).id, "Engano")
            elif not step.startswith("strike") and before:
                outcomes.record(nurse, before[0].id, NewOutcome(OutcomeKind(step), TODAY, "Não voltou"))
        except KnownError as refused:
            assert refused.code == "pregnancies.already_current"
            assert before
    after = pregnancies.of_person(nurse, woman.id)
    current = [one for one in after if one.status is PregnancyStatus.CURRENT]
    assert len(current) <= 1
    assert pregnancies.current(nurse, woman.id) == (current[0] if current else None)
    assert {one.id for one in after} == set(opened)
    assert all((outcomes.outcome(nurse, one.id) is None) == (one in current) for one in after)
