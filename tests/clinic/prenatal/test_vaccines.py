"""Vaccines: every bound of the calendar, doses of earlier years, what is not for her, corrections, merges."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.figures import Mark
from app.clinic.people.merges import DuplicateService
from app.clinic.people.model import PersonRecord
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.pregnancies.service import PregnancyService
from app.clinic.prenatal.outcomes import NewOutcome, OutcomeKind, OutcomeService
from app.clinic.prenatal.vaccine_calendar import FILE, add_months, load_vaccines, vaccine
from app.clinic.prenatal.vaccine_calendar import vaccines as calendar
from app.clinic.prenatal.vaccines import DoseState, DoseStatus, GivenDose, Moment, states
from app.clinic.prenatal.vaccines_service import NewDose, VaccineCard, VaccineService
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from tests.clinic.conftest import TODAY, session_of

LMP = date(2025, 10, 13)
"""Twenty completed weeks before TODAY."""


def at(code: str, today: date, *days: date | None, lmp: date | None = LMP, **other: list[date]) -> list[DoseState]:
    doses = {name: [GivenDose(f"{name}{day}", day, True) for day in list_] for name, list_ in other.items()}
    doses[code] = [GivenDose(f"{number}", day, True) for number, day in enumerate(days)]
    return list(states(vaccine(code), doses, False, Moment(today, lmp)))


def of(card: VaccineCard, code: str) -> list[DoseStatus]:
    return [one.status for one in card.doses if one.vaccine.code == code]


@pytest.mark.parametrize(
    ("code", "weeks", "days", "status"),
    [
        ("dtpa", 19, 6, "later"),
        ("dtpa", 20, 0, "due"),
        ("dtpa", 41, 0, "due"),
        ("rsv", 27, 6, "later"),
        ("rsv", 28, 0, "due"),
        ("influenza", 4, 0, "due"),
        ("covid19", 40, 0, "due"),
    ],
)
def test_a_dose_of_the_pregnancy_begins_in_its_week(code: str, weeks: int, days: int, status: str) -> None:
    (dose,) = at(code, LMP + timedelta(weeks=weeks, days=days))
    assert dose.status == status


@pytest.mark.parametrize(
    ("code", "days_after", "status"),
    [("dt", 29, "later"), ("dt", 30, "due"), ("dt", 60, "due"), ("dt", 61, "overdue")],
)
def test_the_next_dose_waits_for_the_shortest_interval_and_is_late_after_the_recommended_one(
    code: str, days_after: int, status: str
) -> None:
    first = date(2026, 1, 1)
    given_, second, third = at(code, first + timedelta(days=days_after), first)
    assert (given_.status, second.status, third.status) == ("given", status, "later")
    assert (second.earliest_on, second.recommended_on) == (date(2026, 1, 31), date(2026, 3, 2))


def test_the_third_dose_against_hepatitis_b_counts_from_the_first() -> None:
    first, second = date(2025, 8, 31), date(2025, 10, 2)
    statuses = [at("hepatitis_b", day, first, second)[2].status for day in (date(2025, 12, 30), date(2025, 12, 31))]
    assert statuses == ["later", "due"]
    assert [at("hepatitis_b", day, first, second)[2].status for day in (date(2026, 2, 28), date(2026, 3, 1))] == [
        "due", "overdue",
    ]  # fmt: skip


def test_the_pertussis_dose_waits_for_the_last_tetanus_dose() -> None:
    (dose,) = at("dtpa", TODAY, dt=[date(2026, 2, 1)])
    assert (dose.status, dose.earliest_on, dose.recommended_on) == ("later", date(2026, 3, 3), date(2026, 4, 2))
    assert at("dtpa", date(2026, 3, 3), dt=[date(2026, 2, 1)])[0].status == "due"


def test_a_booster_comes_ten_years_after_the_last_dose() -> None:
    doses = [date(2016, 1, 1), date(2016, 2, 29), date(2016, 4, 1)]
    *_, booster = at("dt", date(2026, 3, 31), *doses)
    assert (booster.number, booster.is_booster, booster.status) == (4, True, "later")
    assert at("dt", date(2026, 4, 1), *doses)[-1].status == "due"
    assert at("dt", TODAY, None, None, None)[-1].status == "unknown"


def test_without_dates_a_dose_that_hangs_on_the_week_stays_unknown() -> None:
    assert [at(code, TODAY, lmp=None)[0].status for code in ("dtpa", "rsv", "influenza")] == [
        "unknown", "unknown", "due",
    ]  # fmt: skip


@given(
    st.sampled_from(sorted(calendar())),
    st.lists(st.one_of(st.none(), st.dates(date(2000, 1, 1), TODAY)), max_size=6),
    st.one_of(st.none(), st.dates(date(2025, 6, 1), TODAY)),
    st.booleans(),
    st.one_of(st.none(), st.dates(date(2025, 12, 1), TODAY)),
)
def test_every_dose_has_one_place_and_given_ones_come_first(
    code: str, days: list[date | None], lmp: date | None, excluded: bool, ended: date | None
) -> None:
    doses = {code: [GivenDose(str(number), day, True) for number, day in enumerate(days)]}
    found = states(vaccine(code), doses, excluded, Moment(TODAY, lmp, ended, by_birth=True))
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    given_ = [one.status is DoseStatus.GIVEN for one in found]
    assert given_ == sorted(given_, reverse=True)
    assert len(found) >= vaccine(code).doses
    if excluded:
        assert {one.status for one in found} <= {DoseStatus.GIVEN, DoseStatus.NOT_APPLICABLE}


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 240))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year - day.year) * 12 + later.month - day.month == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_no_vaccine_is_shipped_without_a_source_and_none_claims_to_be_verified() -> None:
    assert list(calendar()) == ["dtpa", "dt", "hepatitis_b", "influenza", "covid19", "rsv"]
    assert {one.source.mark for one in calendar().values()} == {Mark.SECOND_HAND}


@pytest.mark.parametrize(
    ("wrong", "right", "code"),
    [
        ("scope: pregnancy", "scope: always", "unknown_code"),
        ("source: pni_covid", "source: hearsay", "unknown_source"),
        ("after: dt", "after: dtp", "unknown_code"),
        ('after: "2"', 'after: "3"', "unknown_code"),
        ("minimum: {days: 30}", "minimum: {days: 90}", "empty_range"),
        ("dose: 3, after", "dose: 4, after", "empty_range"),
        ("dose: 3, after", "dose: 2, after", "duplicate_code"),
        ("code: dt\n", "code: dtpa\n", "duplicate_code"),
        ("from_week: 20", "from_week: 20\n    overdue_week: 20", "empty_range"),
        ("doses: 1", "doses: 0", "empty_range"),
    ],
)
def test_a_calendar_that_cannot_be_is_refused(wrong: str, right: str, code: str) -> None:
    text = FILE.read_text(encoding="utf-8")
    assert wrong in text
    with pytest.raises(KnownError, match=r"figures\.refused") as refused:
        load_vaccines(text.replace(wrong, right, 1).encode())
    assert code in str(refused.value.values["problems"])


def test_a_dose_keeps_its_day_lot_and_place_and_moves_the_card(
    vaccines: VaccineService, nurse: Session, pregnancy: Pregnancy
) -> None:
    assert of(vaccines.card(nurse, pregnancy.id), "dtpa") == ["due"]
    card = vaccines.record(nurse, pregnancy.id, NewDose("dtpa", TODAY, " L 123 ", "Sala de vacinas"))
    assert of(card, "dtpa") == ["given"]
    (record,) = card.records
    assert (record.given_on, record.lot, record.place, record.is_dose) == (TODAY, "L 123", "Sala de vacinas", True)


def test_doses_of_earlier_years_count_for_life_and_not_for_this_pregnancy(
    vaccines: VaccineService, nurse: Session, pregnancy: Pregnancy
) -> None:
    vaccines.record(nurse, pregnancy.id, NewDose("dt", None))
    vaccines.record(nurse, pregnancy.id, NewDose("dt", date(2001, 5, 4)))
    vaccines.record(nurse, pregnancy.id, NewDose("dtpa", LMP - timedelta(days=1)))
    card = vaccines.card(nurse, pregnancy.id)
    assert of(card, "dt") == ["given", "given", "overdue"]
    assert of(card, "dtpa") == ["due"]


def test_what_was_recorded_in_an_earlier_pregnancy_is_still_hers(
    vaccines: VaccineService,
    outcomes: OutcomeService,
    pregnancies: PregnancyService,
    nurse: Session,
    pregnancy: Pregnancy,
    fake_clock: FakeClock,
) -> None:
    vaccines.record(nurse, pregnancy.id, NewDose("hepatitis_b", TODAY))
    vaccines.record(nurse, pregnancy.id, NewDose("covid19", TODAY))
    outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.LOSS, TODAY))
    fake_clock.advance(200 * 24 * 3600)
    again = pregnancies.open(nurse, pregnancy.person_id, date(2026, 7, 1))
    card = vaccines.card(nurse, again.id)
    assert of(card, "hepatitis_b") == ["given", "overdue", "later"]
    assert of(card, "covid19") == ["due"]
    assert {one.from_before for one in card.records} == {True}


def test_a_vaccine_that_is_not_for_her_is_told_with_its_reason_until_that_is_struck_out(
    vaccines: VaccineService, nurse: Session, pregnancy: Pregnancy
) -> None:
    card = vaccines.exclude(nurse, pregnancy.id, "hepatitis_b", "Anti-HBs reagente")
    assert of(card, "hepatitis_b") == ["not_applicable"] * 3
    (record,) = card.records
    assert (record.not_for_her, record.is_dose) == ("Anti-HBs reagente", False)
    card = vaccines.correct(nurse, record.id, None, "Era de outra mulher")
    assert of(card, "hepatitis_b") == ["due", "later", "later"]
    with pytest.raises(KnownError, match=r"prenatal\.reason_missing"):
        vaccines.exclude(nurse, pregnancy.id, "dt", " ")


def test_a_wrong_dose_stays_readable_behind_its_correction(
    vaccines: VaccineService, nurse: Session, pregnancy: Pregnancy
) -> None:
    (wrong,) = vaccines.record(nurse, pregnancy.id, NewDose("dt", date(2026, 2, 2), "A1")).records
    card = vaccines.correct(nurse, wrong.id, NewDose("dt", date(2026, 2, 3), "A1"), "Dia trocado")
    assert [(one.given_on, one.is_current, one.reason) for one in card.records] == [
        (date(2026, 2, 2), False, None), (date(2026, 2, 3), True, "Dia trocado"),
    ]  # fmt: skip
    for new, code in ((None, "already_corrected"), (NewDose("rsv", TODAY), "other_vaccine")):
        with pytest.raises(KnownError, match=rf"prenatal\.{code}"):
            vaccines.correct(nurse, wrong.id, new, "outra vez")


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (NewDose("flu", TODAY), "unknown_vaccine"),
        (NewDose("dt", TODAY + timedelta(days=1)), "date_in_future"),
        (NewDose("dt", date(1996, 4, 8)), "before_her_birth"),
        (NewDose("dt", TODAY, "x" * 41), "text_too_long"),
        (NewDose("dt", TODAY, "", "x" * 121), "text_too_long"),
    ],
)
def test_a_dose_that_cannot_be_is_refused(
    new: NewDose, code: str, vaccines: VaccineService, nurse: Session, pregnancy: Pregnancy
) -> None:
    with pytest.raises(KnownError, match=rf"prenatal\.{code}"):
        vaccines.record(nurse, pregnancy.id, new)
    assert vaccines.card(nurse, pregnancy.id).records == ()


def test_after_birth_only_what_may_still_be_given_stays_open_and_only_so_long(
    vaccines: VaccineService, outcomes: OutcomeService, nurse: Session, pregnancy: Pregnancy, fake_clock: FakeClock
) -> None:
    outcomes.record(nurse, pregnancy.id, NewOutcome(OutcomeKind.BIRTH, TODAY))
    fake_clock.advance(45 * 24 * 3600)
    card = vaccines.card(nurse, pregnancy.id)
    assert [of(card, code) for code in ("dtpa", "rsv", "influenza")] == [
        ["due"],
        ["not_applicable"],
        ["not_applicable"],
    ]
    with pytest.raises(KnownError, match=r"prenatal\.after_follow_up"):
        vaccines.record(nurse, pregnancy.id, NewDose("dtpa", TODAY + timedelta(days=43)))
    assert of(vaccines.record(nurse, pregnancy.id, NewDose("dtpa", TODAY + timedelta(days=42))), "dtpa") == ["given"]
    fake_clock.advance(24 * 3600)
    assert of(vaccines.card(nurse, pregnancy.id), "influenza") == ["not_applicable"]


def test_a_merged_woman_keeps_the_doses_of_both_records(
    vaccines: VaccineService,
    store: Store,
    pregnancies: PregnancyService,
    outcomes: OutcomeService,
    nurse: Session,
    pregnancy: Pregnancy,
    register: Callable[..., PersonRecord],
) -> None:
    twin = register(full_name="Joana F. da Silva")
    old = pregnancies.open(nurse, twin.id, date(2024, 1, 1), confirmed=frozenset({"pregnancies.lmp_long_ago"}))
    vaccines.record(nurse, old.id, NewDose("dt", date(2024, 5, 1)))
    outcomes.record(nurse, old.id, NewOutcome(OutcomeKind.BIRTH, date(2024, 10, 1)))
    DuplicateService(store).merge(session_of(Role.COORDINATOR), twin.id, pregnancy.person_id, "A mesma mulher")
    assert of(vaccines.card(nurse, pregnancy.id), "dt")[:2] == ["given", "overdue"]
