"""One line in the colour of an alarm, flashing in phase with every other sign of the ward."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QFontMetrics, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ward.alarms.words import Presence
from app.ward.picture.model import ShownAlarm
from ui.theme import current_theme
from ui.theme.tokens import ALARM_COLOURS
from ui.ward.flashing import FLASH_LOOK_MS, lit


class AlarmLine(QWidget):
    """`now` is the phase clock; `size` that of its words."""

    def __init__(self, now: Callable[[], float], *, size: str) -> None:
        super().__init__()
        self._now, self._size = now, size
        self.words = ""
        self._shown: ShownAlarm | None = None
        self._lit = False
        self._timer = QTimer(self, interval=FLASH_LOOK_MS)
        self._timer.timeout.connect(self._look)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_alarm(self, words: str, shown: ShownAlarm | None) -> None:
        """`words` in the colour of `shown`; quiet without one, or where the alarm is only a message any more."""
        if (words, shown) == (self.words, self._shown):
            return
        self.words, self._shown = words, shown
        self.setToolTip(words)
        self.setAccessibleName(words)
        self._lit = self._filled()
        self.updateGeometry()
        self.update()

    @property
    def is_lit(self) -> bool:
        """Whether its ground is filled at this moment."""
        return self._lit

    def sizeHint(self) -> QSize:
        theme = current_theme()
        metrics = QFontMetrics(theme.font(self._size, "bold"))
        return QSize(metrics.horizontalAdvance(self.words) + theme.gap(6), metrics.height() + theme.gap(2))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().gap(20), self.sizeHint().height())

    def _look(self) -> None:
        filled = self._filled()
        if filled != self._lit:
            self._lit = filled
            self.update()

    def _filled(self) -> bool:
        shown = self._shown
        return shown is not None and shown.alarm.sounds and lit(shown.sign.light, self._now())

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = self._shown
        ink = theme.color("text_muted" if shown is None else "text")
        box = self.rect().adjusted(1, 1, -1, -1)
        if shown is not None and shown.alarm.presence is not Presence.OFF:
            token = ALARM_COLOURS[shown.alarm.priority]
            painter.setPen(QPen(theme.color(token), theme.px("ring")))
            if self._lit:
                painter.setBrush(theme.color(token))
                ink = theme.color(f"on_{token}")
            painter.drawRoundedRect(box, theme.px("radius_small"), theme.px("radius_small"))
        painter.setPen(ink)
        painter.setFont(theme.font(self._size, "regular" if shown is None else "bold"))
        room = self.rect().adjusted(theme.gap(2), 0, -theme.gap(2), 0)
        words = painter.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), words)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()
        self._look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()
