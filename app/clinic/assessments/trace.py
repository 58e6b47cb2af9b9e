"""Forms and assessments as JSON: what was decided is read again under the rule base it was decided with."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

from app.clinic.risk.assessment import AssessedFactor, Assessment
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm, form_to_json
from app.clinic.risk.rules import ConditionFactor, Labels, RuleBase
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
    """The stored result: everything but the labels, which stand in the rule base stored beside it.

    Only so a classification stays near 2 kB: it travels by sync over poor links, and the change log holds it again.
    """
    content = {
        "form_id": assessment.form_id,
        "class": assessment.risk_class,
        "total": assessment.total,
        "factors": [_factor_to_json(one) for one in assessment.fired],
        "without_points": [_factor_to_json(one) for one in assessment.asked_without_points],
        "unknown": assessment.unknown,
        "reachable": assessment.reachable,
        "rule_base": {"version": assessment.rule_base_version, "sha256": assessment.rule_base_sha256},
    }
    return canonical_json(content)


def assessment_from_text(text: str, rules: RuleBase) -> Assessment:
    """The result as it was stored; `rules` is the rule base that it names."""
    content: dict[str, Any] = json.loads(text)
    return Assessment(
        form_id=content["form_id"],
        risk_class=content["class"],
        total=content["total"],
        fired=tuple(_factor_from_json(one, rules) for one in content["factors"]),
        asked_without_points=tuple(_factor_from_json(one, rules) for one in content["without_points"]),
        unknown=tuple(content["unknown"]),
        reachable=tuple(content["reachable"]),
        rule_base_version=content["rule_base"]["version"],
        rule_base_sha256=content["rule_base"]["sha256"],
    )


def _factor_to_json(factor: AssessedFactor) -> dict[str, object] | str:
    """What an absent condition says is its code alone; otherwise only what differs from the usual."""
    kept: dict[str, object] = {"code": factor.code}
    if factor.points:
        kept |= {"points": factor.points, "source": factor.source}
    if factor.detail:
        kept |= {"detail": dataclasses.asdict(factor.detail), "source": factor.source}
    if factor.evidence != (factor.code,):
        kept["evidence"] = factor.evidence
    return kept if len(kept) > 1 else factor.code


def _factor_from_json(content: Mapping[str, Any] | str, rules: RuleBase) -> AssessedFactor:
    kept: Mapping[str, Any] = {"code": content} if isinstance(content, str) else content
    code, detail = kept["code"], kept.get("detail")
    named = rules.by_code.get(code)
    group = rules.counts_once.get(code)
    label = group.label if group and kept.get("points") else rules.by_code[code].label
    source = kept["source"] if "source" in kept else named.source if isinstance(named, ConditionFactor) else ""
    return AssessedFactor(
        code=code,
        points=kept.get("points", 0.0),
        source=source,
        label=label,
        detail=Labels(**detail) if detail else None,
        evidence=tuple(kept.get("evidence", (code,))),
    )
