"""A referral form and how it is read from JSON-like data: strict, because the thesis' errors were input errors.

A key left out or null is *unknown*. That holds for `conditions` too: left out together with `conditions_asked`, no
condition was asked; an empty list with `conditions_asked` left out or "all" says that all were asked and none is there.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from app.clinic.risk.field_checks import FormChecks, FormProblem, form_checks
from app.clinic.risk.rules import RuleBase
from app.clinic.risk.vocabulary import FORM_KEYS, NUMBER_FIELDS, FamilyIncome, MaritalStatus, Schooling
from app.kernel.errors import KnownError

ALL_CONDITIONS: Final = "all"
_KNOWN_KEYS: Final = frozenset(FORM_KEYS)
LONGEST_ID: Final = 200


@dataclass(frozen=True, slots=True)
class ReferralForm:
    """The answers for one pregnant woman; None is *unknown*, never zero.

    `age_years`: years (completed years count). `weight_kg`: kg. Readings: mmHg. `conditions`: codes that are present;
    `conditions_asked`: "all" (what is not listed is absent) or the codes that were asked (the others are unknown).
    """

    id: str | int | None = None
    age_years: float | None = None
    weight_kg: float | None = None
    marital_status: MaritalStatus | None = None
    schooling: Schooling | None = None
    family_income: FamilyIncome | None = None
    systolic_mmhg: float | None = None
    diastolic_mmhg: float | None = None
    conditions: frozenset[str] = frozenset()
    conditions_asked: Literal["all"] | frozenset[str] = ALL_CONDITIONS


@dataclass(frozen=True, slots=True)
class UnlikelyValue:
    """A reading that is possible but rare: the person who types confirms it (`lowest` to `highest` is usual)."""

    field: str
    value: float
    lowest: float
    highest: float


class FormError(KnownError):
    """A form that is not valid: its first problem; `problems` has all of them."""

    def __init__(self, problems: tuple[FormProblem, ...]) -> None:
        first = problems[0]
        super().__init__(first.code, **first.text_values())
        self.problems = problems
        self.field = first.field
        self.value = first.value
        self.expected = first.expected


def parse_form(answers: Mapping[str, Any], rule_base: RuleBase) -> ReferralForm:
    """The form in `answers` (keys of interfaces.md); raises FormError when anything in it is not as expected."""
    form, problems = _read(answers, form_checks(rule_base))
    if problems:
        raise FormError(tuple(problems))
    return form


def form_problems(answers: Mapping[str, Any], rule_base: RuleBase) -> tuple[FormProblem, ...]:
    """Everything that is wrong with `answers`; empty when `parse_form` would accept them."""
    return tuple(_read(answers, form_checks(rule_base))[1])


def form_to_json(form: ReferralForm) -> dict[str, Any]:
    """The form as JSON-like data with every key of interfaces.md, lists sorted; `parse_form` reads it back equal."""
    asked = form.conditions_asked
    return {key: getattr(form, key) for key in FORM_KEYS} | {
        "conditions": sorted(form.conditions),
        "conditions_asked": asked if isinstance(asked, str) else sorted(asked),
    }


def unlikely_values(form: ReferralForm, rule_base: RuleBase) -> tuple[UnlikelyValue, ...]:
    """The accepted readings outside of what is usual, to be confirmed before the form is sent."""
    found = []
    for code in NUMBER_FIELDS:
        value: float | None = getattr(form, code)
        usual = rule_base.number(code).usual
        if value is not None and not usual.holds(value):
            found.append(UnlikelyValue(code, value, float(usual.lower or 0), float(usual.upper or 0)))
    return tuple(found)


def _read(answers: object, checks: FormChecks) -> tuple[ReferralForm, list[FormProblem]]:
    problems: list[FormProblem] = []
    if not isinstance(answers, Mapping):
        problems.append(FormProblem("form", answers, "risk.form_not_an_object", "an object with the keys of a form"))
        return ReferralForm(), problems
    if not answers.keys() <= _KNOWN_KEYS:
        checks.unknown_keys(answers, problems)
    form_id = answers.get("id")
    if form_id is not None and not _is_id(form_id):
        expected = f"a text of at most {LONGEST_ID} characters, or a whole number"
        problems.append(FormProblem("id", form_id, "risk.form_bad_id", expected, {"most": LONGEST_ID}))
        form_id = None
    age, weight, systolic, diastolic = (checks.number(code, answers.get(code), problems) for code in NUMBER_FIELDS)
    checks.cross_checks(answers, problems)
    present, asked = checks.conditions(answers.get("conditions"), answers.get("conditions_asked"), problems)
    form = ReferralForm(
        form_id,
        age,
        weight,
        checks.choice(MaritalStatus, "marital_status", answers.get("marital_status"), problems),
        checks.choice(Schooling, "schooling", answers.get("schooling"), problems),
        checks.choice(FamilyIncome, "family_income", answers.get("family_income"), problems),
        systolic,
        diastolic,
        present,
        ALL_CONDITIONS if asked is None else asked,
    )
    return form, problems


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return len(value) <= LONGEST_ID
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**LONGEST_ID
