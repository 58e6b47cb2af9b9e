"""Signs, pressures, times and authors as a person reads them."""

from collections.abc import Iterable

from app.clinic.danger_signs.pressure import PressureReading
from app.clinic.danger_signs.signs import Sign
from app.clinic.danger_signs.situation import Finding
from app.clinic.pregnancies.model import Observation
from ui.texts import chosen_language, tr
from ui.texts.formats import show_hour, show_number

_UNITS = {"mm[Hg]": "mmHg", "Cel": "°C", "mg/dL": "mg/dl", "mL/h": "ml/h"}
"""UCUM code → as it is written on a chart, where that differs."""


def unit_words(unit: str | None) -> str:
    """`mmHg`, `°C`; empty for a count or a word."""
    return _UNITS.get(unit, unit) if unit else ""


def sign_words(sign: Sign) -> str:
    """The sign's name."""
    return sign.label.in_language(chosen_language())


def found_words(found: Iterable[Finding]) -> str:
    """All that was found, in one line."""
    return " · ".join(sign_words(one.sign) for one in found)


def signed(row: Observation, zone: str) -> str:
    """When it was recorded, and by whom."""
    return tr("danger_signs.signed", at=show_hour(row.recorded_at, zone), name=row.by)


def latest(rows: Iterable[Observation]) -> Observation | None:
    """The row in force that was recorded last."""
    return max((row for row in rows if row.is_current), key=lambda row: row.recorded_at, default=None)


def pressure_figure(reading: PressureReading) -> str:
    """`142/88`; a side that was not noted is a dash."""
    sides = (reading.systolic, reading.diastolic)
    return "/".join("–" if side is None else show_number(side.normalize(), 0) for side in sides)
