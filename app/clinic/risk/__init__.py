"""Gestational risk: the rule base (data), the referral form, the pure evaluator and its explained result.

form = parse_form(answers, default_rule_base())
assessment = assess(form, default_rule_base())
"""

from app.clinic.risk.assessment import AssessedFactor, Assessment, UnknownFactor, to_json
from app.clinic.risk.evaluator import assess, explain_unknown
from app.clinic.risk.field_checks import FormProblem
from app.clinic.risk.forms import (
    FormError,
    ReferralForm,
    UnlikelyValue,
    form_problems,
    form_to_json,
    parse_form,
    unlikely_values,
)
from app.clinic.risk.loader import default_rule_base, load_rule_base
from app.clinic.risk.rules import RuleBase
from app.clinic.risk.vocabulary import FamilyIncome, MaritalStatus, Schooling
from app.clinic.risk.yaml_nodes import RuleBaseProblem

__all__ = [
    "AssessedFactor",
    "Assessment",
    "FamilyIncome",
    "FormError",
    "FormProblem",
    "MaritalStatus",
    "ReferralForm",
    "RuleBase",
    "RuleBaseProblem",
    "Schooling",
    "UnknownFactor",
    "UnlikelyValue",
    "assess",
    "default_rule_base",
    "explain_unknown",
    "form_problems",
    "form_to_json",
    "load_rule_base",
    "parse_form",
    "to_json",
    "unlikely_values",
]
