"""The numbers of a bed as rows to read: pressures in one row, limits beside, the age of what is old."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.ward.catalogue import VitalSign, vital_signs
from app.ward.picture.model import ShownAlarm, ShownNumber
from ui.texts import chosen_language, tr

UNKNOWN: Final = "–"
_PRESSURES: Final = {
    "art_systolic": ("art_diastolic", "art_mean"),
    "nibp_systolic": ("nibp_diastolic", "nibp_mean"),
}
_PARTS: Final = frozenset(part for parts in _PRESSURES.values() for part in parts)


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
    signs = vital_signs()
    rows = [
        _row(sign, known, now)
        for sign in signs.values()
        if sign.code in known and sign.code not in _PARTS and not (sign.code == "pulse_rate" and "heart_rate" in known)
    ]
    return tuple(rows)


def _row(sign: VitalSign, known: Mapping[str, ShownNumber], now: float) -> NumberRow:
    number = known[sign.code]
    parts = [known.get(part) for part in _PRESSURES.get(sign.code, ())]
    text, more = figure(number.value, sign.decimals), ""
    if parts:
        below, mean = parts
        if below is not None:
            text = f"{text}/{figure(below.value, sign.decimals)}"
        if mean is not None and mean.value is not None:
            more = f"({figure(mean.value, sign.decimals)})"
    age = now - number.measured_at
    stale = age > sign.fresh_seconds
    alarms = [each.alarm for each in (number, *parts) if each is not None and each.alarm is not None]
    return NumberRow(
        sign.code,
        tr(f"ward.pressure_{sign.group}") if parts else sign.label[chosen_language()],
        text,
        more=age_text(age) if stale else more,
        limits=limits_text(number.limits, sign.decimals),
        group=sign.group,
        longest="188/88" if parts else figure(188.8 if sign.possible[1] >= 100 else 38.8, sign.decimals),
        alarm=min(alarms, key=lambda shown: shown.alarm.priority, default=None),
        stale=stale,
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


def countdown_text(seconds: float) -> str:
    """What is left of a pause: "1:59"."""
    left = max(0, int(seconds + 0.999))
    return f"{left // 60}:{left % 60:02d}"
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


