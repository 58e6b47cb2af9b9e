"""The rule base as lines of a table that a clinician can check: every answer with its points and its source. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.clinic.risk.rules import ChoiceFactor, Factor, Interval, Labels, NumberFactor, RuleBase, Source
from app.clinic.text_keys import fold
from ui.texts import tr
from ui.texts.formats import show_number

_NO_ANSWER = Labels(pt_BR="presente", en="present")


@dataclass(frozen=True)
class RuleRow:
    """One rule: this answer to this question earns these points, says this source."""

    section: str
    factor: Labels
    answer: Labels
    points: Decimal
    source: Source
    once_with: Labels | None

    def matches(self, words: tuple[str, ...]) -> bool:
        """Whether every (folded) word occurs in the texts of either language, the source, or the points."""
        texts = (self.factor, self.answer, self.source.label)
        text = fold(" ".join(f"{one.pt_BR} {one.en}" for one in texts)) + " " + fold(self.source.place)
        return all(word in text or word == str(self.points.normalize()) for word in words)


def rule_rows(rules: RuleBase) -> tuple[RuleRow, ...]:
    """Every rule in the order of the form; absent conditions and unknown answers earn nothing and are no lines."""
    return tuple(row for factor in rules.factors for row in _rows(rules, factor))


def _rows(rules: RuleBase, factor: Factor) -> Iterator[RuleRow]:
    once = rules.counts_once[factor.counts_once].label if factor.counts_once else None
    if isinstance(factor, NumberFactor):
        answers = [(one.label, one.points, one.source) for one in factor.ranges]
    elif isinstance(factor, ChoiceFactor):
        answers = [(one.label, one.points, one.source) for one in factor.values]
    else:
        answers = [(_NO_ANSWER, factor.points, factor.source)]
    for label, points, source in answers:
        yield RuleRow(factor.section, factor.label, label, points, rules.sources[source], once)


def points_words(points: Decimal) -> str:
    """`10`, `0,5`."""
    whole = points == points.to_integral_value()
    return show_number(int(points) if whole else points.normalize())


def interval_words(interval: Interval) -> str:
    """The totals of a class in words: "de 5 a menos de 10"."""
    low = None if interval.lower is None else points_words(interval.lower)
    high = None if interval.upper is None else points_words(interval.upper)
    if low is None and high is None:
        return tr("administration.rules_any_total")
    if low is None:
        return tr("administration.rules_below", high=high)
    if high is None:
        return tr("administration.rules_from", low=low)
    return tr("administration.rules_from_below", low=low, high=high)
