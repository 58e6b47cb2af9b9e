"""What a new rule base changes, said in plain words: codes with values, texts `rule_changes.<code>`. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.clinic.risk.rules import ChoiceFactor, ConditionFactor, Factor, Interval, Labels, NumberFactor, RuleBase

Said = Labels | Decimal | str


@dataclass(frozen=True)
class RuleChange:
    """One change. `code` names the text `rule_changes.<code>`; `values` fill it, labels in the language asked for.

    `moves_points`: the change can alter somebody's total or class; otherwise it is one of words.
    """

    code: str
    values: Mapping[str, Said] = field(default_factory=dict)
    moves_points: bool = True

    def values_in(self, language: str) -> dict[str, str]:
        """The values as texts in "pt_BR" or "en"."""
        return {name: _said(value, language) for name, value in self.values.items()}


def differences(old: RuleBase, new: RuleBase) -> tuple[RuleChange, ...]:
    """Every change from `old` to `new`: classes, then factors in the order of the form, then those that go."""
    return tuple(_all(old, new))


def _all(old: RuleBase, new: RuleBase) -> Iterator[RuleChange]:
    yield from _classes(old, new)
    for factor in new.factors:
        before = old.by_code.get(factor.code)
        if before is None:
            yield RuleChange("factor_added", {"factor": factor.label, "points": _all_points(factor)})
        else:
            yield from _factor(before, factor, old, new)
    for factor in old.factors:
        if factor.code not in new.by_code:
            yield RuleChange("factor_removed", {"factor": factor.label, "points": _all_points(factor)})


def _classes(old: RuleBase, new: RuleBase) -> Iterator[RuleChange]:
    before = {one.code: one for one in old.classes}
    for one in new.classes:
        earlier = before[one.code]
        if earlier.interval != one.interval:
            bounds = {"before": _bounds(earlier.interval), "after": _bounds(one.interval)}
            yield RuleChange("class_bounds_changed", {"class": one.label, **bounds})
        if earlier.label != one.label:
            yield RuleChange("class_label_changed", {"before": earlier.label, "after": one.label}, moves_points=False)


def _factor(old: Factor, new: Factor, old_base: RuleBase, new_base: RuleBase) -> Iterator[RuleChange]:
    name = {"factor": new.label}
    if isinstance(old, NumberFactor) and isinstance(new, NumberFactor):
        yield from _number(old, new)
    elif isinstance(old, ChoiceFactor) and isinstance(new, ChoiceFactor):
        yield from _choice(old, new)
    elif isinstance(old, ConditionFactor) and isinstance(new, ConditionFactor) and old.points != new.points:
        yield RuleChange("points_changed", {**name, "before": old.points, "after": new.points})
    if old.counts_once != new.counts_once:
        groups = {"before": _group(old, old_base), "after": _group(new, new_base)}
        yield RuleChange("counts_once_changed", {**name, **groups})
    if old.label != new.label:
        yield RuleChange("label_changed", {"before": old.label, "after": new.label}, moves_points=False)
    if old.section != new.section:
        sections = {"before": _section(old, old_base), "after": _section(new, new_base)}
        yield RuleChange("section_changed", {**name, **sections}, moves_points=False)


def _number(old: NumberFactor, new: NumberFactor) -> Iterator[RuleChange]:
    name = {"factor": new.label}
    if [(one.interval, one.points) for one in old.ranges] != [(one.interval, one.points) for one in new.ranges]:
        yield RuleChange("ranges_changed", {**name, "before": _ranges(old), "after": _ranges(new)})
    if old.counted_in_whole_units != new.counted_in_whole_units:
        yield RuleChange("counting_changed", name)
    for code, before, after in (
        ("accepted_changed", old.accepted, new.accepted),
        ("usual_changed", old.usual, new.usual),
    ):
        if before != after:
            bounds = {"before": _bounds(before), "after": _bounds(after)}
            yield RuleChange(code, {**name, **bounds}, moves_points=False)


def _choice(old: ChoiceFactor, new: ChoiceFactor) -> Iterator[RuleChange]:
    before = {one.code: one for one in old.values}
    for one in new.values:
        earlier = before.pop(one.code, None)
        answer = {"factor": new.label, "answer": one.label}
        if earlier is None:
            yield RuleChange("answer_added", {**answer, "after": one.points})
        elif earlier.points != one.points:
            yield RuleChange("answer_points_changed", {**answer, "before": earlier.points, "after": one.points})
    for gone in before.values():
        yield RuleChange("answer_removed", {"factor": new.label, "answer": gone.label, "before": gone.points})


def _all_points(factor: Factor) -> Said:
    if isinstance(factor, ConditionFactor):
        return factor.points
    if isinstance(factor, NumberFactor):
        return _ranges(factor)
    return _joined([(one.label, one.points) for one in factor.values])


def _ranges(factor: NumberFactor) -> Labels:
    return _joined([(one.label, one.points) for one in factor.ranges])


def _joined(parts: list[tuple[Labels, Decimal]]) -> Labels:
    return Labels(
        *("; ".join(f"{label.in_language(one)}: {_said(points, one)}" for label, points in parts) for one in _LANGUAGES)
    )


_LANGUAGES = ("pt_BR", "en")


def _group(factor: Factor, rules: RuleBase) -> Said:
    return rules.counts_once[factor.counts_once].label if factor.counts_once else "–"


def _section(factor: Factor, rules: RuleBase) -> Said:
    return next(one.label for one in rules.sections if one.code == factor.section)


def _bounds(interval: Interval) -> Labels:
    return Labels(*(_bounds_in(interval, language) for language in _LANGUAGES))


def _bounds_in(interval: Interval, language: str) -> str:
    """As mathematics writes it, so that an open and a closed bound cannot be confused: "≥ 5 · < 10"."""
    parts = []
    if interval.lower is not None:
        parts.append(f"{'≥' if interval.lower_included else '>'} {_said(interval.lower, language)}")
    if interval.upper is not None:
        parts.append(f"{'≤' if interval.upper_included else '<'} {_said(interval.upper, language)}")
    return " · ".join(parts)


def _said(value: Said, language: str) -> str:
    if isinstance(value, Labels):
        return value.in_language(language)
    text = str(value)
    return text.replace(".", ",") if isinstance(value, Decimal) and language == "pt_BR" else text
