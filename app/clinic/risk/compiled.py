"""A rule base turned into integers, once: points times a common scale, so that sums and sets of sums are exact."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor, inf, lcm

from app.clinic.risk.assessment import AssessedFactor
from app.clinic.risk.forms import ReferralForm
from app.clinic.risk.rules import ChoiceFactor, ConditionFactor, Interval, Labels, NumberFactor, RuleBase
from app.kernel.errors import BugError


@dataclass(frozen=True, slots=True)
class Contribution:
    """One possible answer: its scaled points and how the result shows it."""

    scaled: int
    shown: AssessedFactor


@dataclass(frozen=True, slots=True)
class Step:
    """One factor. `possible`: the distinct scaled points that its answers can earn, ascending."""

    code: str
    label: Labels
    group: str | None
    possible: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConditionStep(Step):
    """Present or absent."""

    present: Contribution
    absent: Contribution

    def read(self, present: frozenset[str], asked: frozenset[str] | None) -> Contribution | None:
        """What its presence or absence earns; None when it was not asked (`asked` None: all were)."""
        if self.code in present:
            return self.present
        return self.absent if asked is None or self.code in asked else None


@dataclass(frozen=True, slots=True)
class ChoiceStep(Step):
    """An answer of a closed question."""

    answers: dict[str, Contribution]

    def read(self, form: ReferralForm) -> Contribution | None:
        """What the form's answer earns; None when unknown."""
        value = getattr(form, self.code)
        return None if value is None else self.answers[value]


@dataclass(frozen=True, slots=True)
class NumberStep(Step):
    """A reading; `ranges` ascend, each with its upper bound (the last one's is infinite)."""

    whole: bool
    ranges: tuple[tuple[float, bool, Contribution], ...]

    def read(self, form: ReferralForm) -> Contribution | None:
        """What the form's reading earns; None when unknown."""
        value = getattr(form, self.code)
        if value is None:
            return None
        if self.whole:
            value = floor(value)
        for upper, included, contribution in self.ranges:
            if value < upper or (included and value == upper):
                return contribution
        raise BugError(f"no range of {self.code} holds {value!r}")


@dataclass(frozen=True, slots=True)
class ClassBounds:
    """Scaled totals from `lowest` up to but not including `end` (None: no end) are of this class."""

    code: str
    lowest: int
    end: int | None


@dataclass(frozen=True, slots=True)
class CompiledRules:
    """What the evaluator runs on."""

    scale: int
    steps: tuple[ConditionStep | ChoiceStep | NumberStep, ...]
    classes: tuple[ClassBounds, ...]
    group_labels: dict[str, Labels]
    condition_codes: frozenset[str]
    version: str
    sha256: str

    def class_of(self, total: int) -> str:
        """The class of one scaled total."""
        for bounds in self.classes:
            if bounds.end is None or total < bounds.end:
                return bounds.code
        raise BugError(f"no class for {total}/{self.scale}")

    def classes_of(self, totals: int) -> tuple[str, ...]:
        """The classes of a set of scaled totals, given as a bit mask (bit n: the total n is in the set)."""
        found = []
        for bounds in self.classes:
            inside = totals >> bounds.lowest
            if bounds.end is not None:
                inside &= (1 << (bounds.end - bounds.lowest)) - 1
            if inside:
                found.append(bounds.code)
        return tuple(found)


@lru_cache(maxsize=16)
def compile_rules(rule_base: RuleBase) -> CompiledRules:
    """The compiled form of a rule base, made once."""
    scale = lcm(*(Fraction(number).denominator for number in _numbers(rule_base)))
    return CompiledRules(
        scale=scale,
        steps=tuple(_step(factor, scale) for factor in rule_base.factors),
        classes=tuple(_class_bounds(one.code, one.interval, scale) for one in rule_base.classes),
        group_labels={code: group.label for code, group in rule_base.counts_once.items()},
        condition_codes=rule_base.condition_codes,
        version=rule_base.version,
        sha256=rule_base.sha256,
    )


def _numbers(rule_base: RuleBase) -> list[Decimal]:
    numbers = [bound for one in rule_base.classes for bound in (one.interval.lower, one.interval.upper) if bound]
    for factor in rule_base.factors:
        if isinstance(factor, NumberFactor):
            numbers.extend(one.points for one in factor.ranges)
        elif isinstance(factor, ChoiceFactor):
            numbers.extend(one.points for one in factor.values)
        else:
            numbers.append(factor.points)
    return numbers


def _class_bounds(code: str, interval: Interval, scale: int) -> ClassBounds:
    """Totals are never negative, so the lowest class begins at zero."""
    lowest = 0 if interval.lower is None else int(interval.lower * scale) + (not interval.lower_included)
    end = None if interval.upper is None else int(interval.upper * scale) + interval.upper_included
    return ClassBounds(code, lowest, end)


def _step(factor: NumberFactor | ChoiceFactor | ConditionFactor, scale: int) -> ConditionStep | ChoiceStep | NumberStep:
    def contribution(points: Decimal, source: str, detail: Labels | None) -> Contribution:
        shown = AssessedFactor(factor.code, float(points), source, factor.label, detail, (factor.code,))
        return Contribution(int(points * scale), shown)

    if isinstance(factor, ConditionFactor):
        present = contribution(factor.points, factor.source, None)
        absent = contribution(Decimal(0), factor.source, None)
        possible = tuple(sorted({0, present.scaled}))
        return ConditionStep(factor.code, factor.label, factor.counts_once, possible, present, absent)
    if isinstance(factor, ChoiceFactor):
        answers = {one.code: contribution(one.points, one.source, one.label) for one in factor.values}
        possible = tuple(sorted({one.scaled for one in answers.values()}))
        return ChoiceStep(factor.code, factor.label, factor.counts_once, possible, answers)
    ranges = tuple(
        (
            inf if one.interval.upper is None else float(one.interval.upper),
            one.interval.upper_included,
            contribution(one.points, one.source, one.label),
        )
        for one in factor.ranges
    )
    possible = tuple(sorted({one.scaled for _, _, one in ranges}))
    return NumberStep(factor.code, factor.label, factor.counts_once, possible, factor.counted_in_whole_units, ranges)
