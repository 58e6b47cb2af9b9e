"""Points, classes and the decided contradictions of the thesis, against a table written apart from the rule base."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.risk import assess, default_rule_base, parse_form, to_json
from app.clinic.risk.evaluator import explain_unknown
from tests.clinic.risk.score_table import ANSWER_POINTS, CONDITION_POINTS, WITHOUT_POINTS, assessed

ORDER = ("RH", "ARSE", "ARCE")


def test_the_form_without_points_is_habitual_risk_and_certain() -> None:
    assessment = assessed()
    assert (assessment.total, assessment.risk_class, assessment.reachable) == (0, "RH", ("RH",))
    assert assessment.is_certain
    assert len(assessment.asked_without_points) == 7 + len(CONDITION_POINTS)


def test_the_rule_base_knows_exactly_the_promised_conditions() -> None:
    assert default_rule_base().condition_codes == set(CONDITION_POINTS)


@pytest.mark.parametrize(("code", "points"), CONDITION_POINTS.items())
def test_a_condition_earns_its_points(code: str, points: int) -> None:
    assessment = assessed(conditions=[code])
    assert assessment.total == points
    assert [(factor.code, factor.points) for factor in assessment.fired] == [(code, points)]
    assert assessment.risk_class == ("ARCE" if points >= 10 else "ARSE" if points >= 5 else "RH")


@pytest.mark.parametrize(
    ("key", "value", "points"),
    [(key, value, points) for key, values in ANSWER_POINTS.items() for value, points in values.items()],
)
def test_an_answer_of_a_closed_question_earns_its_points(key: str, value: str, points: float) -> None:
    assert assessed(**{key: value}).total == points


@pytest.mark.parametrize(
    ("key", "value", "points"),
    [
        ("age_years", 8, 1),
        ("age_years", 14, 1),
        ("age_years", 14.99, 1),
        ("age_years", 15, 0),
        ("age_years", 34, 0),
        ("age_years", 35, 0),  # decided: the table says "15 to 34" and "over 35", the code includes 35
        ("age_years", 35.99, 0),  # completed years
        ("age_years", 36, 1),
        ("age_years", 60, 1),
        ("weight_kg", 44.9, 5),
        ("weight_kg", 44.99, 5),
        ("weight_kg", 45, 0),  # decided: exactly 45 is normal
        ("weight_kg", 45.01, 0),
        ("weight_kg", 75, 0),  # decided: exactly 75 is normal
        ("weight_kg", 75.01, 5),
        ("weight_kg", 75.1, 5),
        ("systolic_mmhg", 139, 0),
        ("systolic_mmhg", 140, 0),  # decided: the screen warns from 140/90, the score counts what is over
        ("systolic_mmhg", 140.5, 10),
        ("systolic_mmhg", 141, 10),
        ("diastolic_mmhg", 89, 0),
        ("diastolic_mmhg", 90, 0),
        ("diastolic_mmhg", 91, 10),
    ],
)
def test_a_reading_earns_its_points_on_both_sides_of_every_bound(key: str, value: float, points: int) -> None:
    assert assessed(**{key: value}).total == points


@pytest.mark.parametrize(
    ("answers", "total", "risk_class"),
    [
        # 4.5 and 9.5: the thesis' code knows neither (its rule 3 says at most 4, its code 5 to 9).
        ({"conditions": ["asthma", "anaemia"], "schooling": "primary_complete"}, 4.5, "RH"),
        ({"conditions": ["asthma", "anaemia"], "marital_status": "single"}, 5, "ARSE"),
        ({"conditions": ["abortion", "asthma", "fatigue"], "schooling": "primary_complete"}, 9.5, "ARSE"),
        ({"conditions": ["abortion", "asthma", "fatigue"], "schooling": "none"}, 10, "ARCE"),
        ({"conditions": ["asthma", "anaemia"]}, 4, "RH"),
    ],
)
def test_classes_meet_without_a_gap_at_half_points(answers: dict[str, object], total: float, risk_class: str) -> None:
    assessment = assessed(**answers)
    assert (assessment.total, assessment.risk_class, assessment.reachable) == (total, risk_class, (risk_class,))


@pytest.mark.parametrize(
    ("conditions", "total"),
    [
        (["fetal_cardiac_alteration"], 10),  # appendix says 11: read as 10
        (["placenta_praevia"], 5),  # appendix says 10: the published table counts
        (["anaemia", "urinary_infection"], 4),
        (["anaemia", "diabetes"], 11),
        (["rheumatoid_arthritis", "hypothyroidism"], 15),
        (["recurrent_abortion", "hypertension"], 20),
        (["fetal_cardiac_alteration", "polyhydramnios"], 20),
        (["hypertension", "cin"], 20),
    ],
)
def test_the_combinations_of_the_appendix_add_up(conditions: list[str], total: int) -> None:
    assert assessed(conditions=conditions).total == total


@pytest.mark.parametrize(
    ("answers", "risk_class"),
    [
        ({"age_years": 14, "weight_kg": 44, "conditions": ["uterine_myomatosis"]}, "ARSE"),
        ({"age_years": 20, "weight_kg": 60, "conditions": ["abo_incompatibility"]}, "RH"),
        ({"age_years": 36, "weight_kg": 80, "conditions": ["hypertension"]}, "ARCE"),
    ],
)
def test_the_examples_of_the_thesis_get_the_class_that_it_states(answers: dict[str, object], risk_class: str) -> None:
    assert assessed(**answers).risk_class == risk_class


@pytest.mark.parametrize(
    ("answers", "evidence", "source"),
    [
        ({"systolic_mmhg": 150}, ("systolic_mmhg",), "thesis_appendix_e"),
        ({"diastolic_mmhg": 95}, ("diastolic_mmhg",), "thesis_appendix_e"),
        ({"conditions": ["hypertension"]}, ("hypertension",), "thesis_table_3"),
        ({"systolic_mmhg": 150, "diastolic_mmhg": 95}, ("systolic_mmhg", "diastolic_mmhg"), "thesis_appendix_e"),
        (
            {"systolic_mmhg": 150, "diastolic_mmhg": 95, "conditions": ["hypertension"]},
            ("systolic_mmhg", "diastolic_mmhg", "hypertension"),
            "thesis_table_3",
        ),
    ],
)
def test_hypertension_counts_once_and_names_all_its_evidence(
    answers: dict[str, object], evidence: tuple[str, ...], source: str
) -> None:
    assessment = assessed(**answers)
    assert assessment.total == 10
    (factor,) = assessment.fired
    assert (factor.code, factor.points, factor.evidence, factor.source) == ("hypertension", 10, evidence, source)


def test_an_unknown_reading_cannot_count_hypertension_a_second_time() -> None:
    assessment = assessed(conditions=["hypertension"], systolic_mmhg=None)
    assert assessment.unknown == ("systolic_mmhg",)
    (unknown,) = explain_unknown(parse_form(_form(conditions=["hypertension"], systolic_mmhg=None), RULES), RULES)
    assert unknown.could_add == (0.0,)


def test_a_missing_answer_alone_shows_what_it_could_add_and_where_it_leads() -> None:
    form = parse_form(_form(weight_kg=None, schooling=None, conditions=["asthma", "anaemia"]), RULES)
    weight, schooling = explain_unknown(form, RULES)
    assert (weight.code, weight.could_add, weight.reachable) == ("weight_kg", (0.0, 5.0), ("RH", "ARSE"))
    assert (schooling.could_add, schooling.reachable) == ((0.0, 0.5, 1.0), ("RH", "ARSE"))


def test_the_answer_has_the_shape_of_the_interface() -> None:
    answer = to_json(assessed(id="x1", age_years=36, weight_kg=None, conditions=["hypertension", "abortion"]))
    assert answer == {
        "id": "x1",
        "class": "ARCE",
        "total": 16.0,
        "factors": [
            {"code": "age_years", "points": 1.0, "source": "thesis_table_3"},
            {"code": "abortion", "points": 5.0, "source": "thesis_appendix_e"},
            {"code": "hypertension", "points": 10.0, "source": "thesis_table_3"},
        ],
        "unknown": ["weight_kg"],
        "reachable": ["ARCE"],
        "rule_base": {"version": RULES.version, "sha256": RULES.sha256},
    }


def test_a_fired_factor_carries_its_name_and_answer_in_both_languages() -> None:
    (factor,) = assessed(age_years=36).fired
    assert (factor.label.pt_BR, factor.label.en) == ("Idade", "Age")
    assert factor.detail is not None
    assert (factor.detail.pt_BR, factor.detail.en) == ("mais de 35 anos", "over 35 years")


def test_every_factor_of_the_form_belongs_to_a_section_and_has_a_known_source() -> None:
    shown = [factor for section in RULES.sections for factor in RULES.in_section(section.code)]
    assert shown == list(RULES.factors)
    assert all(factor.source in RULES.sources for factor in assessed(conditions=list(CONDITION_POINTS)).fired)


@given(st.permutations(sorted(CONDITION_POINTS)), st.integers(0, 6))
def test_the_order_in_which_conditions_are_listed_changes_nothing(codes: list[str], count: int) -> None:
    listed = codes[:count]
    assert assessed(conditions=listed + listed) == assessed(conditions=sorted(listed))


@given(
    st.sets(st.sampled_from(sorted(CONDITION_POINTS)), max_size=5),
    st.sampled_from(sorted(CONDITION_POINTS)),
    st.integers(8, 60),
    st.sampled_from(sorted(ANSWER_POINTS["schooling"])),
)
def test_adding_a_condition_never_lowers_the_class(present: set[str], added: str, age: int, schooling: str) -> None:
    before = assessed(conditions=sorted(present), age_years=age, schooling=schooling)
    after = assessed(conditions=sorted(present | {added}), age_years=age, schooling=schooling)
    assert ORDER.index(after.risk_class) >= ORDER.index(before.risk_class)
    assert after.total >= before.total


@given(st.decimals(min_value=-1000, max_value=1000, allow_nan=False, places=3))
def test_every_number_has_exactly_one_class_and_one_range(value: object) -> None:
    from decimal import Decimal

    assert isinstance(value, Decimal)
    assert sum(one.interval.holds(value) for one in RULES.classes) == 1
    for code in ("age_years", "weight_kg", "systolic_mmhg", "diastolic_mmhg"):
        assert sum(one.interval.holds(value) for one in RULES.number(code).ranges) == 1


def test_the_total_of_any_two_conditions_is_the_sum_of_both() -> None:
    for first, second in combinations(CONDITION_POINTS, 2):
        assert assessed(conditions=[first, second]).total == CONDITION_POINTS[first] + CONDITION_POINTS[second]


RULES = default_rule_base()


def _form(**answers: object) -> dict[str, object]:
    return WITHOUT_POINTS | answers


def test_assessing_twice_gives_the_same_answer() -> None:
    form = parse_form(_form(conditions=["cin", "anaemia"], weight_kg=None), RULES)
    assert assess(form, RULES) == assess(form, RULES)
