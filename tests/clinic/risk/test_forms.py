"""Reading a form is strict: what is not as expected is named with field, value and what was expected."""

import json
import tomllib
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.risk import (
    FamilyIncome,
    FormError,
    MaritalStatus,
    ReferralForm,
    Schooling,
    assess,
    default_rule_base,
    form_problems,
    form_to_json,
    parse_form,
    unlikely_values,
)
from app.clinic.risk.loader import DEFAULT_FILE
from app.clinic.risk.vocabulary import FORM_KEYS
from app.kernel.errors import BugError
from tests.clinic.risk.score_table import WITHOUT_POINTS

RULES = default_rule_base()
TEXTS = tomllib.loads((DEFAULT_FILE.parents[1] / "texts" / "error_risk.toml").read_text(encoding="utf-8"))


def test_a_whole_form_is_read_into_typed_answers() -> None:
    form = parse_form(WITHOUT_POINTS | {"conditions": ["anaemia", "anaemia"], "conditions_asked": ["anaemia"]}, RULES)
    assert form == ReferralForm(
        id="zero",
        age_years=25,
        weight_kg=60.0,
        marital_status=MaritalStatus.MARRIED,
        schooling=Schooling.HIGHER,
        family_income=FamilyIncome.MORE_THAN_1,
        systolic_mmhg=120,
        diastolic_mmhg=80,
        conditions=frozenset({"anaemia"}),
        conditions_asked=frozenset({"anaemia"}),
    )


def test_null_and_a_key_left_out_are_the_same_unknown() -> None:
    assert parse_form(dict.fromkeys(FORM_KEYS), RULES) == parse_form({}, RULES)


def test_the_whole_number_one_is_the_income_of_one_minimum_wage() -> None:
    assert parse_form({"family_income": 1}, RULES).family_income is FamilyIncome.ONE


def test_a_decimal_reading_counts_as_its_number() -> None:
    assert parse_form({"weight_kg": Decimal("75.1")}, RULES).weight_kg == 75.1


