"""The words of the risk card: what it says, and what it must never suggest."""

from hypothesis import given
from hypothesis import strategies as st

from app.clinic.risk.evaluator import assess, explain_unknown
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.loader import default_rule_base
from app.clinic.risk.vocabulary import Schooling
from ui.pregnancy.card_reading import CardReading, Certainty, read_card

RULES = default_rule_base()
NONE_ASKED: frozenset[str] = frozenset()


def _read(form: ReferralForm, *, empty: bool = False) -> CardReading:
    return read_card(
        assess(form, RULES), explain_unknown(form, RULES), RULES, empty=empty, heading="Nova classificação"
    )


def test_without_any_answer_no_class_is_named() -> None:
    reading = _read(ReferralForm(conditions_asked=NONE_ASKED), empty=True)
    assert (reading.certainty, reading.class_code, reading.total) == (Certainty.NOTHING, None, "")


def test_a_habitual_risk_that_may_rise_names_the_classes_and_what_would_lead_there() -> None:
    reading = _read(ReferralForm(age_years=30, conditions_asked=NONE_ASKED))
    assert reading.certainty is Certainty.PROVISIONAL
    first, second = reading.warnings
    assert "ALTO RISCO COM ENCAMINHAMENTO se houver:" in first
    assert "Hipertensão arterial" in first
    assert "ALTO RISCO SEM ENCAMINHAMENTO" in second


def test_the_gravest_class_is_certain_whatever_is_missing() -> None:
    reading = _read(ReferralForm(conditions=frozenset({"diabetes"}), conditions_asked=frozenset({"diabetes"})))
    assert (reading.certainty, reading.warnings) == (Certainty.CERTAIN, ())
    assert (reading.big, reading.small, reading.total) == ("Alto risco", "com encaminhamento", "10 pontos")


def test_several_small_answers_that_only_together_change_the_class_are_told_so() -> None:
    asked = RULES.condition_codes - {"fatigue", "anaemia", "uterine_myomatosis", "abo_incompatibility"}
    form = ReferralForm(30, 30, 60, None, None, None, 110, 70, frozenset(), asked)
    reading = _read(form)
    assert reading.warnings == (
        "Pode chegar a ALTO RISCO SEM ENCAMINHAMENTO se várias respostas que faltam somarem pontos.",
    )


def test_points_are_written_with_a_comma() -> None:
    form = ReferralForm(age_years=40, schooling=Schooling.PRIMARY_COMPLETE, conditions_asked=NONE_ASKED)
    assert _read(form).total == "1,5 pontos"


@given(st.sets(st.sampled_from(sorted(RULES.condition_codes))), st.sets(st.sampled_from(sorted(RULES.condition_codes))))
def test_the_card_is_settled_exactly_when_no_missing_answer_can_change_the_class(
    present: set[str], absent: set[str]
) -> None:
    form = ReferralForm(conditions=frozenset(present), conditions_asked=frozenset(present | absent))
    reading = _read(form)
    certain = assess(form, RULES).is_certain
    assert (reading.certainty is Certainty.CERTAIN) == certain == (not reading.warnings)
