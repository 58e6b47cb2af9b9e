"""Two lines that are laid on a trace that stands still, to measure between them: milliseconds, a rate, a difference.

For any picture whose columns are moments: whoever shows it answers to `Measured`.
"""

from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme

FINE_SECONDS: Final = 0.004
"""One sample at 250 a second."""
COARSE_SECONDS: Final = 0.04
"""One small square of the paper at 25 mm/s."""
_ARROWS: Final = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}
_FIRST_SHARES: Final = (0.4, 0.55)
"""Where the lines lie at first, as shares of what is seen."""
_REACH_STEPS: Final = 3
"""How near a press takes hold of a line, in steps of the grid."""
_LEAST_APART: Final = 4.0
"""Pixels: a shorter interval is not marched out."""


class Measured(Protocol):
    """What lies under the calipers. Positions are pixels of the widget that they cover."""

    def x_of(self, moment: float) -> float:
        """The column of a moment."""
        ...

    def moment_of(self, x: float) -> float:
        """The moment of a column."""
        ...

    def value_at(self, moment: float) -> float | None:
        """What the measured trace shows there; None in a gap."""
        ...

    def y_of(self, value: float) -> float:
        """How high a value of the measured trace is drawn."""
        ...

    def unit(self) -> str:
        """Of the measured trace: "mV"."""
        ...

    def edges(self) -> tuple[float, float]:
        """The leftmost and the rightmost column that the trace may take."""
        ...


@dataclass(frozen=True)
class Reading:
    """What is measured between two moments; `per_minute` None where they are one, `difference` where a value lacks."""

    milliseconds: int
    per_minute: float | None
    difference: float | None


def measure(ground: Measured, first: float, second: float) -> Reading:
    """From the line that was laid first to the other: a second one that is higher differs by more than zero."""
    apart = abs(second - first)
    one, other = ground.value_at(first), ground.value_at(second)
    difference = other - one if one is not None and other is not None else None
    return Reading(round(apart * 1000), 60.0 / apart if apart > 0 else None, difference)


def reading_words(reading: Reading, unit: str) -> str:
    """ "812 ms · 74/min · +1,05 mV"."""
    parts = [tr("ward_review.milliseconds", count=show_number(reading.milliseconds))]
    if reading.per_minute is not None:
        parts.append(tr("ward_review.per_minute", rate=show_number(round(reading.per_minute))))
    if reading.difference is not None:
        number = show_number(abs(reading.difference), 2)
        sign = "" if not round(reading.difference, 2) else "+" if reading.difference > 0 else "−"
        parts.append(f"{sign}{number} {unit}".strip())
    return " · ".join(parts)


