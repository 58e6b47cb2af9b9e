"""Whether the network is large enough: what is needed, what is needed for alarms alone, what the link gives."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.router.budget import Verdict
from app.router.node.items import Network
from ui.router_admin.network.words import formula_words, given_words, rate_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.badges import Badge
from ui.widgets.cards import Card
from ui.widgets.labels import Text

_LOOKS = {
    Verdict.ENOUGH: ("success", "circle"),
    Verdict.TIGHT: ("warn", "diamond"),
    Verdict.ONLY_ALARMS: ("error", "triangle"),
    Verdict.TOO_SMALL: ("error", "octagon"),
    Verdict.UNKNOWN: ("neutral", "bar"),
}


class Bars(QWidget):
    """Three bars on one scale, each with its words; read aloud as a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self._bars: list[tuple[str, float, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_network(self, network: Network) -> None:
        """The three rates of a station."""
        bars = [
            (tr("router_network.needed"), network.needed_bits, "accent"),
            (tr("router_network.emergency"), network.emergency_bits, "error"),
        ]
        if network.given_bits is not None:
            bars.append((tr("router_network.given"), network.given_bits, "text_muted"))
        self._bars = bars
        self.setAccessibleName(", ".join(f"{words} {rate_words(bits)}" for words, bits, _ in bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        return QSize(theme.px("field_long"), max(1, len(self._bars)) * theme.gap(7))

    def minimumSizeHint(self) -> QSize:
        return QSize(current_theme().px("field_medium"), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._bars:
            return
        theme = current_theme()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font("text_small"))
        metrics = QFontMetrics(painter.font())
        labels = max(metrics.horizontalAdvance(words) for words, _, _ in self._bars) + theme.gap(3)
        values = max(metrics.horizontalAdvance(rate_words(bits)) for _, bits, _ in self._bars) + theme.gap(3)
        room = max(1.0, self.width() - labels - values)
        most = max(bits for _, bits, _ in self._bars) or 1.0
        for number, (words, bits, token) in enumerate(self._bars):
            line = QRectF(0, number * theme.gap(7), self.width(), theme.gap(7))
            middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            painter.setPen(theme.color("text_muted"))
            painter.drawText(line, middle, words)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(token))
            bar = QRectF(labels, line.center().y() - theme.gap(1.5), max(2.0, room * bits / most), theme.gap(3))
            painter.drawRoundedRect(bar, theme.px("radius_small") / 2, theme.px("radius_small") / 2)
            painter.setPen(theme.color("text"))
            painter.drawText(
                QRectF(bar.right() + theme.gap(2), line.top(), values, line.height()), middle, rate_words(bits)
            )


class BudgetCard(Card):
    """The verdict first and large, then why."""

    def __init__(self) -> None:
        super().__init__(margin=4, gap=3)
        self.verdict = Badge("", *_LOOKS[Verdict.UNKNOWN], large=True)
        self.given = Text("", wrap=True)
        self.bars = Bars()
        self.formula = Text("", "small", wrap=True)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.given)
        self.body.addWidget(self.bars)
        self.body.addWidget(self.formula)

    def show_network(self, network: Network) -> None:
        """Show how it stands."""
        verdict = Verdict(network.verdict)
        self.verdict.show_class(tr(f"router.budget_{verdict.value}"), *_LOOKS[verdict])
        self.given.setText(given_words(network))
        self.bars.show_network(network)
        self.formula.setText(formula_words(network))
