"""What a sector shows, in words: for a screen reader, and for whoever cannot tell its colours."""

from collections.abc import Sequence

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from app.ward.picture.model import ShownBed
from ui.spoken.words import marks_spoken
from ui.texts import tr
from ui.ward.alarm_words import spoken_words
from ui.ward.bed_panel import off_words, pause_words
from ui.ward.numbers import UNKNOWN, NumberRow, number_rows


def bed_said(bed: ShownBed, now: float) -> str:
    """Bed, every number with its age, the worst alarm, and what is silenced; what is not known is said to be so."""
    numbers = ", ".join(_row_said(row) for row in number_rows(bed.numbers, now))
    alarms = ". ".join(marks_spoken(spoken_words(each)) for each in bed.alarms) or tr("ward.no_alarm")
    silenced = ". ".join(words for words in (pause_words(bed.silence, now), off_words(bed.silence)) if words)
    said = tr("ward.sector_spoken", bed=bed.label, numbers=numbers or tr("spoken.no_numbers"), alarm=alarms)
    return f"{said}. {silenced}" if silenced else said


def _row_said(row: NumberRow) -> str:
    value = tr("spoken.unknown") if UNKNOWN in row.text else row.text
    return f"{row.label} {value} {row.more if row.stale else ''}".strip()


def ward_said(beds: Sequence[ShownBed], now: float) -> str:
    """Every bed, those with alarms first."""
    return "\n".join(bed_said(bed, now) for bed in sorted(beds, key=lambda one: not one.alarms))


def describe(wall: QWidget, chosen: ShownBed | None, beds: Sequence[ShownBed], now: float) -> None:
    """With the keyboard on it the chosen bed; else, where a screen reader runs, all of them."""
    if chosen is not None and wall.hasFocus():
        wall.setAccessibleDescription(bed_said(chosen, now))
    elif QAccessible.isActive():
        wall.setAccessibleDescription(ward_said(beds, now))