class Calipers(QWidget):
    """Lies over the whole of `parent`; `removed()` asks to be taken away (Esc), `moved()` after each step of a line.

    Arrows move the chosen line by a sample, with Shift by a small square; Space changes to the other line, M repeats
    the interval over the whole trace. The mouse moves a line, or both where it takes hold between them.
    """

    spoken_role = "picture"

    removed = Signal()
    moved = Signal()

    def __init__(self, parent: QWidget, ground: Measured) -> None:
        super().__init__(parent)
        self._ground = ground
        self.lines = [0.0, 0.0]
        self.chosen = 1
        self.marching = False
        self._carried: float | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)
        self.setAccessibleName(tr("ward_review.calipers_spoken"))
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())
        self._lay_first()
        self.show()
        self.raise_()
        self._tell()

    def reading(self) -> Reading:
        """What lies between the lines now."""
        return measure(self._ground, *self.lines)

    def words(self) -> str:
        """The reading as it is shown."""
        return reading_words(self.reading(), self._ground.unit())

    def lay(self, line: int, moment: float) -> None:
        """Put a line at a moment, no farther than the trace goes."""
        left, right = self._ground.edges()
        first, last = self._ground.moment_of(left), self._ground.moment_of(right)
        self.lines[line] = min(max(first, moment), last)
        self._tell()
        self.update()
        self.moved.emit()

    def look_again(self) -> None:
        """What lies below has changed; lines that are no longer over it are laid anew."""
        left, right = self._ground.edges()
        first, last = self._ground.moment_of(left), self._ground.moment_of(right)
        if not all(first <= moment <= last for moment in self.lines):
            self._lay_first()
        for line, moment in enumerate(tuple(self.lines)):
            self.lay(line, moment)

    def _lay_first(self) -> None:
        left, right = self._ground.edges()
        self.lines = [self._ground.moment_of(left + share * (right - left)) for share in _FIRST_SHARES]

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = COARSE_SECONDS if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else FINE_SECONDS
        if event.key() in _ARROWS:
            self.lay(self.chosen, self.lines[self.chosen] + _ARROWS[event.key()] * step)
        elif event.key() == Qt.Key.Key_Space.value:
            self.chosen = 1 - self.chosen
            self.update()
        elif event.key() == Qt.Key.Key_M.value:
            self.marching = not self.marching
            self.update()
        elif event.key() == Qt.Key.Key_Escape.value:
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        x = event.position().x()
        columns = [self._ground.x_of(moment) for moment in self.lines]
        near = min((0, 1), key=lambda line: abs(columns[line] - x))
        reach = current_theme().gap(_REACH_STEPS)
        if min(columns) + reach < x < max(columns) - reach:
            # Between the lines: both are carried together, the interval stays.
            self._carried = self._ground.moment_of(x)
            return
        self.chosen, self._carried = near, None
        self.lay(near, self._ground.moment_of(x))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not event.buttons() & Qt.MouseButton.LeftButton:
            return
        moment = self._ground.moment_of(event.position().x())
        if self._carried is None:
            self.lay(self.chosen, moment)
            return
        left, right = self._ground.edges()
        first, last = self._ground.moment_of(left), self._ground.moment_of(right)
        by = min(max(moment - self._carried, first - min(self.lines)), last - max(self.lines))
        self._carried += by
        for line, before in enumerate(tuple(self.lines)):
            self.lay(line, before + by)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._carried = None

    def marched(self) -> list[float]:
        """Where the interval falls again, to both sides, over all that is seen; empty where it is too short to see."""
        first, second = sorted(self.lines)
        apart = second - first
        left, right = self._ground.edges()
        begin, end = self._ground.moment_of(left), self._ground.moment_of(right)
        if apart <= 0 or self._ground.x_of(second) - self._ground.x_of(first) < _LEAST_APART:
            return []
        after = [second + apart * count for count in range(1, int((end - second) / apart) + 1)]
        before = [first - apart * count for count in range(1, int((first - begin) / apart) + 1)]
        return [*reversed(before), *after]

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = current_theme()
        ink = theme.color("accent")
        if self.marching:
            painter.setPen(QPen(ink, 1, Qt.PenStyle.DashLine))
            for moment in self.marched():
                x = self._ground.x_of(moment)
                painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
        for line, moment in enumerate(self.lines):
            x = self._ground.x_of(moment)
            painter.setPen(QPen(ink, 3 if line == self.chosen and self.hasFocus() else 1.5))
            painter.drawLine(QPointF(x, 0), QPointF(x, self.height()))
            value = self._ground.value_at(moment)
            if value is not None:
                painter.setBrush(ink)
                painter.drawEllipse(QPointF(x, self._ground.y_of(value)), theme.gap(1), theme.gap(1))
        self._paint_reading(painter)

    def _paint_reading(self, painter: QPainter) -> None:
        theme, words = current_theme(), self.words()
        painter.setFont(theme.font("text_body", "semibold"))
        metrics = painter.fontMetrics()
        width, height = metrics.horizontalAdvance(words) + theme.gap(4), metrics.height() + theme.gap(1)
        middle = sum(self._ground.x_of(moment) for moment in self.lines) / 2
        left = min(max(0.0, middle - width / 2), max(0.0, self.width() - width))
        plate = QRectF(left, 0, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent"))
        painter.drawRoundedRect(plate, theme.px("radius_small"), theme.px("radius_small"))
        painter.setPen(theme.color("on_accent"))
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
