"""A class as colour, shape and word."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.texts import has_text, tr
from ui.theme import current_theme
from ui.theme.tokens import RISK_CLASSES
from ui.widgets.shapes import draw_shape


class Badge(QWidget):
    """A soft ground with a shape and words in one colour; `large` is for the one number that decides."""

    spoken_role = "words"

    def __init__(self, words: str, token: str, shape: str, *, large: bool = False) -> None:
        super().__init__()
        self._large = large
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.show_class(words, token, shape)

    def show_class(self, words: str, token: str, shape: str) -> None:
        """Show another class."""
        self.words, self._token, self._shape = words, token, shape
        self.setAccessibleName(words)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        metrics = QFontMetrics(self._words_font())
        height = theme.px("row" if self._large else "badge")
        return QSize(metrics.horizontalAdvance(self.words) + metrics.height() + theme.gap(6), height)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._words_font())
        paint_badge(painter, QRectF(self.rect()), self.words, self._token, self._shape)

    def _words_font(self) -> QFont:
        return current_theme().font("text_heading" if self._large else "text_small", "semibold")


def paint_badge(painter: QPainter, box: QRectF, words: str, token: str, shape: str) -> None:
    """Paint a badge into `box` with the painter's font; table delegates use it too."""
    theme = current_theme()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(f"{token}_soft"))
    painter.drawRoundedRect(box, theme.px("radius_small"), theme.px("radius_small"))
    edge = painter.fontMetrics().height() * 0.62
    painter.setBrush(theme.color(token))
    left = box.left() + theme.gap(2)
    draw_shape(painter, shape, QRectF(left, box.center().y() - edge / 2, edge, edge))
    painter.setPen(theme.color(token))
    place = box.adjusted(theme.gap(2) + edge + theme.gap(2), 0, -theme.gap(1), 0)
    shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(place.width()) + 1)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def badge_width(words: str) -> int:
    """How wide a badge with these words is in a line of a table."""
    theme = current_theme()
    metrics = QFontMetrics(theme.font("text_small", "semibold"))
    return metrics.horizontalAdvance(words) + metrics.height() + theme.gap(6)


def risk_look(code: str | None) -> tuple[str, str, str]:
    """Words, colour token and shape of a risk class (RH, ARSE, ARCE); None is "not classified".

    A class of a municipality's own rule base has no look here: it is drawn neutral, under its code.
    """
    if code is None:
        return tr("common.risk_unknown"), "neutral", "bar"
    token, shape = RISK_CLASSES.get(code, ("neutral", "bar"))
    known = f"common.risk_{code}"
    return tr(known) if has_text(known) else code, token, shape


def risk_look_short(code: str | None) -> tuple[str, str, str]:
    """As `risk_look`, in as few words as say it, for a narrow column."""
    words, token, shape = risk_look(code)
    short = f"common.risk_short_{code}"
    return tr(short) if has_text(short) else words, token, shape


class RiskBadge(Badge):
    """The risk class of a pregnancy."""

    def __init__(self, code: str | None, *, large: bool = False) -> None:
        super().__init__(*risk_look(code), large=large)
