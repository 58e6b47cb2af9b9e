"""What is typed becomes a form: only what can be right counts, everything else is unknown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.loader import default_rule_base
from ui.pregnancy.answers import Answers, NumberWriter, Standing
from ui.pregnancy.pressure import pressure_warning

RULES = default_rule_base()


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("", Standing.EMPTY),
        ("abc", Standing.UNREADABLE),
        ("8", Standing.REFUSED),
        ("82,55", Standing.REFUSED),
        ("36", Standing.UNLIKELY),
        ("82,5", Standing.GOOD),
        ("82.5", Standing.GOOD),
    ],
)
def test_a_typed_weight_counts_only_when_it_can_be_right(text: str, standing: Standing) -> None:
    answers = Answers(RULES, numbers={"weight_kg": text})
    assert answers.reading("weight_kg").standing is standing
    assert (answers.form().weight_kg is not None) == (standing is Standing.GOOD)


def test_an_unlikely_number_counts_once_it_is_confirmed_and_not_after_it_changes() -> None:
    answers = Answers(RULES, numbers={"weight_kg": "36"})
    assert answers.doubts() == ("weight_kg",)
    answers.confirm("weight_kg")
    assert answers.form().weight_kg == 36
    answers.numbers["weight_kg"] = "35"
    assert answers.form().weight_kg is None


def test_a_diastolic_above_the_systolic_makes_both_unknown() -> None:
    answers = Answers(RULES, numbers={"systolic_mmhg": "90", "diastolic_mmhg": "110"})
    assert answers.reading("systolic_mmhg").standing is Standing.CONTRADICTS
    assert answers.reading("diastolic_mmhg").standing is Standing.CONTRADICTS
    assert (answers.form().systolic_mmhg, answers.form().diastolic_mmhg) == (None, None)


@pytest.mark.parametrize(
    ("systolic", "diastolic", "warned"), [("140", "80", True), ("139", "90", True), ("139", "89", False)]
)
def test_the_screen_warns_from_140_90_on(systolic: str, diastolic: str, warned: bool) -> None:
    answers = Answers(RULES, numbers={"systolic_mmhg": systolic, "diastolic_mmhg": diastolic})
    assert (pressure_warning(answers) is not None) == warned


def test_a_condition_that_was_not_asked_stays_unknown() -> None:
    answers = Answers(RULES, conditions={"asthma": True, "diabetes": False})
    form = answers.form()
    assert form.conditions == {"asthma"}
    assert form.conditions_asked == frozenset({"asthma", "diabetes"})


def test_answering_the_rest_with_no_leaves_given_answers_alone() -> None:
    answers = Answers(RULES, conditions={"asthma": True})
    assert answers.answer_rest(["asthma", "diabetes"], present=False) == ("diabetes",)
    assert answers.conditions == {"asthma": True, "diabetes": False}


def test_a_form_with_every_condition_answered_says_that_all_were_asked() -> None:
    answers = Answers(RULES, conditions=dict.fromkeys(RULES.condition_codes, False))
    assert answers.form().conditions_asked == ALL_CONDITIONS


@given(
    weight=st.one_of(st.none(), st.decimals(45, 120, places=1)),
    present=st.sets(st.sampled_from(sorted(RULES.condition_codes))),
    absent=st.sets(st.sampled_from(sorted(RULES.condition_codes))),
)
def test_a_draft_gives_back_the_same_form(weight: Decimal | None, present: set[str], absent: set[str]) -> None:
    answers = Answers(RULES, conditions=dict.fromkeys(absent, False) | dict.fromkeys(present, True))
    if weight is not None:
        answers.numbers["weight_kg"] = NumberWriter()(weight)
    again = Answers(RULES)
    again.take_draft(answers.to_draft())
    assert again.form() == answers.form()
    from_form = Answers(RULES)
    from_form.take_form(answers.form(), NumberWriter())
    assert from_form.form() == answers.form()


def test_a_draft_of_an_older_rule_base_loses_only_what_is_no_longer_asked() -> None:
    answers = Answers(RULES)
    answers.take_draft({"conditions": {"asthma": True, "gone": True}, "numbers": {"gone": "1", "weight_kg": "60"}})
    assert answers.form() == ReferralForm(
        weight_kg=60.0, conditions=frozenset({"asthma"}), conditions_asked=frozenset({"asthma"})
    )
