"""Vital signs in words: name, unit, value."""

from collections.abc import Iterable
from decimal import Decimal

from app.clinic.pregnancies.kinds import ObservationKind, kinds
from app.clinic.pregnancies.model import Observation, Value
from ui.danger_signs.words import unit_words
from ui.texts import has_text, tr
from ui.texts.formats import show_number

SYSTOLIC, DIASTOLIC = "systolic_mmhg", "diastolic_mmhg"


def kind_words(code: str) -> str:
    """The name of what is measured, short where the form has a short one."""
    short = f"hearing.kind_{code}"
    return tr(short) if has_text(short) else tr(f"pregnancies.kind_{code}")


def choice_words(choice: str) -> str:
    """One answer of a closed question."""
    shared = f"hearing.answer_{choice.replace('+', '_plus')}"
    return tr(shared) if has_text(shared) else choice


def value_words(code: str, value: Value) -> str:
    """`36,5 °C`, `Confusa`; a dash where there is none."""
    if value is None:
        return "—"
    kind = kinds().get(code)
    if isinstance(value, str):
        return choice_words(value)
    return f"{show_number(_number(value))} {unit_words(kind.unit if kind else None)}".rstrip()


def pressure_words(upper: Value, lower: Value) -> str:
    """`150/95 mmHg`; a side that is missing is a dash."""
    sides = ["—" if side is None else show_number(_number(side)) for side in (upper, lower)]
    return f"{'/'.join(sides)} {unit_words('mm[Hg]')}"


def latest_pairs(observations: Iterable[Observation]) -> list[tuple[str, str]]:
    """(name, value) of the latest reading in force of each kind, both sides of the pressure as one.

    `observations` come the latest observed first, as `ArrivalRecord` has them.
    """
    latest: dict[str, Observation] = {}
    for one in observations:
        kind = kinds().get(one.code)
        if one.is_current and kind is not None and kind.group in ("vital", "maternal_warning"):
            latest.setdefault(one.code, one)
    pairs = []
    if SYSTOLIC in latest or DIASTOLIC in latest:
        sides = [latest[code].value if code in latest else None for code in (SYSTOLIC, DIASTOLIC)]
        pairs.append((tr("hearing.pressure"), pressure_words(*sides)))
    others = [kind.code for kind in _in_order() if kind.code in latest and kind.code not in (SYSTOLIC, DIASTOLIC)]
    return pairs + [(kind_words(code), value_words(code, latest[code].value)) for code in others]


def _in_order() -> Iterable[ObservationKind]:
    return kinds().values()


def _number(value: Value) -> Decimal:
    exact = Decimal(str(value)).normalize()
    # Normalised, 60.0 would be written 6E+1.
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact
