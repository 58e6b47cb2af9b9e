"""Checks of single answers against a rule base, prepared once per rule base so that reading a form stays quick."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from math import isfinite
from typing import Any, Final, TypeVar

from app.clinic.risk.rules import RuleBase
from app.clinic.risk.vocabulary import FORM_KEYS, NUMBER_FIELDS
from app.clinic.risk.yaml_nodes import nearest

_Choice = TypeVar("_Choice", bound=StrEnum)
_LISTS: Final = (list, tuple, set, frozenset)
_NOTHING: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True)
class FormProblem:
    """One reason why a form is not valid.

    `field` is the form's key, `value` what stood there, `expected` a technical English sentence for files;
    `code` and `values` name the text for people.
    """

    field: str
    value: object
    code: str
    expected: str
    values: Mapping[str, object] = dataclass_field(default_factory=dict)

    def text_values(self) -> dict[str, object]:
        """What fills the placeholders of the text of `code`."""
        return {"field": self.field, "value": self.value, **self.values}


@dataclass(frozen=True, slots=True)
class _Limits:
    lowest: float
    highest: float
    expected: str
    values: Mapping[str, object]


class FormChecks:
    """The checks of one rule base; each notes what it finds and returns the clean value, or None."""

    def __init__(self, rule_base: RuleBase) -> None:
        self._codes = rule_base.condition_codes
        self._known_codes = sorted(rule_base.condition_codes)
        numbers = [rule_base.number(code) for code in NUMBER_FIELDS]
        self._pairs = [(one.code, one.less_than) for one in numbers if one.less_than is not None]
        self._limits: dict[str, _Limits] = {}
        for one in numbers:
            lowest, highest = one.accepted.lower or Decimal(0), one.accepted.upper or Decimal(0)
            expected = f"a number from {lowest} to {highest} ({one.unit.en})"
            values = {"lowest": str(lowest), "highest": str(highest)}
            self._limits[one.code] = _Limits(float(lowest), float(highest), expected, values)

    def unknown_keys(self, answers: Mapping[str, Any], problems: list[FormProblem]) -> None:
        """Note every key that a form does not have, with the nearest one that it has."""
        for key in answers:
            if key not in FORM_KEYS:
                near = nearest(str(key), list(FORM_KEYS))
                expected = f"a known key: did you mean {near}?" if near else f"one of {', '.join(FORM_KEYS)}"
                problem = FormProblem(
                    str(key), answers[key], "risk.form_unknown_key", expected, {"suggestion": near or "—"}
                )
                problems.append(problem)

    def number(self, code: str, value: Any, problems: list[FormProblem]) -> float | None:
        """A finite number within the accepted limits."""
        if value is None:
            return None
        kind = type(value)
        if kind is not int and kind is not float:
            if kind is not Decimal:
                limits = self._limits[code]
                problems.append(FormProblem(code, value, "risk.form_not_a_number", limits.expected, limits.values))
                return None
            value = float(value)
        limits = self._limits[code]
        if limits.lowest <= value <= limits.highest:  # false for NaN as well
            return value  # type: ignore[no-any-return]  # an int or a float by now
        what = "risk.form_outside_limits" if isinstance(value, int) or isfinite(value) else "risk.form_not_a_number"
        problems.append(FormProblem(code, value, what, limits.expected, limits.values))
        return None

    def cross_checks(self, answers: Mapping[str, Any], problems: list[FormProblem]) -> None:
        """Readings that must be lower than another one (diastolic below systolic)."""
        for lower, higher in self._pairs:
            low, high = answers.get(lower), answers.get(higher)
            if isinstance(low, (int, float)) and isinstance(high, (int, float)) and low >= high:
                expected = f"less than {higher} ({high})"
                values = {"other": higher, "other_value": high}
                problems.append(FormProblem(lower, low, "risk.form_not_less", expected, values))

    def choice(self, kind: type[_Choice], code: str, value: Any, problems: list[FormProblem]) -> _Choice | None:
        """One of the answers of a closed question; the whole number 1 is read as "1" (family income)."""
        if value is None:
            return None
        if type(value) is int:
            value = str(value)
        try:
            return kind(value)
        except ValueError:
            known = [member.value for member in kind]
            near = nearest(value, known) if isinstance(value, str) else ""
            expected = f"one of {', '.join(known)}"
            problems.append(FormProblem(code, value, "risk.form_unknown_answer", expected, {"suggestion": near or "—"}))
            return None

    def conditions(
        self, listed: Any, asked: Any, problems: list[FormProblem]
    ) -> tuple[frozenset[str], frozenset[str] | None]:
        """The conditions present, and those asked (None: all of them)."""
        present = _NOTHING if not listed and type(listed) in _LISTS else self._codes_in("conditions", listed, problems)
        if asked is None:
            return present, (_NOTHING if listed is None else None)
        if isinstance(asked, str) and asked == "all":
            return present, None
        asked_codes = self._codes_in("conditions_asked", asked, problems)
        for code in sorted(present - asked_codes):
            expected = "conditions that are among conditions_asked"
            problems.append(FormProblem("conditions", code, "risk.form_not_asked", expected, {"condition": code}))
        return present, asked_codes

    def _codes_in(self, key: str, listed: Any, problems: list[FormProblem]) -> frozenset[str]:
        if listed is None:
            return _NOTHING
        if not isinstance(listed, _LISTS):
            expected = (
                'a list of condition codes, or "all"' if key == "conditions_asked" else "a list of condition codes"
            )
            problems.append(FormProblem(key, listed, "risk.form_not_a_list", expected))
            return _NOTHING
        texts = [one for one in listed if isinstance(one, str)]
        codes = frozenset(texts)
        if len(texts) == len(listed) and codes <= self._codes:
            return codes
        for one in listed:
            if not isinstance(one, str) or one not in self._codes:
                near = nearest(one, self._known_codes) if isinstance(one, str) else ""
                expected = f"a known condition code: did you mean {near}?" if near else "a known condition code"
                values = {"condition": str(one)[:100], "suggestion": near or "—"}
                problems.append(FormProblem(key, one, "risk.form_unknown_condition", expected, values))
        return codes & self._codes


@lru_cache(maxsize=16)
def form_checks(rule_base: RuleBase) -> FormChecks:
    """The checks of a rule base, made once."""
    return FormChecks(rule_base)
