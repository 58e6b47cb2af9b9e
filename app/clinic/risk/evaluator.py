"""The pure function from answers to class: adds what is known, and follows what is unknown to every possible total.

The possible totals are a bit mask in one integer (bit n: n scaled points can still be reached). A missing answer that
could earn 0 or 5 turns the mask into `mask | mask << 5`: thousands of completions cost one shift.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.clinic.risk.assessment import AssessedFactor, Assessment, UnknownFactor
from app.clinic.risk.compiled import CompiledRules, ConditionStep, Contribution, Step, compile_rules
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.rules import RuleBase
from app.kernel.errors import BugError


@dataclass(slots=True)
class _Group:
    """A counts-once group while a form is read: what is known counts as its strongest member, once."""

    code: str
    known: int = 0
    fired: list[Contribution] = field(default_factory=list)
    unknown: list[Step] = field(default_factory=list)
    slot: int = 0  # where in the list of fired factors it belongs

    def add(self, contribution: Contribution) -> None:
        self.fired.append(contribution)
        self.known = max(self.known, contribution.scaled)

    def could_add(self) -> Iterable[int]:
        values = {self.known}
        for step in self.unknown:
            values = {max(value, possible) for value in values for possible in step.possible}
        return sorted(value - self.known for value in values)

    def shown(self, rules: CompiledRules) -> AssessedFactor:
        """One entry for all members; its source is that of the strongest, the group's namesake first."""
        strongest = [one.shown for one in self.fired if one.scaled == self.known]
        named = next((one for one in strongest if one.code == self.code), strongest[0])
        evidence = tuple(one.shown.code for one in self.fired)
        label = rules.group_labels[self.code]
        return AssessedFactor(self.code, self.known / rules.scale, named.source, label, None, evidence)


@dataclass(slots=True)
class _Reading:
    """A form as read through the steps."""

    total: int = 0
    fired: list[AssessedFactor | None] = field(default_factory=list)
    without_points: list[AssessedFactor] = field(default_factory=list)
    unknown: list[Step] = field(default_factory=list)
    groups: dict[str, _Group] = field(default_factory=dict)


def assess(form: ReferralForm, rule_base: RuleBase) -> Assessment:
    """Class, total, factors and reachable classes of `form` under `rule_base`.

    `reachable` supposes that an unknown reading may fall into any of its ranges. Raises BugError for a form with
    conditions that the rule base does not know (`parse_form` refuses those).
    """
    rules = compile_rules(rule_base)
    reading = _read(form, rules)
    totals = _possible_totals(reading)
    return Assessment(
        form_id=form.id,
        risk_class=rules.class_of(reading.total),
        total=reading.total / rules.scale,
        fired=tuple(factor for factor in reading.fired if factor is not None),
        asked_without_points=tuple(reading.without_points),
        unknown=tuple(step.code for step in reading.unknown),
        reachable=rules.classes_of(totals),
        rule_base_version=rules.version,
        rule_base_sha256=rules.sha256,
    )


def explain_unknown(form: ReferralForm, rule_base: RuleBase) -> tuple[UnknownFactor, ...]:
    """For each missing answer, in the order of the form: what it alone could add and which classes that leads to."""
    rules = compile_rules(rule_base)
    reading = _read(form, rules)
    found = []
    for step in reading.unknown:
        known = reading.groups[step.group].known if step.group is not None else 0
        adds = sorted({max(known, possible) - known for possible in step.possible})
        totals = sum(1 << (reading.total + scaled) for scaled in adds)
        could_add = tuple(scaled / rules.scale for scaled in adds)
        found.append(UnknownFactor(step.code, step.label, could_add, rules.classes_of(totals)))
    return tuple(found)


def _read(form: ReferralForm, rules: CompiledRules) -> _Reading:
    present = form.conditions
    if not present <= rules.condition_codes:
        raise BugError(f"conditions unknown to the rule base: {sorted(present - rules.condition_codes)}")
    asked = None if isinstance(form.conditions_asked, str) else form.conditions_asked
    reading = _Reading()
    for step in rules.steps:
        contribution = step.read(present, asked) if isinstance(step, ConditionStep) else step.read(form)
        if step.group is not None:
            _take_into_group(step, step.group, contribution, reading)
        elif contribution is None:
            reading.unknown.append(step)
        elif contribution.scaled:
            reading.total += contribution.scaled
            reading.fired.append(contribution.shown)
        else:
            reading.without_points.append(contribution.shown)
    for group in reading.groups.values():
        if group.fired:
            reading.total += group.known
            reading.fired[group.slot] = group.shown(rules)
    return reading


def _take_into_group(step: Step, code: str, contribution: Contribution | None, reading: _Reading) -> None:
    group = reading.groups.get(code)
    if group is None:
        group = reading.groups[code] = _Group(code)
    if contribution is None:
        group.unknown.append(step)
        reading.unknown.append(step)
    elif not contribution.scaled:
        reading.without_points.append(contribution.shown)
    else:
        if not group.fired:
            group.slot = len(reading.fired)
            reading.fired.append(None)
        group.add(contribution)


def _possible_totals(reading: _Reading) -> int:
    totals = 1 << reading.total
    for step in reading.unknown:
        if step.group is None:
            totals = _spread(totals, step.possible)
    for group in reading.groups.values():
        if group.unknown:
            totals = _spread(totals, group.could_add())
    return totals


def _spread(totals: int, adds: Iterable[int]) -> int:
    spread = 0
    for scaled in adds:
        spread |= totals << scaled
    return spread
