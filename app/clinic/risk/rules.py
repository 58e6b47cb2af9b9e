"""A rule base in memory: immutable, as `loader.load_rule_base` has validated it.

Points and bounds are exact decimals as written in the file; `evaluator` turns them into integers once.
Two rule bases are equal when their files are byte for byte the same (`sha256`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Labels:
    """One text in both languages of the program."""

    pt_BR: str  # named as the locale is written in the files
    en: str

    def in_language(self, language: str) -> str:
        """The text in `language` ("pt_BR" or "en"); any other language reads the English one."""
        return self.pt_BR if language == "pt_BR" else self.en


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure comes from: the document, the place in it, and how the screen names it."""

    code: str
    document: str
    place: str
    label: Labels


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form (thesis section 2.2.2)."""

    code: str
    label: Labels


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of the number line; a missing bound (None) means without end on that side."""

    lower: Decimal | None
    upper: Decimal | None
    lower_included: bool
    upper_included: bool

    def holds(self, value: Decimal | int | float) -> bool:
        """Whether `value` lies inside; floats are compared as the decimal that they print as."""
        exact = Decimal(str(value))
        if self.lower is not None and (exact < self.lower or (exact == self.lower and not self.lower_included)):
            return False
        return self.upper is None or exact < self.upper or (exact == self.upper and self.upper_included)


@dataclass(frozen=True, slots=True)
class NumberRange:
    """One row of a numeric factor: readings inside `interval` earn `points`."""

    interval: Interval
    points: Decimal
    source: str
    label: Labels


@dataclass(frozen=True, slots=True)
class NumberFactor:
    """A measured factor: age, weight, a blood-pressure reading.

    `accepted`: readings outside are refused; `usual`: readings outside ask for confirmation (both the project's own
    choice, `limits_source`). `counted_in_whole_units`: only completed units count (age: 35 years and 8 months is 35).
    `less_than` names the field whose reading must be higher (diastolic below systolic). `unit` is a label.
    """

    code: str
    section: str
    label: Labels
    unit: Labels
    decimals: int
    counted_in_whole_units: bool
    accepted: Interval
    usual: Interval
    limits_source: str
    ranges: tuple[NumberRange, ...]
    less_than: str | None = None
    counts_once: str | None = None


@dataclass(frozen=True, slots=True)
class ChoiceValue:
    """One answer of a closed question."""

    code: str
    points: Decimal
    source: str
    label: Labels


@dataclass(frozen=True, slots=True)
class ChoiceFactor:
    """A closed question: marital status, schooling, family income."""

    code: str
    section: str
    label: Labels
    values: tuple[ChoiceValue, ...]
    counts_once: str | None = None


@dataclass(frozen=True, slots=True)
class ConditionFactor:
    """A diagnosis or event that is present or absent; absent earns nothing."""

    code: str
    section: str
    label: Labels
    points: Decimal
    source: str
    counts_once: str | None = None


Factor = NumberFactor | ChoiceFactor | ConditionFactor


@dataclass(frozen=True, slots=True)
class CountsOnce:
    """Factors that are evidence of the same thing: together they earn what the strongest of them earns."""

    code: str
    label: Labels


@dataclass(frozen=True, slots=True)
class RiskClass:
    """A class and the totals that belong to it (lower bound included, upper bound excluded)."""

    code: str
    interval: Interval
    source: str
    label: Labels


@dataclass(frozen=True)
class RuleBase:
    """A whole validated rule base.

    `factors` are in the order of the form: section by section, numbers before choices before conditions, each as in
    the file. `classes` go from the lowest total to the highest. `text` is the file as read, so that a stored copy
    can be loaded again: `load_rule_base(rule_base.text) == rule_base`. `sha256` is that of the file's bytes.
    """

    sha256: str
    version: str = field(compare=False)
    date: date = field(compare=False)
    title: Labels = field(compare=False)
    text: str = field(compare=False, repr=False)
    sources: Mapping[str, Source] = field(compare=False, repr=False)
    sections: tuple[Section, ...] = field(compare=False, repr=False)
    classes: tuple[RiskClass, ...] = field(compare=False, repr=False)
    counts_once: Mapping[str, CountsOnce] = field(compare=False, repr=False)
    factors: tuple[Factor, ...] = field(compare=False, repr=False)
    by_code: Mapping[str, Factor] = field(compare=False, repr=False)
    condition_codes: frozenset[str] = field(compare=False, repr=False)

    def in_section(self, section: str) -> tuple[Factor, ...]:
        """The factors of one section of the form, in order."""
        return tuple(factor for factor in self.factors if factor.section == section)

    def number(self, code: str) -> NumberFactor:
        """The numeric factor `code`; KeyError when it is none."""
        factor = self.by_code[code]
        if not isinstance(factor, NumberFactor):
            raise KeyError(code)
        return factor

    def choice(self, code: str) -> ChoiceFactor:
        """The closed question `code`; KeyError when it is none."""
        factor = self.by_code[code]
        if not isinstance(factor, ChoiceFactor):
            raise KeyError(code)
        return factor

    def class_label(self, code: str) -> Labels:
        """How the class `code` is called; KeyError when the rule base has no such class."""
        for risk_class in self.classes:
            if risk_class.code == code:
                return risk_class.label
        raise KeyError(code)
