"""The light of one priority as on the wall: same colour, same clock, same stars."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.ward.alarms.signs import Burst, Light
from app.ward.alarms.words import Priority
from ui.texts import tr
from ui.theme import current_theme
from ui.theme.tokens import ALARM_COLOURS
from ui.ward.flashing import lit

PRIORITY = {Burst.HIGH: Priority.HIGH, Burst.MEDIUM: Priority.MEDIUM, Burst.LOW: Priority.LOW}
LIGHT = {Burst.HIGH: Light.FAST, Burst.MEDIUM: Light.SLOW, Burst.LOW: Light.STEADY}
"""As the engine gives them to an alarm that nobody has seen (`app.ward.alarms.signs`)."""
_WIDTH = 30
_HEIGHT = 20
_FRAME = 1.5
_BESIDE = 4


class LightSample(QWidget):
    """`show_at(second)` of the wall's monotonic clock: filled while it is lit, a frame while it is not."""

    def __init__(self, kind: Burst) -> None:
        super().__init__()
        self._kind = kind
        self._lit = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("ward_signals.light", priority=tr(f"ward_alarms.priority_{kind.value}")))

    @property
    def is_lit(self) -> bool:
        """Whether it is filled now."""
        return self._lit

    def show_at(self, now: float) -> None:
        """Paint it again where it went on or out."""
        now_lit = lit(LIGHT[self._kind], now)
        if now_lit is not self._lit:
            self._lit = now_lit
            self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        words = QFontMetrics(theme.font("text_heading", "semibold")).horizontalAdvance(self._words())
        return QSize(max(theme.gap(_WIDTH), words + theme.gap(2 * _FRAME + _BESIDE)), theme.gap(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = current_theme()
        token = ALARM_COLOURS[PRIORITY[self._kind]]
        edge = theme.gap(_FRAME)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        painter.setPen(QPen(theme.color(token), edge))
        painter.setBrush(theme.color(token if self._lit else "sector"))
        painter.drawRoundedRect(box, theme.px("radius"), theme.px("radius"))
        painter.setPen(theme.color(f"on_{token}" if self._lit else "text"))
        painter.setFont(theme.font("text_heading", "semibold"))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), self._words())

    def _words(self) -> str:
        """The marks of the priority and its name."""
        stars = "*" * (3 - int(PRIORITY[self._kind]))
        return f"{stars} {tr(f'ward_alarms.priority_{self._kind.value}')}"
