"""`bench classify`: forms per second, beside a naive transcription of the score table on the same forms.

The transcription adds points and names a class, nothing else: no checks, no explanation, no unknown answers. It is
what the explanations and the exact reachable classes are paid against, and a second opinion on every class.
"""

import argparse
import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.clinic.risk import RuleBase, assess, default_rule_base, parse_form, to_json
from app.clinic.risk.vocabulary import CHOICE_FIELDS

FORMS: Final = 20_000
TARGET_FORMS_PER_SECOND: Final = 20_000
_SEED: Final = 2017
_RUNS: Final = 3

_ONE: Final = frozenset(
    [
        "uterine_myomatosis",
        "abo_incompatibility",
        "previous_child_down_syndrome",
        "sexual_abuse",
        "toxoplasmosis_igm_igg_negative",
        "placental_maturation",
        "anaemia",
        "anticoagulant_positive",
        "anti_hbs_reactive",
        "fatigue",
    ]
)
_THREE: Final = frozenset(("asthma", "urinary_infection"))
_FIVE: Final = frozenset(
    [
        "threatened_abortion",
        "syphilis",
        "placenta_praevia",
        "psychiatric_disease",
        "two_abortions",
        "rh_negative",
        "abortion",
        "chronic_arthritis",
        "obesity",
        "underweight",
        "renal_calculus",
        "bad_obstetric_history",
        "hypothyroidism",
    ]
)


def run(arguments: argparse.Namespace) -> dict[str, object]:  # noqa: ARG001 - every bench is called alike
    """Figures of one run; the best of three passes for throughput, single forms for the percentiles."""
    rule_base = default_rule_base()
    forms = synthetic_forms(FORMS, rule_base)
    partly_unknown = [form | {"conditions_asked": form["conditions"], "weight_kg": None} for form in forms]

    def classify(form: Mapping[str, Any]) -> dict[str, Any]:
        return to_json(assess(parse_form(form, rule_base), rule_base))

    ours = _per_second(classify, forms)
    naive = _per_second(naive_class, forms)
    spent = sorted(_each(classify, forms))
    return {
        "forms": FORMS,
        "forms_per_second": ours,
        "target_forms_per_second": TARGET_FORMS_PER_SECOND,
        "forms_per_second_most_answers_unknown": _per_second(classify, partly_unknown),
        "naive_forms_per_second": naive,
        "naive_is_faster_by": naive / ours,
        "p50_microseconds": spent[len(spent) // 2] * 1e6,
        "p99_microseconds": spent[len(spent) * 99 // 100] * 1e6,
        "classes_differing_from_naive": sum(classify(form)["class"] != naive_class(form) for form in forms),
    }


def synthetic_forms(count: int, rule_base: RuleBase) -> list[dict[str, Any]]:
    """`count` complete invented forms, the same at every run; about one in four conditions lists is empty."""
    dice = random.Random(_SEED)
    codes = sorted(rule_base.condition_codes)
    forms = []
    for number in range(count):
        systolic = dice.randint(90, 170)
        forms.append(
            {
                "id": f"synthetic-{number}",
                "age_years": dice.randint(12, 46),
                "weight_kg": dice.randint(400, 1100) / 10,
                **{key: dice.choice([member.value for member in kind]) for key, kind in CHOICE_FIELDS.items()},
                "systolic_mmhg": systolic,
                "diastolic_mmhg": dice.randint(50, min(110, systolic - 10)),
                "conditions": dice.sample(codes, dice.randint(0, 3)),
                "conditions_asked": "all",
            }
        )
    return forms


def naive_class(form: Mapping[str, Any]) -> str:
    """The class of a complete form by plain ifs."""
    total = _naive_social_points(form)
    hypertension = form["systolic_mmhg"] > 140 or form["diastolic_mmhg"] > 90
    for code in form["conditions"]:
        if code == "hypertension":
            hypertension = True
        elif code in _ONE:
            total += 1
        elif code in _THREE:
            total += 3
        elif code in _FIVE:
            total += 5
        else:
            total += 10
    if hypertension:
        total += 10
    return "ARCE" if total >= 10 else "ARSE" if total >= 5 else "RH"


def _naive_social_points(form: Mapping[str, Any]) -> float:
    total = 0.0
    if form["age_years"] < 15 or form["age_years"] > 35:
        total += 1
    if form["weight_kg"] < 45 or form["weight_kg"] > 75:
        total += 5
    if form["marital_status"] in ("single", "divorced", "widowed"):
        total += 1
    if form["schooling"] == "none":
        total += 1
    elif form["schooling"] in ("primary_incomplete", "primary_complete", "secondary_incomplete"):
        total += 0.5
    if form["family_income"] != "more_than_1":
        total += 1
    return total


def _per_second(classify: Callable[[Mapping[str, Any]], object], forms: Sequence[Mapping[str, Any]]) -> float:
    best = float("inf")
    for _ in range(_RUNS):
        begun = time.perf_counter()
        for form in forms:
            classify(form)
        best = min(best, time.perf_counter() - begun)
    return len(forms) / best


def _each(classify: Callable[[Mapping[str, Any]], object], forms: Sequence[Mapping[str, Any]]) -> list[float]:
    spent = []
    for form in forms:
        begun = time.perf_counter()
        classify(form)
        spent.append(time.perf_counter() - begun)
    return spent
