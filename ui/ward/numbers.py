"""The numbers of a bed as rows to read: pressures in one row, limits beside, the age of what is old."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from app.ward.catalogue import vital_signs
from app.ward.picture.model import ShownAlarm, ShownNumber
from ui.texts import chosen_language, in_chosen, tr

UNKNOWN: Final = "–"
PRESSURES: Final = {
    "art_systolic": ("art_diastolic", "art_mean"),
    "nibp_systolic": ("nibp_diastolic", "nibp_mean"),
}
SILENT_SECONDS: Final = 3.0
"""A signal that is older is marked with its age, on the wall and beside one bed."""
_NO_PARTS: Final[tuple[ShownNumber | None, ...]] = ()
_NO_VALUES: Final[tuple[tuple[float | None] | None, ...]] = ()
_PARTS: Final = frozenset(part for parts in PRESSURES.values() for part in parts)


@dataclass(frozen=True)
class NumberRow:
    """One row: `text` is the number that decides, `more` what stands smaller beside it (a mean, an age).

    `limits` as "50–120", empty where none is set. `stale` rows are greyed. `group` gives the colour.
    """

    vital: str
    label: str
    text: str
    more: str = ""
    limits: str = ""
    group: str = ""
    longest: str = "188"
    """The longest text that this row ever shows: its font stays the same whatever the number."""
    alarm: ShownAlarm | None = None
    stale: bool = False


def number_rows(numbers: Sequence[ShownNumber], now: float) -> tuple[NumberRow, ...]:
    """In the order of the catalogue; pulse only where there is no heart rate."""
    known = {number.vital: number for number in numbers}
    language = chosen_language()
    return tuple([_row(code, known, now, language) for code in _rows_of(tuple(known))])


def rows_hold_until(numbers: Sequence[ShownNumber], now: float) -> float:
    """The monotonic second until which `number_rows` of the same numbers stays as it is."""
    signs = vital_signs()
    return min(
        (_row_holds_until(number.measured_at, signs[number.vital].fresh_seconds, now) for number in numbers),
        default=math.inf,
    )


def _row_holds_until(measured_at: float, fresh: float, now: float) -> float:
    return age_holds_until(measured_at, now) if now - measured_at > fresh else measured_at + fresh


@lru_cache(maxsize=256)
def _rows_of(vitals: tuple[str, ...]) -> tuple[str, ...]:
    """Which of these vital signs have a row of their own."""
    known = frozenset(vitals)
    return tuple(
        code
        for code in vital_signs()
        if code in known and code not in _PARTS and not (code == "pulse_rate" and "heart_rate" in known)
    )


def _row(code: str, known: Mapping[str, ShownNumber], now: float, language: str) -> NumberRow:
    number, parts, values = known[code], _NO_PARTS, _NO_VALUES
    if code in PRESSURES:
        parts = tuple([known.get(part) for part in PRESSURES[code]])
        values = tuple([None if part is None else (part.value,) for part in parts])
    row = _calm_row(code, number.value, values, number.limits, language)
    age = now - number.measured_at
    if age > vital_signs()[code].fresh_seconds:
        row = replace(row, more=age_text(age), stale=True)
    if number.alarm is None and not parts:
        return row
    alarms = [each.alarm for each in (number, *parts) if each is not None and each.alarm is not None]
    return replace(row, alarm=min(alarms, key=lambda shown: shown.alarm.priority)) if alarms else row


# The same few numbers come again and again, at every bed, every second.
@lru_cache(maxsize=8192)
def _calm_row(
    code: str,
    value: float | None,
    parts: tuple[tuple[float | None] | None, ...],
    limits: tuple[float | None, float | None],
    _language: str,
) -> NumberRow:
    """A row that is new and does not alarm. `parts`: diastolic and mean of a pressure, None where it has none."""
    sign = vital_signs()[code]
    text, more = figure(value, sign.decimals), ""
    if parts:
        below, mean = parts
        if below is not None:
            text = f"{text}/{figure(below[0], sign.decimals)}"
        if mean is not None and mean[0] is not None:
            more = f"({figure(mean[0], sign.decimals)})"
    return NumberRow(
        code,
        tr(f"ward.pressure_{sign.group}") if parts else in_chosen(sign.label),
        text,
        more=more,
        limits=limits_text(limits, sign.decimals),
        group=sign.group,
        longest="188/88" if parts else figure(188.8 if sign.possible[1] >= 100 else 38.8, sign.decimals),
    )


def figure(value: float | None, decimals: int) -> str:
    """A number as it is read, with the language's decimal sign; a dash where there is none."""
    if value is None:
        return UNKNOWN
    text = f"{value:.{decimals}f}"
    return text.replace(".", ",") if chosen_language() == "pt_BR" else text


def limits_text(limits: tuple[float | None, float | None], decimals: int) -> str:
    """ "50–120", "< 120", "> 50", or nothing."""
    low, high = limits
    if low is not None and high is not None:
        return f"{figure(low, decimals)}–{figure(high, decimals)}"
    if high is not None:
        return f"< {figure(high, decimals)}"
    return f"> {figure(low, decimals)}" if low is not None else ""


def age_text(seconds: float) -> str:
    """How old something is, in the coarsest unit that says it: "12 s", "3 min", "2 h"."""
    if seconds == float("inf"):
        return tr("ward.never")
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"{int(seconds // size)} {unit}"
    return f"{int(seconds)} s"


def age_holds_until(since: float, now: float) -> float:
    """The monotonic second until which the age of what is of `since` is written the same."""
    age = now - since
    if math.isinf(age):
        return math.inf
    step = 3600 if age >= 3600 else 60 if age >= 60 else 1
    return since + (math.floor(age / step) + 1) * step


def no_signal_text(seconds: float) -> str:
    """For how long nothing was received, also where nothing ever was."""
    if seconds == float("inf"):
        return tr("ward.no_signal_yet")
    return tr("ward.no_signal", age=age_text(seconds))


def countdown_text(seconds: float) -> str:
    """What is left of a pause: "1:59"."""
    left = max(0, int(seconds + 0.999))
    return f"{left // 60}:{left % 60:02d}"


def countdown_holds_until(until: float, now: float) -> float:
    """The monotonic second until which the countdown to `until` is written the same."""
    left = int(until - now + 0.999)
    return math.inf if left <= 0 else until + 0.999 - left


def plain_bound(value: float) -> float:
    """A limit as a person says it: 15, not 15.0."""
    return int(value) if value == int(value) else value


def typed_bound(value: float | None) -> Decimal | None:
    """A limit as it is typed: 90, not 90.0; None where none is set."""
    return None if value is None else Decimal(str(plain_bound(value)))
