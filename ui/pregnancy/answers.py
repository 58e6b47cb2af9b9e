"""What the nurse has answered so far, as typed: the state behind the form, without any widget.

A number counts only when it can be right: readable, inside the accepted range, confirmed when unlikely, and not
contradicting its partner (diastolic below systolic). A high blood pressure counts only once it was measured again after
rest; a severe one at once. Whatever does not count is unknown, never zero.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from app.clinic.danger_signs.pressure import PressureState
from app.clinic.danger_signs.pressure_file import PressureRule, default_pressure_rule
from app.clinic.danger_signs.readings import SIDES
from app.clinic.risk.forms import ALL_CONDITIONS, ReferralForm
from app.clinic.risk.rules import ChoiceFactor, ConditionFactor, Factor, NumberFactor, RuleBase
from app.clinic.risk.vocabulary import CHOICE_FIELDS
from ui.widgets.number_field import read_number

_Value = TypeVar("_Value")


class Standing(StrEnum):
    """How a typed number stands. WAITS: it belongs to a high blood pressure that was not measured again after rest."""

    EMPTY = "empty"
    UNREADABLE = "unreadable"
    REFUSED = "refused"
    CONTRADICTS = "contradicts"
    UNLIKELY = "unlikely"
    WAITS = "waits"
    GOOD = "good"


@dataclass(frozen=True)
class Reading:
    """A typed number and how it stands; `number` is None where none can be read."""

    standing: Standing
    number: Decimal | None = None

    @property
    def counts(self) -> bool:
        """Whether it goes into the classification."""
        return self.standing is Standing.GOOD


@dataclass
class Answers:
    """The answers of one form. `numbers` holds the text as typed; `confirmed` the text that was confirmed as unlikely.

    `choices`: field → answer code. `conditions`: code → present or absent; a code that is missing was not asked.
    `repeated`: both sides of the blood pressure, as typed, that the nurse says was measured again after rest.
    `high_on_record`: today's visit has confirmed a high pressure already, so that another one needs no repeating.
    """

    rules: RuleBase
    pressure_rule: PressureRule = field(default_factory=default_pressure_rule)
    numbers: dict[str, str] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, bool] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()
    high_on_record: bool = False

    def reading(self, code: str) -> Reading:
        """How the number typed for `code` stands, cross-checked with its partner."""
        reading = self._settled(code)
        if reading.counts and code in SIDES and self.pressure() is PressureState.SECOND_DUE:
            return replace(reading, standing=Standing.WAITS)
        return reading

    def pressure(self) -> PressureState:
        """What the typed blood pressure comes to, by the bounds of the danger signs; see `repeat`."""
        found = [self._settled(code) if code in self.rules.by_code else Reading(Standing.EMPTY) for code in SIDES]
        sides = [one.number if one.counts else None for one in found]
        if sides == [None, None]:
            return PressureState.NOT_MEASURED
        if self.pressure_rule.severe.reached(*sides):
            return PressureState.EMERGENCY
        if not self.pressure_rule.hypertension.reached(*sides):
            return PressureState.NORMAL
        if self.high_on_record or self.repeated == self.typed_pressure():
            return PressureState.HYPERTENSION
        return PressureState.SECOND_DUE

    def typed_pressure(self) -> tuple[str, ...]:
        """Both sides as typed."""
        return tuple(self.numbers.get(code, "").strip() for code in SIDES)

    def repeat(self) -> None:
        """The nurse says that this pressure was measured again after rest; another one has to be measured again."""
        self.repeated = self.typed_pressure()

    def partner(self, code: str) -> str | None:
        """The other number of a pair that must not contradict (systolic and diastolic)."""
        factor = self.rules.number(code)
        if factor.less_than is not None:
            return factor.less_than
        return next((one.code for one in numbers_of(self.rules) if one.less_than == code), None)

    def confirm(self, code: str) -> None:
        """The nurse looked at an unlikely number and says that it is so."""
        self.confirmed[code] = self.numbers.get(code, "")

    def form(self) -> ReferralForm:
        """The form as far as it counts."""
        values: dict[str, Any] = {}
        for factor in numbers_of(self.rules):
            reading = self.reading(factor.code)
            if reading.counts and reading.number is not None:
                values[factor.code] = float(reading.number)
        for code, answer in self.choices.items():
            if code in CHOICE_FIELDS:
                values[code] = CHOICE_FIELDS[code](answer)
        present = frozenset(code for code, answer in self.conditions.items() if answer)
        asked = frozenset(self.conditions)
        everything = asked >= self.rules.condition_codes
        return ReferralForm(conditions=present, conditions_asked=ALL_CONDITIONS if everything else asked, **values)

    def is_answered(self, code: str) -> bool:
        """Whether this factor has an answer that counts."""
        factor = self.rules.by_code[code]
        if isinstance(factor, NumberFactor):
            return self.reading(code).counts
        return code in self.choices or code in self.conditions

    def is_empty(self) -> bool:
        """Whether nothing at all was answered."""
        return not (any(self.numbers.values()) or self.choices or self.conditions)

    def doubts(self) -> tuple[str, ...]:
        """The numbers that must be mended, confirmed or emptied before the form can be saved, in the form's order."""
        waiting = (Standing.UNREADABLE, Standing.REFUSED, Standing.CONTRADICTS, Standing.UNLIKELY, Standing.WAITS)
        found = {one.code: self.reading(one.code).standing for one in numbers_of(self.rules)}
        # The two sides of a pressure wait for one thing.
        second = [code for code, standing in found.items() if standing is Standing.WAITS][1:]
        return tuple(code for code, standing in found.items() if standing in waiting and code not in second)

    def answer_rest(self, codes: Iterable[str], present: bool) -> tuple[str, ...]:
        """Answer those of `codes` that were not asked yet; returns them."""
        open_codes = tuple(code for code in codes if code not in self.conditions)
        self.conditions.update(dict.fromkeys(open_codes, present))
        return open_codes

    def to_draft(self) -> dict[str, Any]:
        """As kept in a draft: plain JSON."""
        return {
            "numbers": {code: text for code, text in self.numbers.items() if text},
            "confirmed": dict(self.confirmed),
            "choices": dict(self.choices),
            "conditions": dict(self.conditions),
            "repeated": list(self.repeated),
        }

    def take_draft(self, content: Mapping[str, Any]) -> None:
        """Put a kept draft back; what the rule base no longer asks is left out."""
        self.numbers = {c: str(v) for c, v in content.get("numbers", {}).items() if self._asks(c, NumberFactor)}
        self.confirmed = {c: str(v) for c, v in content.get("confirmed", {}).items() if self._asks(c, NumberFactor)}
        self.choices = {c: str(v) for c, v in content.get("choices", {}).items() if self._asks(c, ChoiceFactor)}
        self.repeated = tuple(str(side) for side in content.get("repeated", ()))
        conditions = content.get("conditions", {})
        self.conditions = {c: bool(v) for c, v in conditions.items() if self._asks(c, ConditionFactor)}

    def take_form(self, form: ReferralForm, write: "NumberWriter") -> None:
        """Start from a form that is known already: its numbers were confirmed, its high pressure repeated, before."""
        self.numbers, self.choices, self.conditions = {}, {}, {}
        for factor in numbers_of(self.rules):
            number = getattr(form, factor.code, None)
            if number is not None:
                self.numbers[factor.code] = write(Decimal(str(number)).normalize())
        self.confirmed = dict(self.numbers)
        self.repeat()
        for code in CHOICE_FIELDS:
            answer = getattr(form, code)
            if answer is not None:
                self.choices[code] = str(answer.value)
        asked = self.rules.condition_codes if form.conditions_asked == ALL_CONDITIONS else form.conditions_asked
        self.conditions = {code: code in form.conditions for code in asked if code in self.rules.condition_codes}
        self.conditions |= dict.fromkeys(form.conditions & self.rules.condition_codes, True)

    def follow(self, known: "Answers", now_known: "Answers") -> bool:
        """Take what the record came to know between two readings, wherever no other answer was given by hand.

        `known`: what was offered when the form was filled; tells whether anything changed. A high pressure typed here
        that still waits gives way to one that the record has brought to an end since.
        """
        before = (dict(self.numbers), dict(self.choices), dict(self.conditions))
        ended = any(now_known.typed_pressure()) and now_known.typed_pressure() != known.typed_pressure()
        if ended and self.pressure() is PressureState.SECOND_DUE:
            self.numbers |= {code: now_known.numbers.get(code, "") for code in SIDES}
        _follow(self.numbers, known.numbers, now_known.numbers)
        _follow(self.choices, known.choices, now_known.choices)
        _follow(self.conditions, known.conditions, now_known.conditions)
        self.confirmed |= {c: text for c, text in now_known.numbers.items() if self.numbers.get(c) == text}
        if self.typed_pressure() == now_known.repeated:
            self.repeated = now_known.repeated
        return before != (self.numbers, self.choices, self.conditions)

    def differs(self, other: "Answers", code: str) -> bool:
        """Whether a number or a closed question is answered otherwise there."""
        pairs = ((self.numbers, other.numbers), (self.choices, other.choices))
        return any(mine.get(code) != its.get(code) for mine, its in pairs)

    def _asks(self, code: str, kind: type[Factor]) -> bool:
        return isinstance(self.rules.by_code.get(code), kind)

    def _settled(self, code: str) -> Reading:
        reading = self._alone(code)
        if reading.standing in (Standing.GOOD, Standing.UNLIKELY) and self._contradicts(code, reading):
            return replace(reading, standing=Standing.CONTRADICTS)
        return reading

    def _alone(self, code: str) -> Reading:
        text = self.numbers.get(code, "").strip()
        if not text:
            return Reading(Standing.EMPTY)
        number = read_number(text)
        if number is None:
            return Reading(Standing.UNREADABLE)
        factor = self.rules.number(code)
        exponent = number.as_tuple().exponent
        too_fine = isinstance(exponent, int) and -exponent > factor.decimals
        if too_fine or not factor.accepted.holds(number):
            return Reading(Standing.REFUSED, number)
        if not factor.usual.holds(number) and self.confirmed.get(code) != self.numbers.get(code):
            return Reading(Standing.UNLIKELY, number)
        return Reading(Standing.GOOD, number)

    def _contradicts(self, code: str, reading: Reading) -> bool:
        partner = self.partner(code)
        if partner is None or reading.number is None:
            return False
        other = self._alone(partner)
        if other.standing not in (Standing.GOOD, Standing.UNLIKELY) or other.number is None:
            return False
        lower_first = self.rules.number(code).less_than == partner
        lower, higher = (reading.number, other.number) if lower_first else (other.number, reading.number)
        return lower >= higher


