"""The latest figures of the record as it was sent, each with its day: what a reader looks for first."""

from datetime import datetime
from typing import Final

from app.clinic.danger_signs.readings import pair_readings
from app.clinic.pregnancies.kinds import kinds
from app.clinic.prenatal.exam_catalogue import exams
from app.clinic.referral.case_record import CaseRecord
from app.kernel.clock import local_date
from ui.danger_signs.words import pressure_figure, unit_words
from ui.pregnancy.exams.words import exam_words, value_words
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date, show_number

_OBSERVED: Final = ("weight_kg", "weight_before_kg", "height_cm", "pregnancies_count")
_FOUND: Final = ("fundal_height_cm", "fetal_heart_rate")


def figure_pairs(record: CaseRecord, zone: str) -> list[tuple[str, str]]:
    """Label and value with its day, of whatever was measured."""
    pairs = []
    readings = pair_readings(record.observations)
    if readings:
        words = f"{pressure_figure(readings[-1])} mmHg"
        pairs.append((tr("referral_desk.pressure"), _dated(words, readings[-1].at, zone)))
    for code in _OBSERVED:
        one = record.latest(code)
        if one is not None and isinstance(one.value, int | float):
            kind = kinds()[code]
            figure = show_number(int(one.value) if float(one.value).is_integer() else one.value)
            words = f"{figure} {unit_words(kind.unit)}".rstrip()
            pairs.append((tr(f"pregnancies.kind_{code}"), _dated(words, one.observed_at, zone)))
    for code in _FOUND:
        found = [one for one in record.results if one.code == code]
        if found:
            last = found[-1]
            words = value_words(exams()[code], last.value)
            pairs.append((exam_words(code), f"{words} · {show_date(last.taken_on)}"))
    if record.lmp is not None:
        age = gestational_words(record.age)
        pairs.append((tr("referral_desk.dated"), tr("referral_desk.lmp", date=show_date(record.lmp), age=age)))
    return pairs


def _dated(words: str, at: datetime, zone: str) -> str:
    return f"{words} · {show_date(local_date(at, zone))}"
