"""Alarm limits in words: a limit, its usual figure with its source, and why one is refused."""

from dataclasses import dataclass
from typing import Final

from app.kernel.errors import KnownError
from app.ward.alarms.limits import AgeClass, VitalLimits, limit_sources, vital_rules
from app.ward.catalogue import VitalSign, vital_signs
from ui.texts import error_text, in_chosen, tr
from ui.ward.numbers import figure

LIMITS: Final = ("extreme_low", "low", "high", "extreme_high")
DELAYS: Final = ("delay_low", "delay_high")
FIELDS: Final = (*LIMITS, *DELAYS)
_SHOWN_VALUES: Final = ("value", "other", "lowest", "highest", "longest")


@dataclass(frozen=True)
class LimitRow:
    """One vital sign: what is in force and what would be usual for the bed's age class."""

    vital: str
    limits: VitalLimits
    usual: VitalLimits
    changed: str = ""
    """By whom and when, in words; empty where nobody did here."""

    @property
    def sign(self) -> VitalSign:
        """What is measured."""
        return vital_signs()[self.vital]

    @property
    def is_usual(self) -> bool:
        """Whether nobody set anything else."""
        return self.limits == self.usual


def sign_words(sign: VitalSign) -> str:
    """ "SpO₂ (%)"."""
    return f"{in_chosen(sign.label)} ({sign.unit})"


def limit_words(row: LimitRow, field: str) -> str:
    """One figure of a row; a dash where there is no limit."""
    return field_words(row.sign, field, getattr(row.limits, field))


def field_words(sign: VitalSign, field: str, value: float | None) -> str:
    """A figure of one field: delays in seconds, limits as the vital sign is read."""
    if field in DELAYS:
        return figure(value, int(value is not None and value % 1 > 0))
    return figure(value, sign.decimals)


def delays_words(row: LimitRow) -> str:
    """Both delays in one word where they are the same."""
    low, high = (limit_words(row, field) for field in DELAYS)
    return low if low == high else f"{low} / {high}"


def usual_words(row: LimitRow, field: str) -> str:
    """ "usual: 50", or that there is none."""
    value = getattr(row.usual, field)
    if value is None:
        return tr("ward_limits.usual_none")
    return tr("ward_limits.usual", value=field_words(row.sign, field, value))


def source_lines(row: LimitRow, age: AgeClass) -> list[tuple[str, str]]:
    """(which figure, where it comes from) for each usual figure of a vital sign; how far it can be trusted with it."""
    sources, known = vital_rules()[row.vital].sources, limit_sources()
    lines = []
    for field in FIELDS:
        code = sources.get("delay" if field in DELAYS else f"{age}.{field}")
        if code is None or field == "delay_high":
            continue
        source = known[code]
        name = tr("ward_limits.delays") if field in DELAYS else tr(f"ward_limits.field_{field}")
        mark = tr(f"ward_alarms.mark_{source.mark}")
        lines.append((name, tr("ward_limits.source", document=source.document, place=source.place, mark=mark)))
    return lines


def refusal(error: KnownError) -> tuple[str, str]:
    """(field, why) of a refusal of `check_limits`, also of one that came from the ward; no field: of none alone."""
    values = {name: _number(value) for name, value in error.values.items() if name in _SHOWN_VALUES}
    return str(error.values.get("field", "")), error_text(error.code, {**error.values, **values})


def _number(value: object) -> str:
    """A figure with no more decimals than it has; the ward sends its refusals as text."""
    try:
        number = float(str(value))
    except ValueError:
        return str(value)
    return figure(number, 0 if number == round(number) else 1)
