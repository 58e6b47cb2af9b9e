"""What is unknown: the reachable classes are exactly those of all completions, counted one by one."""

from itertools import product
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from app.clinic.risk import assess, default_rule_base, parse_form
from app.clinic.risk.evaluator import explain_unknown
from tests.clinic.risk.score_table import ANSWER_POINTS, CONDITION_POINTS, WITHOUT_POINTS

RULES = default_rule_base()
ORDER = ("RH", "ARSE", "ARCE")
# One value inside of every range, such that every combination is an acceptable form (diastolic below systolic).
EVERY_RANGE: dict[str, list[Any]] = {
    "age_years": [14, 25, 40],
    "weight_kg": [40.0, 60.0, 90.0],
    "systolic_mmhg": [130, 160],
    "diastolic_mmhg": [80, 100],
    **{key: list(values) for key, values in ANSWER_POINTS.items()},
}
CODES = sorted(CONDITION_POINTS)

answers = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in EVERY_RANGE.items()})
unknown_keys = st.sets(st.sampled_from(sorted(EVERY_RANGE)), max_size=3)
conditions = st.sets(st.sampled_from([*CODES, "hypertension", "hypertension"]), max_size=2)


def completions(form: dict[str, Any], keys: set[str], not_asked: set[str]) -> list[dict[str, Any]]:
    """Every way of answering `keys` and of having or not having the conditions `not_asked`."""
    ordered, codes = sorted(keys), sorted(not_asked)
    found = []
    for values in product(*(EVERY_RANGE[key] for key in ordered)):
        for flags in product((False, True), repeat=len(codes)):
            added = [code for code, is_there in zip(codes, flags, strict=True) if is_there]
            answered = dict(zip(ordered, values, strict=True))
            found.append(form | answered | {"conditions": form["conditions"] + added, "conditions_asked": "all"})
    return found


def partly_unknown(known: dict[str, Any], keys: set[str], present: set[str], not_asked: set[str]) -> dict[str, Any]:
    """The form `known` without the answers `keys`, and without having asked for `not_asked`."""
    asked = sorted(set(CODES) - not_asked)
    return known | dict.fromkeys(keys) | {"conditions": sorted(present - not_asked), "conditions_asked": asked}


@settings(max_examples=60)
@given(answers, unknown_keys, conditions, conditions)
def test_reachable_is_what_all_completions_reach(
    known: dict[str, Any], keys: set[str], present: set[str], not_asked: set[str]
) -> None:
    form = partly_unknown(known, keys, present, not_asked)
    assessment = assess(parse_form(form, RULES), RULES)
    final = {assess(parse_form(one, RULES), RULES).risk_class for one in completions(form, keys, not_asked)}
    assert assessment.reachable == tuple(code for code in ORDER if code in final)
    assert set(assessment.unknown) == keys | not_asked
    assert assessment.is_certain == (final == {assessment.risk_class})


@settings(max_examples=60)
@given(answers, unknown_keys, conditions, conditions)
def test_what_one_missing_answer_could_do_is_what_answering_it_does(
    known: dict[str, Any], keys: set[str], present: set[str], not_asked: set[str]
) -> None:
    form = partly_unknown(known, keys, present, not_asked)
    parsed = parse_form(form, RULES)
    before = assess(parsed, RULES).total
    for unknown in explain_unknown(parsed, RULES):
        if unknown.code in EVERY_RANGE:
            answered = [form | {unknown.code: value} for value in EVERY_RANGE[unknown.code]]
        else:
            asked = {"conditions_asked": [*form["conditions_asked"], unknown.code]}
            answered = [form | asked, form | asked | {"conditions": [*form["conditions"], unknown.code]}]
        after = [assess(parse_form(one, RULES), RULES) for one in answered]
        assert unknown.could_add == tuple(sorted({one.total - before for one in after}))
        assert unknown.reachable == tuple(code for code in ORDER if code in {one.risk_class for one in after})


def test_an_empty_form_is_habitual_only_with_every_class_still_open() -> None:
    assessment = assess(parse_form({}, RULES), RULES)
    assert (assessment.risk_class, assessment.total, assessment.reachable) == ("RH", 0, ORDER)
    assert assessment.unknown == tuple(factor.code for factor in RULES.factors)


def test_conditions_that_were_not_asked_are_unknown_and_an_empty_list_is_an_answer() -> None:
    without = {key: value for key, value in WITHOUT_POINTS.items() if not key.startswith("conditions")}
    assert set(assess(parse_form(without, RULES), RULES).unknown) == set(CODES)
    assert assess(parse_form(without | {"conditions": []}, RULES), RULES).unknown == ()
    asked_some = without | {"conditions_asked": ["anaemia"]}
    assert set(assess(parse_form(asked_some, RULES), RULES).unknown) == set(CODES) - {"anaemia"}


def test_a_missing_answer_that_cannot_change_the_class_leaves_it_certain() -> None:
    form = parse_form(WITHOUT_POINTS | {"schooling": None}, RULES)
    assert assess(form, RULES).is_certain
    assert not assess(parse_form(WITHOUT_POINTS | {"weight_kg": None}, RULES), RULES).is_certain


def test_a_group_with_unequal_members_reaches_exactly_the_maxima() -> None:
    from app.clinic.risk import load_rule_base

    text = RULES.text.replace(
        "- {code: hypertension, points: 10, section: clinical", "- {code: hypertension, points: 7, section: clinical"
    )
    other = load_rule_base(text)
    form = WITHOUT_POINTS | {"conditions": ["hypertension"], "systolic_mmhg": None}
    assessment = assess(parse_form(form, other), other)
    assert (assessment.total, assessment.reachable) == (7, ("ARSE", "ARCE"))
    (unknown,) = explain_unknown(parse_form(form, other), other)
    assert unknown.could_add == (0.0, 3.0)
