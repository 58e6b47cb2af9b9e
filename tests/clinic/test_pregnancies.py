"""Pregnancies and their observations: appended, corrected by superseding, never overwritten."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from app.clinic.dating import GestationalAge
from app.clinic.people.model import PersonRecord, Sex
from app.clinic.pregnancies.kinds import kinds
from app.clinic.pregnancies.model import NewObservation, Pregnancy, Value
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.problems import InputError
from app.clinic.risk.loader import default_rule_base
from app.clinic.risk.rules import Interval, NumberFactor
from app.clinic.risk.vocabulary import CHOICE_FIELDS
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import end_pregnancy

Register = Callable[..., PersonRecord]


def test_the_ranges_of_readings_are_those_of_the_rule_base() -> None:
    shared = [one for one in default_rule_base().factors if isinstance(one, NumberFactor) and one.code in kinds()]
    assert {one.code for one in shared} == {"weight_kg", "systolic_mmhg", "diastolic_mmhg"}
    for factor in shared:
        kind = kinds()[factor.code]
        assert kind.accepted == _bounds(factor.accepted), factor.code
        assert kind.usual == _bounds(factor.usual), factor.code


def _bounds(interval: Interval) -> tuple[float, float]:
    assert interval.lower is not None
    assert interval.upper is not None
    return float(interval.lower), float(interval.upper)


def test_the_choices_are_those_of_the_referral_form() -> None:
    for code, vocabulary in CHOICE_FIELDS.items():
        assert kinds()[code].choices == tuple(vocabulary)


def test_a_pregnancy_knows_its_age_and_due_date(pregnancy: Pregnancy) -> None:
    assert pregnancy.lmp == date(2025, 10, 13)
    assert pregnancy.gestational_age == GestationalAge(20, 0)
    assert pregnancy.due_date == date(2026, 7, 20)


def test_a_second_current_pregnancy_is_refused_until_the_first_is_closed(
    store: Store, pregnancies: PregnancyService, nurse: Session, joana: PersonRecord, pregnancy: Pregnancy
) -> None:
    with pytest.raises(KnownError, match=r"pregnancies\.already_current"):
        pregnancies.open(nurse, joana.id)
    end_pregnancy(store, nurse, pregnancy.id)
    second = pregnancies.open(nurse, joana.id)
    assert second.lmp is None
    assert pregnancies.current(nurse, joana.id) == second


def test_of_two_who_open_at_once_one_is_told(
    pregnancies: PregnancyService, nurse: Session, joana: PersonRecord
) -> None:
    def attempt(_: int) -> str:
        try:
            return pregnancies.open(nurse, joana.id).id and "opened"
        except KnownError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, range(4)))
    assert outcomes == ["opened", *["pregnancies.already_current"] * 3]


def test_a_man_is_refused_and_unlikely_ages_ask_for_confirmation(
    pregnancies: PregnancyService, nurse: Session, register: Register
) -> None:
    man = register(full_name="Pedro Fictício", sex=Sex.MALE, birth_date=date(1990, 1, 1))
    girl = register(full_name="Bia Fictícia", birth_date=date(2014, 3, 3), mother_name="Lia Souza")
    twelve = register(full_name="Eva Fictícia", birth_date=date(2014, 3, 2), mother_name="Mia Rocha")
    with pytest.raises(InputError) as refused:
        pregnancies.open(nurse, man.id, confirmed=frozenset({"pregnancies.not_for_men"}))
    assert refused.value.problems[0].code == "pregnancies.not_for_men"
    with pytest.raises(InputError) as asked:
        pregnancies.open(nurse, girl.id)
    assert asked.value.problems[0].confirmable
    assert pregnancies.open(nurse, girl.id, confirmed=frozenset({"pregnancies.unlikely_age"})).person_id == girl.id
    assert pregnancies.open(nurse, twelve.id).person_id == twelve.id


@pytest.mark.parametrize(
    ("code", "value", "problem"),
    [
        ("weight_kg", 24.9, "out_of_range"),
        ("weight_kg", 25, "unlikely_value"),
        ("weight_kg", 37.9, "unlikely_value"),
        ("weight_kg", 38, None),
        ("weight_kg", 150, None),
        ("weight_kg", 300.1, "out_of_range"),
        ("weight_kg", 61.55, "too_many_decimals"),
        ("weight_kg", "61", "not_a_number"),
        ("weight_kg", True, "not_a_number"),
        ("weight_kg", float("nan"), "not_a_number"),
        ("lmp", "2026-03-02", None),
        ("lmp", "2026-03-03", "date_in_future"),
        ("lmp", "2025-02-29", "not_a_date"),
        ("lmp", "20260301", "not_a_date"),
        ("lmp", "2025-04-28", None),
        ("lmp", "2025-04-27", "lmp_long_ago"),
        ("schooling", "higher", None),
        ("schooling", "phd", "unknown_choice"),
        ("note", " ", "text_missing"),
        ("pregnancies_count", 0, "out_of_range"),
        ("shoe_size", 38, "unknown_kind"),
    ],
)
def test_every_observation_is_checked_at_its_boundaries(
    code: str, value: Value, problem: str | None, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    if problem is None:
        assert pregnancies.record(nurse, pregnancy.id, [NewObservation(code, value)])[0].value == value
    else:
        with pytest.raises(InputError) as refused:
            pregnancies.record(nurse, pregnancy.id, [NewObservation(code, value)])
        assert [one.code for one in refused.value.problems] == [f"pregnancies.{problem}"]


def test_observations_are_stored_all_or_none(
    pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    late = fake_clock.now() + timedelta(hours=1)
    batch = [NewObservation("weight_kg", 61.5), NewObservation("systolic_mmhg", 120, late)]
    with pytest.raises(InputError, match="systolic_mmhg"):
        pregnancies.record(nurse, pregnancy.id, batch)
    assert [one.code for one in pregnancies.observations(nurse, pregnancy.id)] == ["lmp"]


def test_a_corrected_row_stays_visible_and_is_never_current(
    pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    (wrong,) = pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 91.5)])
    fake_clock.advance(60)
    right = pregnancies.correct(nurse, wrong.id, 61.5, "Digitado com engano")
    fake_clock.advance(60)
    struck = pregnancies.correct(nurse, right.id, None, "Era de outra pessoa")
    chain = {one.id: one for one in pregnancies.observations(nurse, pregnancy.id) if one.code == "weight_kg"}
    assert [chain[one].value for one in (wrong.id, right.id, struck.id)] == [91.5, 61.5, None]
    assert [chain[one].superseded_by for one in (wrong.id, right.id, struck.id)] == [right.id, struck.id, None]
    assert not any(one.is_current for one in chain.values())
    assert right.observed_at == wrong.observed_at
    assert chain[right.id].reason == "Digitado com engano"


def test_the_same_row_is_corrected_once_even_by_several_at_once(
    pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    (wrong,) = pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 91.5)])

    def attempt(value: int) -> str:
        try:
            return pregnancies.correct(nurse, wrong.id, value, "x").id and "corrected"
        except KnownError as error:
            return error.code

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(attempt, (60, 61, 62, 63)))
    assert outcomes == ["corrected", *["pregnancies.already_corrected"] * 3]


def test_a_corrected_last_period_moves_the_due_date_and_a_struck_one_takes_it_away(
    pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    (first,) = pregnancies.observations(nurse, pregnancy.id)
    second = pregnancies.correct(nurse, first.id, "2025-10-20", "Lembrou melhor")
    assert pregnancies.get(nurse, pregnancy.id).due_date == date(2026, 7, 27)
    pregnancies.correct(nurse, second.id, None, "Não se lembra")
    assert pregnancies.get(nurse, pregnancy.id).due_date is None


def test_a_closed_pregnancy_does_not_change(
    store: Store, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    (lmp,) = pregnancies.observations(nurse, pregnancy.id)
    end_pregnancy(store, nurse, pregnancy.id)
    with pytest.raises(KnownError, match=r"pregnancies\.closed"):
        pregnancies.record(nurse, pregnancy.id, [NewObservation("weight_kg", 61.5)])
    with pytest.raises(KnownError, match=r"pregnancies\.closed"):
        pregnancies.correct(nurse, lmp.id, None, "x")


def test_a_student_reads_and_records_nothing(
    pregnancies: PregnancyService, student: Session, pregnancy: Pregnancy
) -> None:
    assert pregnancies.get(student, pregnancy.id) == pregnancy
    with pytest.raises(KnownError, match=r"access\.not_allowed"):
        pregnancies.record(student, pregnancy.id, [NewObservation("weight_kg", 61.5)])


def test_every_pregnancy_of_a_woman_is_found_the_latest_first(
    store: Store,
    pregnancies: PregnancyService,
    nurse: Session,
    joana: PersonRecord,
    pregnancy: Pregnancy,
    fake_clock: FakeClock,
) -> None:
    end_pregnancy(store, nurse, pregnancy.id)
    closed = pregnancies.get(nurse, pregnancy.id)
    fake_clock.advance(60)
    second = pregnancies.open(nurse, joana.id)
    assert pregnancies.of_person(nurse, joana.id) == (second, closed)
    assert pregnancies.of_person(nurse, "nobody") == ()