@pytest.mark.parametrize(
    ("answers", "field", "code"),
    [
        ({"age_years": -1}, "age_years", "risk.form_outside_limits"),
        ({"age_years": 7}, "age_years", "risk.form_outside_limits"),
        ({"age_years": 61}, "age_years", "risk.form_outside_limits"),
        ({"age_years": 10**400}, "age_years", "risk.form_outside_limits"),
        ({"age_years": float("nan")}, "age_years", "risk.form_not_a_number"),
        ({"age_years": float("inf")}, "age_years", "risk.form_not_a_number"),
        ({"age_years": Decimal("NaN")}, "age_years", "risk.form_not_a_number"),
        ({"age_years": "25"}, "age_years", "risk.form_not_a_number"),
        ({"age_years": True}, "age_years", "risk.form_not_a_number"),
        ({"age_years": [25]}, "age_years", "risk.form_not_a_number"),
        ({"weight_kg": 24.9}, "weight_kg", "risk.form_outside_limits"),
        ({"weight_kg": 300.1}, "weight_kg", "risk.form_outside_limits"),
        ({"systolic_mmhg": 12}, "systolic_mmhg", "risk.form_outside_limits"),
        ({"diastolic_mmhg": 8}, "diastolic_mmhg", "risk.form_outside_limits"),
        ({"systolic_mmhg": 80, "diastolic_mmhg": 120}, "diastolic_mmhg", "risk.form_not_less"),
        ({"systolic_mmhg": 90, "diastolic_mmhg": 90}, "diastolic_mmhg", "risk.form_not_less"),
        ({"marital_status": "Married"}, "marital_status", "risk.form_unknown_answer"),
        ({"marital_status": ""}, "marital_status", "risk.form_unknown_answer"),
        ({"schooling": False}, "schooling", "risk.form_unknown_answer"),
        ({"schooling": ["none"]}, "schooling", "risk.form_unknown_answer"),
        ({"family_income": True}, "family_income", "risk.form_unknown_answer"),
        ({"family_income": 2}, "family_income", "risk.form_unknown_answer"),
        ({"family_income": 1.0}, "family_income", "risk.form_unknown_answer"),
        ({"conditions": "anaemia"}, "conditions", "risk.form_not_a_list"),
        ({"conditions": {"anaemia": True}}, "conditions", "risk.form_not_a_list"),
        ({"conditions": ["anemia"]}, "conditions", "risk.form_unknown_condition"),
        ({"conditions": [None]}, "conditions", "risk.form_unknown_condition"),
        ({"conditions": [["anaemia"]]}, "conditions", "risk.form_unknown_condition"),
        ({"conditions": ["weight_kg"]}, "conditions", "risk.form_unknown_condition"),
        ({"conditions_asked": "some"}, "conditions_asked", "risk.form_not_a_list"),
        ({"conditions_asked": ["anemia"]}, "conditions_asked", "risk.form_unknown_condition"),
        ({"conditions": ["anaemia"], "conditions_asked": ["asthma"]}, "conditions", "risk.form_not_asked"),
        ({"conditions": ["anaemia"], "conditions_asked": []}, "conditions", "risk.form_not_asked"),
        ({"weigth_kg": 60}, "weigth_kg", "risk.form_unknown_key"),
        ({"id": 1.5}, "id", "risk.form_bad_id"),
        ({"id": True}, "id", "risk.form_bad_id"),
        ({"id": "x" * 201}, "id", "risk.form_bad_id"),
    ],
)
def test_a_wrong_answer_is_refused_with_its_field(answers: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(FormError) as caught:
        parse_form(answers, RULES)
    assert (caught.value.field, caught.value.code) == (field, code)
    assert caught.value.expected
    for problem in caught.value.problems:
        for language in ("pt_BR", "en"):
            assert TEXTS[problem.code.removeprefix("risk.")][language].format_map(problem.text_values())


@pytest.mark.parametrize("answers", [None, [], "form", 5, [{"id": 1}]])
def test_what_is_no_object_is_no_form(answers: Any) -> None:
    with pytest.raises(FormError) as caught:
        parse_form(answers, RULES)
    assert (caught.value.field, caught.value.code) == ("form", "risk.form_not_an_object")


def test_misspelt_words_come_with_the_nearest_known_one() -> None:
    problems = form_problems({"weigth_kg": 60, "schooling": "hihger", "conditions": ["anemia"]}, RULES)
    suggested = {problem.field: problem.values["suggestion"] for problem in problems}
    assert suggested == {"weigth_kg": "weight_kg", "schooling": "higher", "conditions": "anaemia"}


def test_all_problems_of_a_form_are_found_and_the_first_is_raised() -> None:
    answers = {"age_years": 200, "weight_kg": "x", "schooling": "?", "conditions": ["?"]}
    problems = form_problems(answers, RULES)
    assert {problem.field for problem in problems} == set(answers)
    with pytest.raises(FormError) as caught:
        parse_form(answers, RULES)
    assert caught.value.problems == problems
    assert (caught.value.field, caught.value.value) == ("age_years", 200)


def test_a_limit_itself_is_accepted() -> None:
    for key, lowest, highest in (("age_years", 8, 60), ("weight_kg", 25, 300), ("systolic_mmhg", 50, 300)):
        assert form_problems({key: lowest}, RULES) == form_problems({key: highest}, RULES) == ()


def test_unlikely_readings_are_asked_back_and_usual_ones_are_not() -> None:
    form = parse_form({"age_years": 11, "weight_kg": 151, "systolic_mmhg": 200, "diastolic_mmhg": 121}, RULES)
    assert [(one.field, one.value) for one in unlikely_values(form, RULES)] == [
        ("age_years", 11),
        ("weight_kg", 151),
        ("diastolic_mmhg", 121),
    ]
    assert unlikely_values(parse_form(WITHOUT_POINTS, RULES), RULES) == ()
    assert (unlikely_values(form, RULES)[0].lowest, unlikely_values(form, RULES)[0].highest) == (12, 49)


def test_a_form_made_around_the_checks_is_our_mistake_and_never_scored() -> None:
    with pytest.raises(BugError):
        assess(ReferralForm(conditions=frozenset({"unheard_of"})), RULES)
    with pytest.raises(BugError):
        assess(ReferralForm(weight_kg=float("nan")), RULES)


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(["all", "none"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(FORM_KEYS) | st.text(max_size=8), _ANYTHING, max_size=8))
def test_any_answers_are_either_classified_or_refused(answers: dict[str, Any]) -> None:
    try:
        form = parse_form(answers, RULES)
    except FormError as error:
        assert error.problems
    else:
        assert assess(form, RULES).risk_class in {"RH", "ARSE", "ARCE"}


@pytest.mark.parametrize("answers", [{}, WITHOUT_POINTS, {"conditions": ["cin"], "conditions_asked": ["hiv", "cin"]}])
def test_a_form_written_as_json_and_read_back_is_the_same_form(answers: dict[str, Any]) -> None:
    form = parse_form(answers, RULES)
    assert parse_form(json.loads(json.dumps(form_to_json(form))), RULES) == form


def test_every_text_of_a_refused_form_or_rule_base_has_both_languages() -> None:
    assert all(set(text) == {"pt_BR", "en"} for text in TEXTS.values())
