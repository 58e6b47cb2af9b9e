"""A month with what goes out on each day; arrow keys go from day to day, Page Up and Down from month to month."""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.texts import tr, tr_count
from ui.texts.formats import show_date, show_number
from ui.theme import current_theme
from ui.widgets.shapes import draw_shape

_WEEKS: Final = 6
_DAYS: Final = 7
_HEAD: Final = 6
"""Steps of the grid for the names of the weekdays."""
_STEPS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -_DAYS, Qt.Key.Key_Down: _DAYS}
_A_THOUSAND: Final = 1000


@dataclass(frozen=True)
class DayCount:
    """How many on a day, and whether some of them wait for a person."""

    count: int
    needs_someone: bool = False


class Month(QWidget):
    """`day_changed` carries the day that was chosen; `month_changed` the first day of the month that came on show."""

    spoken_role = "list"

    day_changed = Signal(object)
    month_changed = Signal(object)

    def __init__(self, today: date) -> None:
        super().__init__()
        self._today = today
        self.day = today
        self._counts: Mapping[date, DayCount] = {}
        self._week = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._say()

    def first(self) -> date:
        """The first day of the month on show."""
        return self.day.replace(day=1)

    def shown(self) -> tuple[date, date]:
        """First and last day of the six weeks on show."""
        start = week_of(self.first())
        return start, start + timedelta(days=_WEEKS * _DAYS - 1)

    def show_counts(self, counts: Mapping[date, DayCount]) -> None:
        """How many on each day."""
        self._counts = counts
        self._say()
        self.update()

    def mark_week(self, *, whole: bool) -> None:
        """Whether the whole week of the day is chosen."""
        self._week = whole
        self.update()

    def choose(self, day: date) -> None:
        """Choose a day, and tell."""
        if day == self.day:
            return
        before = self.first()
        self.day = day
        self._say()
        self.update()
        if self.first() != before:
            self.month_changed.emit(self.first())
        self.day_changed.emit(day)

    def step_month(self, by: int) -> None:
        """The same day of the month before or after, or its last."""
        month = self.day.month - 1 + by
        year, month = self.day.year + month // 12, month % 12 + 1
        self.choose(date(year, month, min(self.day.day, calendar.monthrange(year, month)[1])))

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(10) * _DAYS, theme.gap(_HEAD) + theme.gap(11) * _WEEKS)

    def minimumSizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.gap(10) * _DAYS, theme.gap(_HEAD) + theme.gap(8) * _WEEKS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self.choose(self.day + timedelta(days=_STEPS[key]))
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.step_month(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Home:
            self.choose(self._today)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        start, _ = self.shown()
        for number in range(_WEEKS * _DAYS):
            if self._cell(number).contains(event.position()):
                self.choose(start + timedelta(days=number))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.color("text_muted"))
        painter.setFont(theme.font("text_small"))
        for number in range(_DAYS):
            place = QRectF(self._cell(number))
            place.setTop(0)
            place.setHeight(theme.gap(_HEAD))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, tr(f"planned_page.short_weekday_{number}"))
        start, _ = self.shown()
        for number in range(_WEEKS * _DAYS):
            self._paint_day(painter, self._cell(number), start + timedelta(days=number))

    def _cell(self, number: int) -> QRectF:
        theme = current_theme()
        head = theme.gap(_HEAD)
        high, wide = (self.height() - head) / _WEEKS, self.width() / _DAYS
        line, at = divmod(number, _DAYS)
        return QRectF(at * wide, head + line * high, wide, high)

    def _paint_day(self, painter: QPainter, cell: QRectF, day: date) -> None:
        theme = current_theme()
        box = cell.adjusted(1, 1, -1, -1)
        radius = theme.px("radius_small")
        chosen = day == self.day or (self._week and week_of(day) == week_of(self.day))
        painter.setPen(Qt.PenStyle.NoPen)
        if chosen:
            painter.setBrush(theme.color("accent_soft"))
            painter.drawRoundedRect(box, radius, radius)
        if day == self.day:
            width = theme.px("ring") if self.hasFocus() else theme.px("hairline")
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color("accent"), width))
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        inside = day.month == self.day.month
        painter.setPen(theme.color("text" if inside else "text_faint"))
        painter.setFont(theme.font("text_small", "bold" if day == self._today else "regular"))
        half = QRectF(box.left(), box.top(), box.width(), box.height() / 2)
        painter.drawText(half, Qt.AlignmentFlag.AlignCenter, str(day.day))
        self._paint_count(painter, half.translated(0, half.height()), day)

    def _paint_count(self, painter: QPainter, box: QRectF, day: date) -> None:
        found = self._counts.get(day)
        if found is None or not found.count:
            return
        theme = current_theme()
        painter.setFont(theme.font("text_small", "semibold"))
        painter.setPen(theme.color("error" if found.needs_someone else "accent_text"))
        words = _short(found.count)
        painter.drawText(box, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, words)
        if found.needs_someone:
            edge = painter.fontMetrics().height() * 0.5
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("error"))
            top = box.top() + (painter.fontMetrics().height() - edge) / 2
            draw_shape(painter, "triangle", QRectF(box.left() + theme.gap(0.5), top, edge, edge))

    def _say(self) -> None:
        found = self._counts.get(self.day)
        count = found.count if found else 0
        words = tr_count("planned_page.on_day", count, day=day_name(self.day))
        if found and found.needs_someone:
            words = f"{words} {tr('planned_page.some_need_someone')}"
        self.setAccessibleName(words)


def week_of(day: date) -> date:
    """The Sunday with which its week begins, as calendars hang on walls here."""
    return day - timedelta(days=(day.weekday() + 1) % _DAYS)


def month_words(day: date) -> str:
    """`março de 2026`."""
    return tr("planned_page.month_of_year", month=tr(f"planned_page.month_{day.month}"), year=day.year)


def day_name(day: date) -> str:
    """`segunda, 02/03/2026`."""
    return tr("planned_page.day_name", weekday=tr(f"planned_page.weekday_name_{day.weekday()}"), day=show_date(day))


def _short(count: int) -> str:
    """A cell holds five signs."""
    return str(count) if count < _A_THOUSAND else tr("planned_page.thousands", count=show_number(count // _A_THOUSAND))
