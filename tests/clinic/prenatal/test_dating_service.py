"""Every estimate is kept; the dates follow the one that a person chose, and nothing else moves them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.corrections import CorrectionService
from app.clinic.dating import due_date
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import NewObservation, Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.dating_service import DatingService
from app.clinic.prenatal.estimates import FILE as RULES_FILE
from app.clinic.prenatal.estimates import (
    Estimate,
    Method,
    MonthPart,
    PartOfMonth,
    Scan,
    dating_rules,
    lmp_of,
    load_dating_rules,
    suggest,
)
from app.clinic.problems import InputError
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.session import Session
from app.store.store import Store

RULES = dating_rules()
AT = datetime.fromisoformat("2026-03-02T11:00:00+00:00")


def estimate(told: date | PartOfMonth | Scan, name: str = "e") -> Estimate:
    method = Method.ULTRASOUND if isinstance(told, Scan) else Method.EXACT
    return Estimate(name, method, lmp_of(told, RULES), told, AT, "Fictícia")


@pytest.mark.parametrize(("part", "day"), [(MonthPart.EARLY, 5), (MonthPart.MIDDLE, 15), (MonthPart.LATE, 25)])
def test_a_part_of_the_month_stands_for_its_day(part: MonthPart, day: int) -> None:
    assert lmp_of(PartOfMonth(2024, 2, part), RULES) == date(2024, 2, day)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 42), st.integers(0, 6))
def test_a_scan_dates_birth_at_its_day_plus_280_less_its_age(scan: date, weeks: int, days: int) -> None:
    found = estimate(Scan(scan, weeks, days))
    assert found.due_date == scan + timedelta(days=280 - (7 * weeks + days)) == due_date(found.lmp)


@pytest.mark.parametrize(("weeks", "days"), [(-1, 0), (10, 7), (10, -1)])
def test_a_scan_age_that_cannot_be_is_refused(weeks: int, days: int) -> None:
    with pytest.raises(KnownError, match=r"prenatal\.impossible_age"):
        lmp_of(Scan(date(2026, 1, 1), weeks, days), RULES)


@pytest.mark.parametrize("difference", [-8, -7, 0, 7, 8])
def test_a_scan_is_suggested_only_beyond_the_threshold(difference: int) -> None:
    lmp = date(2025, 12, 1)
    scan = estimate(Scan(lmp + timedelta(days=70 + difference), 10, 0), "scan")
    found = suggest(estimate(lmp), [scan], RULES)
    assert (found is not None) == (abs(difference) > 7)
    if found is not None:
        assert (found.estimate_id, found.difference_days, found.threshold_days) == ("scan", difference, 7)


def test_the_threshold_is_a_parameter_of_the_file() -> None:
    text = RULES_FILE.read_text(encoding="utf-8").replace(
        "differs_by_more_than_days: 7", "differs_by_more_than_days: 5"
    )
    lmp = date(2025, 12, 1)
    scan = estimate(Scan(lmp + timedelta(days=76), 10, 0))
    assert suggest(estimate(lmp), [scan], RULES) is None
    assert suggest(estimate(lmp), [scan], load_dating_rules(text.encode())) is not None


@pytest.mark.parametrize(("weeks", "days", "suggested"), [(13, 6, True), (14, 0, False)])
def test_only_a_first_trimester_scan_is_suggested(weeks: int, days: int, suggested: bool) -> None:
    lmp = date(2025, 10, 1)
    scan = estimate(Scan(lmp + timedelta(days=7 * weeks + days + 10), weeks, days))
    assert (suggest(estimate(lmp), [scan], RULES) is not None) == suggested
    assert suggest(scan, [scan], RULES) is None
    assert suggest(None, [scan], RULES) is None


def test_a_second_estimate_moves_no_date_until_somebody_chooses_it(
    dating: DatingService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    fake_clock.advance(60)
    found = dating.add(nurse, pregnancy.id, Scan(date(2026, 1, 5), 10, 0))
    assert [one.method for one in found.estimates] == [Method.EXACT, Method.ULTRASOUND]
    assert found.in_use is not None
    assert (found.in_use.estimate.method, found.in_use.reason) == (Method.EXACT, None)
    assert found.suggestion is not None
    assert found.suggestion.difference_days == 14
    assert pregnancies.get(nurse, pregnancy.id).lmp == date(2025, 10, 13)
    chosen = dating.choose(nurse, pregnancy.id, found.estimates[1].id, "Difere 14 dias")
    assert chosen.in_use is not None
    assert (chosen.in_use.reason, chosen.in_use.by, chosen.in_use.at) == ("Difere 14 dias", "nurse", fake_clock.now())
    assert chosen.suggestion is None
    now = pregnancies.get(nurse, pregnancy.id)
    assert (now.lmp, now.due_date) == (date(2025, 10, 27), date(2026, 8, 3))
    assert pregnancies.list(nurse).rows[0].due_date == date(2026, 8, 3)


def test_a_last_period_told_again_is_kept_and_not_used(
    dating: DatingService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    fake_clock.advance(60)
    pregnancies.record(nurse, pregnancy.id, [NewObservation("lmp", "2025-11-01")])
    assert pregnancies.get(nurse, pregnancy.id).lmp == date(2025, 10, 13)
    found = dating.add(nurse, pregnancy.id, date(2025, 11, 8), choose_because="Achou a agenda")
    assert len(found.estimates) == 3
    assert pregnancies.get(nurse, pregnancy.id).lmp == date(2025, 11, 8)
    assert len(found.choices) == 1


def test_a_corrected_last_period_in_use_stays_in_use(
    dating: DatingService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    first = dating.dating(nurse, pregnancy.id).estimates[0]
    fake_clock.advance(60)
    dating.add(nurse, pregnancy.id, Scan(date(2026, 1, 5), 10, 0))
    pregnancies.correct(nurse, first.id, "2025-10-14", "Digitado com engano")
    assert pregnancies.get(nurse, pregnancy.id).lmp == date(2025, 10, 14)
    in_use = dating.dating(nurse, pregnancy.id).estimates[0]
    dating.choose(nurse, pregnancy.id, in_use.id, "Ciclos regulares")
    pregnancies.correct(nurse, in_use.id, "2025-10-15", "Outra vez")
    assert pregnancies.get(nurse, pregnancy.id).lmp == date(2025, 10, 15)
    last = dating.dating(nurse, pregnancy.id).in_use
    assert last is not None
    pregnancies.correct(nurse, last.estimate.id, None, "Não era dela")
    assert dating.dating(nurse, pregnancy.id).in_use is None
    assert pregnancies.get(nurse, pregnancy.id).lmp is None


def test_a_scan_is_corrected_or_struck_out_with_a_reason(
    dating: DatingService, pregnancies: PregnancyService, nurse: Session, pregnancy: Pregnancy
) -> None:
    scan = Scan(date(2026, 1, 5), 10, 0)
    wrong = dating.add(nurse, pregnancy.id, scan, choose_because="Exame bom").estimates[-1]
    with pytest.raises(KnownError, match=r"prenatal\.reason_missing"):
        dating.correct(nurse, wrong.id, None, " ")
    with pytest.raises(KnownError, match=r"prenatal\.other_method"):
        dating.correct(nurse, wrong.id, PartOfMonth(2025, 10, MonthPart.EARLY), "Engano")
    right = dating.correct(nurse, wrong.id, Scan(date(2026, 1, 5), 11, 0), "Laudo relido").estimates[-1]
    assert pregnancies.get(nurse, pregnancy.id).lmp == date(2025, 10, 20)
    with pytest.raises(KnownError, match=r"prenatal\.already_corrected"):
        dating.correct(nurse, wrong.id, None, "De novo")
    assert dating.correct(nurse, right.id, None, "Laudo de outra").in_use is None
    assert pregnancies.get(nurse, pregnancy.id).lmp is None


def test_dates_ahead_are_refused_and_old_ones_asked_about(
    dating: DatingService, nurse: Session, pregnancy: Pregnancy
) -> None:
    with pytest.raises(InputError):
        dating.add(nurse, pregnancy.id, date(2026, 3, 3))
    with pytest.raises(InputError):
        dating.add(nurse, pregnancy.id, Scan(date(2026, 3, 3), 8, 0))
    with pytest.raises(InputError) as asked:
        dating.add(nurse, pregnancy.id, date(2025, 4, 27))
    assert asked.value.problems[0].confirmable
    old = dating.add(nurse, pregnancy.id, date(2025, 4, 27), confirmed=frozenset({"pregnancies.lmp_long_ago"}))
    assert len(old.estimates) == 2


def test_without_a_period_nothing_is_in_use_until_chosen(
    dating: DatingService, pregnancies: PregnancyService, nurse: Session, joana: PersonRecord
) -> None:
    opened = pregnancies.open(nurse, joana.id)
    assert dating.add(nurse, opened.id, PartOfMonth(2025, 12, MonthPart.MIDDLE)).in_use is None
    assert pregnancies.get(nurse, opened.id).lmp is None
    only = dating.dating(nurse, opened.id).estimates[0]
    dating.choose(nurse, opened.id, only.id, "A única")
    assert pregnancies.get(nurse, opened.id).due_date == due_date(date(2025, 12, 15))


def test_an_estimate_moved_to_the_right_woman_dates_the_wrong_one_no_more(
    dating: DatingService,
    pregnancies: PregnancyService,
    store: Store,
    nurse: Session,
    register: Callable[..., PersonRecord],
    pregnancy: Pregnancy,
) -> None:
    corrections = CorrectionService(store)
    other = pregnancies.open(nurse, register(full_name="Bia Fictícia Brito").id)
    told = dating.dating(nurse, pregnancy.id).estimates[0]
    corrections.move_observation(nurse, told.id, other.id, "Paciente errada")
    assert pregnancies.get(nurse, pregnancy.id).lmp is None
    assert pregnancies.get(nurse, other.id).lmp == date(2025, 10, 13)
    scan = dating.add(nurse, pregnancy.id, Scan(date(2026, 1, 5), 10, 0), choose_because="A única").estimates[0]
    corrections.move_fact(nurse, scan.id, other.id, "Paciente errada")
    assert pregnancies.get(nurse, pregnancy.id).lmp is None
    assert dating.dating(nurse, pregnancy.id).in_use is None
    assert pregnancies.get(nurse, other.id).lmp == date(2025, 10, 13)
    assert len(dating.dating(nurse, other.id).estimates) == 2
