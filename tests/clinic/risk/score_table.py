"""The score table written down a second time, by hand from the thesis and interfaces.md, apart from the rule base."""

from typing import Any, Final

from app.clinic.risk import Assessment, assess, default_rule_base, parse_form

CONDITION_POINTS: Final[dict[str, int]] = {
    # interfaces.md, "1 point"
    "uterine_myomatosis": 1,
    "abo_incompatibility": 1,
    "previous_child_down_syndrome": 1,
    "sexual_abuse": 1,
    "toxoplasmosis_igm_igg_negative": 1,
    "placental_maturation": 1,
    "anaemia": 1,
    "anticoagulant_positive": 1,
    "anti_hbs_reactive": 1,
    "fatigue": 1,
    # "3"
    "asthma": 3,
    "urinary_infection": 3,
    # "5"
    "threatened_abortion": 5,
    "syphilis": 5,
    "placenta_praevia": 5,
    "psychiatric_disease": 5,
    "two_abortions": 5,
    "rh_negative": 5,
    "abortion": 5,
    "chronic_arthritis": 5,
    "obesity": 5,
    "underweight": 5,
    "renal_calculus": 5,
    "bad_obstetric_history": 5,
    "hypothyroidism": 5,
    # "10"
    "fetal_malformation": 10,
    "fetal_cardiac_alteration": 10,
    "haemolytic_disease": 10,
    "isoimmunisation": 10,
    "polyhydramnios": 10,
    "oligohydramnios": 10,
    "fetal_growth_restriction": 10,
    "cin": 10,
    "hypertension": 10,
    "diabetes": 10,
    "multiple_pregnancy": 10,
    "cervical_incompetence": 10,
    "cardiopathy": 10,
    "marked_varices": 10,
    "autoimmune_disease": 10,
    "maternal_cancer": 10,
    "severe_renal_disease": 10,
    "epilepsy": 10,
    "hiv": 10,
    "eclampsia": 10,
    "recurrent_abortion": 10,
    "achalasia": 10,
    "sickle_cell_anaemia": 10,
    "anaemia_after_gastroplasty": 10,
    "condylomatosis": 10,
    "toxoplasmosis_igg_igm_positive": 10,
    "rheumatoid_arthritis": 10,
}

ANSWER_POINTS: Final[dict[str, dict[str, float]]] = {
    "marital_status": {"married": 0, "stable_union": 0, "single": 1, "divorced": 1, "widowed": 1},
    "schooling": {
        "none": 1,
        "primary_incomplete": 0.5,
        "primary_complete": 0.5,
        "secondary_incomplete": 0.5,
        "secondary_complete": 0,
        "higher": 0,
    },
    "family_income": {"less_than_1": 1, "1": 1, "more_than_1": 0},
}

WITHOUT_POINTS: Final[dict[str, Any]] = {
    "id": "zero",
    "age_years": 25,
    "weight_kg": 60.0,
    "marital_status": "married",
    "schooling": "higher",
    "family_income": "more_than_1",
    "systolic_mmhg": 120,
    "diastolic_mmhg": 80,
    "conditions": [],
    "conditions_asked": "all",
}
"""A form in which every answer is known and none earns a point."""


def assessed(**answers: object) -> Assessment:
    """The assessment of the form without points, changed by `answers`."""
    rule_base = default_rule_base()
    return assess(parse_form(WITHOUT_POINTS | answers, rule_base), rule_base)
