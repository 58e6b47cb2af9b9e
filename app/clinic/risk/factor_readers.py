"""Turns one entry of a rule base's `numbers`, `choices` or `conditions` into a factor, noting what is wrong with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from app.clinic.risk.checks import check_cover, is_empty
from app.clinic.risk.rules import (
    ChoiceFactor,
    ChoiceValue,
    ConditionFactor,
    Interval,
    Labels,
    NumberFactor,
    NumberRange,
)
from app.clinic.risk.vocabulary import CHOICE_FIELDS, FORM_KEYS, NUMBER_FIELDS
from app.clinic.risk.yaml_nodes import Entry, Problems, mappings

MOST_POINTS: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Names:
    """The words that factors may refer to."""

    sources: list[str]
    sections: list[str]
    groups: list[str]

    def check(
        self,
        entry: Entry,
        key: str,
        problem: str,
        known: Sequence[str],
        problems: Problems,
        *,
        optional: bool = False,
    ) -> str:
        """The code at `key`, with a problem noted when it is not among `known`."""
        code = entry.code(key, optional=optional)
        if code and code not in known:
            problems.add_unknown(entry.line_at(key), problem, code, list(known))
        return code


def read_labels(entry: Entry) -> Labels:
    """The texts `pt_BR` and `en` of an entry."""
    return Labels(pt_BR=entry.text("pt_BR"), en=entry.text("en"))


def read_interval(entry: Entry, problems: Problems) -> Interval:
    """The bounds of an entry: `from` or `above`, `to` or `below`; a side may be left out."""
    bounds = {key: entry.number(key, optional=True) for key in ("from", "above", "to", "below")}
    for included, excluded in (("from", "above"), ("to", "below")):
        if entry.has(included) and entry.has(excluded):
            problems.add(entry.line, "two_bounds", first=included, second=excluded)
    interval = Interval(
        lower=bounds["above"] if bounds["from"] is None else bounds["from"],
        upper=bounds["below"] if bounds["to"] is None else bounds["to"],
        lower_included=bounds["from"] is not None,
        upper_included=bounds["to"] is not None,
    )
    if is_empty(interval):
        problems.add(entry.line, "empty_range")
    return interval


class FactorReader:
    """Reads factors one by one; the words they may use are known by now."""

    def __init__(self, names: Names, problems: Problems) -> None:
        self._names = names
        self._problems = problems

    def number(self, entry: Entry) -> NumberFactor:
        """One entry of `numbers`."""
        code = self._form_key(entry, NUMBER_FIELDS)
        unit = entry.entry("unit")
        unit_label = read_labels(unit) if unit is not None else Labels("", "")
        if unit is not None:
            unit.finish()
        accepted, source = self._limits(entry, "accepted")
        usual, _ = self._limits(entry, "usual")
        self._check_limits(entry, accepted, usual)
        less_than = self._names.check(
            entry, "less_than", "unknown_factor", NUMBER_FIELDS, self._problems, optional=True
        )
        if less_than and less_than == code:
            self._problems.add(entry.line_at("less_than"), "less_than_itself", value=code)
        return NumberFactor(
            code=code,
            section=self._section(entry),
            label=read_labels(entry),
            unit=unit_label,
            decimals=self._decimals(entry),
            counted_in_whole_units=self._counted(entry) == "whole",
            accepted=accepted,
            usual=usual,
            limits_source=source,
            ranges=self._ranges(entry, code),
            less_than=less_than or None,
            counts_once=self._group(entry),
        )

    def choice(self, entry: Entry) -> ChoiceFactor:
        """One entry of `choices`."""
        code = self._form_key(entry, tuple(CHOICE_FIELDS))
        known = [member.value for member in CHOICE_FIELDS[code]] if code in CHOICE_FIELDS else []
        values: dict[str, ChoiceValue] = {}
        for one in mappings(entry.node("values"), "values", self._problems):
            value = one.code()
            if value and known and value not in known:
                self._problems.add_unknown(one.line_at("code"), "unknown_value", value, known)
            if value in values:
                self._problems.add(one.line, "duplicate_code", value=value)
            values[value] = ChoiceValue(value, self._points(one), self._source(one), read_labels(one))
            one.finish()
        for value in known:
            if value not in values:
                self._problems.add(entry.line, "missing_value", what=code, value=value)
        return ChoiceFactor(code, self._section(entry), read_labels(entry), tuple(values.values()), self._group(entry))

    def condition(self, entry: Entry) -> ConditionFactor:
        """One entry of `conditions`."""
        code = entry.code()
        if code in FORM_KEYS:
            self._problems.add(entry.line_at("code"), "reserved_code", value=code)
        return ConditionFactor(
            code=code,
            section=self._section(entry),
            label=read_labels(entry),
            points=self._points(entry),
            source=self._source(entry),
            counts_once=self._group(entry),
        )

    def _form_key(self, entry: Entry, known: tuple[str, ...]) -> str:
        return self._names.check(entry, "code", "unknown_factor", known, self._problems)

    def _section(self, entry: Entry) -> str:
        return self._names.check(entry, "section", "unknown_section", self._names.sections, self._problems)

    def _source(self, entry: Entry) -> str:
        return self._names.check(entry, "source", "unknown_source", self._names.sources, self._problems)

    def _group(self, entry: Entry) -> str | None:
        known = self._names.groups
        return self._names.check(entry, "counts_once", "unknown_group", known, self._problems, optional=True) or None

    def _counted(self, entry: Entry) -> str:
        return self._names.check(entry, "counted", "unknown_counting", ("whole", "exact"), self._problems)

    def _points(self, entry: Entry) -> Decimal:
        points = entry.number("points")
        if points is None:
            return Decimal(0)
        if points < 0:
            self._problems.add(entry.line_at("points"), "negative_points", value=str(points))
        if points > MOST_POINTS:
            self._problems.add(entry.line_at("points"), "too_many_points", value=str(points), most=str(MOST_POINTS))
        return points

    def _decimals(self, entry: Entry) -> int:
        decimals = entry.number("decimals")
        if decimals is None:
            return 0
        if decimals not in (0, 1, 2):
            self._problems.add(entry.line_at("decimals"), "bad_decimals", value=str(decimals))
        return int(decimals)

    def _limits(self, entry: Entry, key: str) -> tuple[Interval, str]:
        limits = entry.entry(key)
        if limits is None:
            return Interval(None, None, False, False), ""
        interval, source = read_interval(limits, self._problems), self._source(limits)
        if not (interval.lower_included and interval.upper_included):
            self._problems.add(limits.line, "limits_open", key=key)
        limits.finish()
        return interval, source

    def _check_limits(self, entry: Entry, accepted: Interval, usual: Interval) -> None:
        if None in (accepted.lower, accepted.upper, usual.lower, usual.upper):
            return
        if not all(accepted.holds(bound) for bound in (usual.lower, usual.upper) if bound is not None):
            self._problems.add(entry.line_at("usual"), "usual_outside_accepted")

    def _ranges(self, entry: Entry, what: str) -> tuple[NumberRange, ...]:
        found: list[NumberRange] = []
        intervals: list[tuple[int, Interval]] = []
        node = entry.node("ranges")
        for one in mappings(node, "ranges", self._problems):
            interval = read_interval(one, self._problems)
            intervals.append((one.line, interval))
            found.append(NumberRange(interval, self._points(one), self._source(one), read_labels(one)))
            one.finish()
        if node is not None and not found:
            self._problems.add(entry.line_at("ranges"), "no_ranges", what=what)
        check_cover(intervals, what, self._problems)
        found.sort(key=lambda one: (one.interval.lower is not None, one.interval.lower or 0))
        return tuple(found)
