"""The synthetic cohort adds up to the thesis' tables, cell by cell."""

from collections import Counter
from collections.abc import Callable

import pytest

from app.clinic.dating import completed_years
from app.clinic.risk.forms import form_to_json, parse_form, unlikely_values
from app.clinic.risk.loader import default_rule_base
from app.demo.cohort import LAST_DAY, CohortWoman, make_cohort
from app.demo.thesis_tables import ANSWERS, FURTHER_REASONS, TABLE_4, TABLE_5, TABLE_6, WOMEN

PRINTED_SHARES = {
    ("year", "2015"): 77.96, ("year", "2016"): 22.04,
    ("schooling", "none"): 1.16, ("schooling", "primary"): 42.49, ("schooling", "secondary"): 49.53,
    ("schooling", "higher"): 6.82,
    ("marital_status", "stable_union"): 49.82, ("marital_status", "married"): 26.54,
    ("marital_status", "single"): 22.55, ("marital_status", "divorced"): 0.87, ("marital_status", "widowed"): 0.22,
    ("partner", "with_partner"): 76.36, ("partner", "without_partner"): 23.64,
    ("family_income", "less_than_1"): 30.89, ("family_income", "1"): 39.52, ("family_income", "more_than_1"): 29.59,
    ("age_group", "12-15"): 4.42, ("age_group", "16-35"): 78.61, ("age_group", "over_35"): 16.97,
    ("city", "natal"): 64.39, ("city", "interior"): 35.61,
    ("pregnancies", "1"): 30.09, ("pregnancies", "2-5"): 62.36, ("pregnancies", "over_5"): 7.55,
}  # fmt: skip
"""The percentages that table 4 prints beside its counts (a hundredth is let go for its rounding)."""

REASON_SHARES = {
    "hypertension": 26.61, "diabetes": 15.95, "fetal_causes": 4.57, "toxoplasmosis": 4.21,
    "bad_obstetric_history": 3.55, "multiple_pregnancy": 3.12, "cardiopathy": 2.68, "hypothyroidism": 2.25,
    "fetal_malformation": 2.18, "uterine_myomatosis": 2.10, "other": 32.78,
}  # fmt: skip
"""The percentages in the text around table 5."""


@pytest.fixture(scope="module")
def cohort() -> tuple[CohortWoman, ...]:
    return make_cohort()


# What each woman's own data say, apart from the group that she was dealt.
MEASURED: dict[str, Callable[[CohortWoman], str]] = {
    "year": lambda woman: str(woman.arrived_on.year),
    "schooling": lambda woman: woman.groups["schooling"],
    "marital_status": lambda woman: woman.marital_status.value,
    "partner": lambda woman: (
        "with_partner" if woman.marital_status in {"married", "stable_union"} else "without_partner"
    ),
    "family_income": lambda woman: woman.groups["family_income"],
    "age_group": lambda woman: _age_group(completed_years(woman.birth_date, woman.arrived_on)),
    "city": lambda woman: woman.groups["city"],
    "pregnancies": lambda woman: _parity(woman.pregnancies_count),
    "blood_pressure": lambda woman: (
        "high" if (woman.form.systolic_mmhg or 0) > 140 and (woman.form.diastolic_mmhg or 0) > 90 else "normal"
    ),
}


def _age_group(years: int) -> str:
    return "12-15" if 12 <= years <= 15 else "16-35" if years <= 35 else "over_35"


def _parity(count: int) -> str:
    return "1" if count == 1 else "2-5" if count <= 5 else "over_5"


@pytest.mark.parametrize("characteristic", TABLE_4)
def test_table_4_comes_out_exactly(characteristic: str, cohort: tuple[CohortWoman, ...]) -> None:
    assert Counter(map(MEASURED[characteristic], cohort)) == TABLE_4[characteristic]


def test_the_counts_of_table_4_are_its_printed_shares() -> None:
    for (characteristic, group), share in PRINTED_SHARES.items():
        assert abs(100 * TABLE_4[characteristic][group] / WOMEN - share) < 0.0151, (characteristic, group)


def test_table_5_comes_out_exactly(cohort: tuple[CohortWoman, ...]) -> None:
    counted = Counter((woman.reason, woman.answer) for woman in cohort)
    for reason, counts in TABLE_5.items():
        assert tuple(counted[reason, answer] for answer in ANSWERS) == counts, reason


def test_the_reasons_have_the_printed_shares(cohort: tuple[CohortWoman, ...]) -> None:
    counted = Counter(woman.reason for woman in cohort)
    assert {reason: counted[reason] for reason in FURTHER_REASONS} == FURTHER_REASONS
    for reason, share in REASON_SHARES.items():
        assert abs(100 * counted[reason] / WOMEN - share) < 0.0151, reason


@pytest.mark.parametrize("characteristic", TABLE_6)
def test_table_6_comes_out_cell_by_cell(characteristic: str, cohort: tuple[CohortWoman, ...]) -> None:
    counted = Counter((MEASURED[characteristic](woman), woman.answer) for woman in cohort)
    expected = {
        (group, answer): count
        for group, counts in TABLE_6[characteristic].items()
        for answer, count in zip(ANSWERS, counts, strict=True)
    }
    assert counted == expected


def test_a_seed_gives_the_same_women_and_another_seed_others() -> None:
    assert make_cohort(5) == make_cohort(5)
    assert make_cohort(5) != make_cohort(6)


def test_every_form_is_valid_and_nothing_in_it_is_unlikely(cohort: tuple[CohortWoman, ...]) -> None:
    rules = default_rule_base()
    for woman in cohort:
        assert parse_form(form_to_json(woman.form), rules) == woman.form
        assert unlikely_values(woman.form, rules) == (), woman


def test_some_answers_are_missing_and_some_weights_were_mistyped(cohort: tuple[CohortWoman, ...]) -> None:
    assert sum(woman.form.conditions_asked != "all" for woman in cohort) > 50
    assert sum(woman.form.weight_kg is None or woman.form.schooling is None for woman in cohort) > 30
    assert 5 < sum(woman.wrong_weight_kg is not None for woman in cohort) < 60


def test_dates_are_plausible(cohort: tuple[CohortWoman, ...]) -> None:
    for woman in cohort:
        assert 42 <= (woman.arrived_on - woman.lmp).days <= 245
        assert woman.arrived_on <= LAST_DAY
        assert woman.form.age_years == completed_years(woman.birth_date, woman.arrived_on)
