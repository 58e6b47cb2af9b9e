"""What is typed becomes a form: only what can be right counts, everything else is unknown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.danger_signs.pressure import PressureState
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.loader import default_rule_base
from ui.pregnancy.answers import Answers, NumberWriter, Standing, answers_of

RULES = default_rule_base()


def _pressure(systolic: str, diastolic: str) -> Answers:
    return Answers(RULES, numbers={"systolic_mmhg": systolic, "diastolic_mmhg": diastolic})


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
    ("systolic", "diastolic", "state"),
    [
        ("139", "89", PressureState.NORMAL),
        ("140", "89", PressureState.SECOND_DUE),
        ("139", "90", PressureState.SECOND_DUE),
        ("140", "90", PressureState.SECOND_DUE),
        ("141", "90", PressureState.SECOND_DUE),
        ("159", "109", PressureState.SECOND_DUE),
        ("160", "80", PressureState.EMERGENCY),
        ("120", "110", PressureState.EMERGENCY),
    ],
)
def test_a_typed_pressure_counts_below_140_90_and_from_160_110_on(
    systolic: str, diastolic: str, state: PressureState
) -> None:
    answers = _pressure(systolic, diastolic)
    assert answers.pressure() is state
    waits = state is PressureState.SECOND_DUE
    form = answers.form()
    assert (form.systolic_mmhg, form.diastolic_mmhg) == ((None, None) if waits else (float(systolic), float(diastolic)))
    assert answers.doubts() == (("systolic_mmhg",) if waits else ())


def test_a_high_pressure_counts_once_it_was_repeated_and_not_after_it_changes() -> None:
    answers = _pressure("146", "92")
    answers.repeat()
    assert answers.form().systolic_mmhg == 146
    answers.numbers["diastolic_mmhg"] = "95"
    assert answers.reading("systolic_mmhg").standing is Standing.WAITS
    assert answers.form().diastolic_mmhg is None


def test_half_a_high_pressure_waits_as_well() -> None:
    answers = _pressure("", "92")
    assert answers.doubts() == ("diastolic_mmhg",)
    assert answers.form().diastolic_mmhg is None


def test_an_unlikely_side_does_not_let_the_other_count_by_itself() -> None:
    answers = _pressure("230", "92")
    assert answers.reading("systolic_mmhg").standing is Standing.UNLIKELY
    assert answers.reading("diastolic_mmhg").standing is Standing.WAITS
    answers.confirm("systolic_mmhg")
    assert answers.form().diastolic_mmhg == 92


def test_a_pressure_that_the_record_confirmed_today_needs_no_repeating() -> None:
    answers = _pressure("146", "92")
    answers.high_on_record = True
    assert answers.form().systolic_mmhg == 146


def test_that_it_was_repeated_is_kept_in_the_draft() -> None:
    answers, again = _pressure("146", "92"), Answers(RULES)
    again.take_draft(answers.to_draft())
    assert again.pressure() is PressureState.SECOND_DUE
    answers.repeat()
    again.take_draft(answers.to_draft())
    assert again.form().systolic_mmhg == 146


def test_a_typed_first_reading_gives_way_to_what_the_record_brought_to_an_end() -> None:
    nothing = answers_of(RULES, ReferralForm(), NumberWriter())
    ended = answers_of(RULES, ReferralForm(systolic_mmhg=128.0, diastolic_mmhg=82.0), NumberWriter())
    answers = _pressure("146", "92")
    assert not answers.follow(nothing, nothing)
    assert answers.pressure() is PressureState.SECOND_DUE
    assert answers.follow(nothing, ended)
    assert answers.form().systolic_mmhg == 128


def test_a_pressure_that_was_repeated_stays_whatever_the_record_comes_to_know() -> None:
    nothing = answers_of(RULES, ReferralForm(), NumberWriter())
    ended = answers_of(RULES, ReferralForm(systolic_mmhg=128.0, diastolic_mmhg=82.0), NumberWriter())
    answers = _pressure("146", "92")
    answers.repeat()
    assert not answers.follow(nothing, ended)
    assert answers.form().systolic_mmhg == 146


@given(st.integers(60, 220), st.integers(30, 130), st.booleans(), st.booleans())
def test_a_high_pressure_never_counts_without_its_second_reading_unless_severe(
    systolic: int, diastolic: int, repeated: bool, on_record: bool
) -> None:
    answers = _pressure(str(systolic), str(diastolic))
    for code in ("systolic_mmhg", "diastolic_mmhg"):
        answers.confirm(code)
    answers.high_on_record = on_record
    if repeated:
        answers.repeat()
    sides = (answers.form().systolic_mmhg, answers.form().diastolic_mmhg)
    high, severe = systolic >= 140 or diastolic >= 90, systolic >= 160 or diastolic >= 110
    counts = diastolic < systolic and (not high or severe or repeated or on_record)
    assert sides == ((systolic, diastolic) if counts else (None, None))


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
