"""The pregnancy test as it is kept: step by step, waiting by the calendar, struck out, ended by a pregnancy."""

from collections.abc import Callable
from datetime import date

import pytest

from app.clinic.people.model import PersonRecord, Sex
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.pregnancy_test import FlowEvent, FlowState
from app.clinic.prenatal.pregnancy_test_service import (
    Course,
    Decision,
    NewStep,
    PregnancyTestService,
    SerumTest,
    Suspicion,
    UrineTest,
)
from app.clinic.problems import InputError
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store

DAY = 24 * 3600


class Desk(PregnancyTestService):
    """Nobody does two steps at the same instant."""

    clock: FakeClock

    def record(self, session: Session, person_id: str, new: NewStep) -> Course:
        self.clock.advance(60)
        return super().record(session, person_id, new)


@pytest.fixture
def tests(store: Store, fake_clock: FakeClock) -> PregnancyTestService:
    desk = Desk(store)
    desk.clock = fake_clock
    return desk


LATE = Suspicion(days_late=7)


def test_a_positive_strip_confirms_and_the_open_pregnancy_ends_the_course(
    tests: PregnancyTestService, pregnancies: PregnancyService, nurse: Session, joana: PersonRecord
) -> None:
    assert tests.record(nurse, joana.id, LATE).state is FlowState.URINE_TEST
    assert tests.record(nurse, joana.id, UrineTest(positive=True)).state is FlowState.CONFIRMED
    pregnancies.open(nurse, joana.id, date(2026, 1, 20))
    assert tests.course(nurse, joana.id).steps == ()
    with pytest.raises(KnownError, match=r"pregnancies\.already_current"):
        tests.record(nurse, joana.id, LATE)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        (Suspicion(6), False),
        (Suspicion(7), True),
        (Suspicion(0, irregular=True), False),
        (Suspicion(0, irregular=True, nausea=True), True),
        (Suspicion(0, irregular=True, growing_belly=True), True),
        (Suspicion(0, nausea=True, growing_belly=True), False),
    ],
)
def test_only_what_the_first_box_asks_for_begins_the_course(
    tests: PregnancyTestService, nurse: Session, joana: PersonRecord, told: Suspicion, kept: bool
) -> None:
    if not kept:
        with pytest.raises(KnownError, match=r"prenatal\.not_suspected"):
            tests.record(nurse, joana.id, told)
    else:
        tests.record(nurse, joana.id, told)
    assert len(tests.course(nurse, joana.id).steps) == int(kept)


def test_waiting_lasts_seven_days_and_a_test_before_is_refused(
    tests: PregnancyTestService, nurse: Session, joana: PersonRecord, fake_clock: FakeClock
) -> None:
    tests.record(nurse, joana.id, LATE)
    tests.record(nurse, joana.id, UrineTest(positive=False))
    waiting = tests.record(nurse, joana.id, Decision(FlowEvent.STILL_SUSPECTED_WAIT))
    assert (waiting.state, waiting.next_test_on) == (FlowState.WAITING, date(2026, 3, 9))
    fake_clock.advance(6 * DAY)
    with pytest.raises(KnownError, match=r"prenatal\.test_too_early"):
        tests.record(nurse, joana.id, UrineTest(positive=True))
    fake_clock.advance(DAY)
    assert tests.course(nurse, joana.id).state is FlowState.URINE_TEST
    assert tests.record(nurse, joana.id, UrineTest(positive=True)).state is FlowState.CONFIRMED


@pytest.mark.parametrize(
    ("value", "state"),
    [
        (4.9, FlowState.NEGATIVE),
        (5, FlowState.SERUM),
        (25, FlowState.SERUM),
        (25.1, FlowState.CONFIRMED),
    ],
)
def test_the_bands_of_bhcg_decide_and_a_doubtful_one_is_drawn_again(
    tests: PregnancyTestService, nurse: Session, joana: PersonRecord, value: float, state: FlowState
) -> None:
    tests.record(nurse, joana.id, LATE)
    tests.record(nurse, joana.id, UrineTest(positive=False))
    tests.record(nurse, joana.id, Decision(FlowEvent.STILL_SUSPECTED_SERUM))
    found = tests.record(nurse, joana.id, SerumTest(value))
    assert (found.state, found.steps[-1].value) == (state, value)


def test_the_last_step_is_struck_out_with_a_reason_and_no_other(
    tests: PregnancyTestService, nurse: Session, joana: PersonRecord
) -> None:
    first = tests.record(nurse, joana.id, LATE).steps[0]
    wrong = tests.record(nurse, joana.id, UrineTest(positive=True)).steps[-1]
    with pytest.raises(KnownError, match=r"prenatal\.not_found"):
        tests.strike_out(nurse, first.id, joana.id, "Engano")
    with pytest.raises(KnownError, match=r"prenatal\.reason_missing"):
        tests.strike_out(nurse, wrong.id, joana.id, " ")
    assert tests.strike_out(nurse, wrong.id, joana.id, "Tira de outra mulher").state is FlowState.URINE_TEST
    assert tests.record(nurse, joana.id, UrineTest(positive=False)).state is FlowState.NEGATIVE


def test_a_new_suspicion_after_an_excluded_one_begins_anew(
    tests: PregnancyTestService, nurse: Session, joana: PersonRecord
) -> None:
    tests.record(nurse, joana.id, LATE)
    tests.record(nurse, joana.id, UrineTest(positive=False))
    assert tests.record(nurse, joana.id, Decision(FlowEvent.SUSPICION_GONE)).state is FlowState.EXCLUDED
    again = tests.record(nurse, joana.id, LATE)
    assert (again.state, len(again.steps)) == (FlowState.URINE_TEST, 1)


def test_steps_out_of_turn_men_and_impossible_values_are_refused(
    tests: PregnancyTestService, nurse: Session, joana: PersonRecord, register: Callable[..., PersonRecord]
) -> None:
    with pytest.raises(KnownError, match=r"prenatal\.impossible_step"):
        tests.record(nurse, joana.id, UrineTest(positive=True))
    with pytest.raises(InputError):
        tests.record(nurse, joana.id, SerumTest(-1))
    man = register(full_name="João Fictício Prado", sex=Sex.MALE)
    with pytest.raises(KnownError, match=r"prenatal\.test_not_for_men"):
        tests.record(nurse, man.id, LATE)
