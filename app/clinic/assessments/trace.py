"""Forms and assessments as JSON, whole, so that what was decided can be read again without today's program or rules."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from app.clinic.risk.assessment import AssessedFactor, Assessment
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm, form_to_json
from app.clinic.risk.rules import Labels
from app.clinic.risk.vocabulary import CHOICE_FIELDS, NUMBER_FIELDS
from app.kernel.canonical import canonical_json


def form_to_text(form: ReferralForm) -> str:
    """The stored form: the keys of interfaces.md."""
    return canonical_json(form_to_json(form))


def form_from_text(text: str) -> ReferralForm:
    """A stored form as it was, read without any rule base: it was checked when it was stored."""
    answers: Mapping[str, Any] = json.loads(text)
    numbers = {name: answers.get(name) for name in NUMBER_FIELDS}
    choices: dict[str, Any] = {
        name: kind(answers[name]) if answers.get(name) is not None else None for name, kind in CHOICE_FIELDS.items()
    }
    asked = answers["conditions_asked"]
    return ReferralForm(
        id=answers.get("id"),
        conditions=frozenset(answers["conditions"]),
        conditions_asked=ALL_CONDITIONS if asked == ALL_CONDITIONS else frozenset(asked),
        **numbers,
        **choices,
    )


def assessment_to_text(assessment: Assessment) -> str:
    """The stored result: every field, labels included."""
    return canonical_json(dataclasses.asdict(assessment))


def assessment_from_text(text: str) -> Assessment:
    """The result as it was stored."""
    content: dict[str, Any] = json.loads(text)
    content |= {name: tuple(_factor(one) for one in content[name]) for name in ("fired", "asked_without_points")}
    content |= {name: tuple(content[name]) for name in ("unknown", "reachable")}
    return Assessment(**content)


def _factor(content: Mapping[str, Any]) -> AssessedFactor:
    detail = content["detail"]
    return AssessedFactor(
        code=content["code"],
        points=content["points"],
        source=content["source"],
        label=Labels(**content["label"]),
        detail=Labels(**detail) if detail else None,
        evidence=tuple(content["evidence"]),
    )