def answers_of(rules: RuleBase, form: ReferralForm, write: "NumberWriter") -> Answers:
    """The answers that a form known already gives."""
    answers = Answers(rules)
    answers.take_form(form, write)
    return answers


def _follow(mine: dict[str, _Value], known: Mapping[str, _Value], now_known: Mapping[str, _Value]) -> None:
    for code in known.keys() | now_known.keys():
        if mine.get(code) != known.get(code):
            continue
        if code in now_known:
            mine[code] = now_known[code]
        else:
            mine.pop(code, None)


class NumberWriter:
    """Writes a number as the nurse would type it; `comma` is the decimal sign of the language."""

    def __init__(self, comma: str = ",") -> None:
        self._comma = comma

    def __call__(self, number: Decimal) -> str:
        return f"{number:f}".replace(".", self._comma)


def numbers_of(rules: RuleBase) -> tuple[NumberFactor, ...]:
    """The measured factors, in the form's order."""
    return tuple(factor for factor in rules.factors if isinstance(factor, NumberFactor))


def choices_of(rules: RuleBase) -> tuple[ChoiceFactor, ...]:
    """The closed questions, in the form's order."""
    return tuple(factor for factor in rules.factors if isinstance(factor, ChoiceFactor))


def conditions_in(rules: RuleBase, section: str) -> tuple[ConditionFactor, ...]:
    """The conditions of one section, in the form's order."""
    return tuple(factor for factor in rules.in_section(section) if isinstance(factor, ConditionFactor))
