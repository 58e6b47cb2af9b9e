"""The badge beside a name: how many disagreements wait there; a press opens them."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from ui.bridge import Op
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.badges import paint_badge


class ConflictBadge(QAbstractButton):
    """Hidden while nothing disagrees. `ConflictBadge(context, person_id)` asks by itself, in a worker."""

    def __init__(self, context: UiContext, person_id: str) -> None:
        super().__init__()
        self._context = context
        self._person_id = person_id
        self.setObjectName("conflict_badge")
        self.setToolTip(tr("conflicts.badge_hint"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda *_: context.navigate("conflicts", person_id))
        self.hide()

    def read(self) -> None:
        """Ask how many there are now; what cannot be asked shows nothing."""
        sync, session, wanted = self._context.station.sync, self._context.session, self._person_id

        def count() -> int:
            return sync.open_counts(session, (wanted,)).get(wanted, 0)

        Op(self, count).on_success(self.show_count).on_failure(lambda _error: None).start()

    def show_count(self, count: int) -> None:
        """Show this many; none hides the badge."""
        words = tr_count("conflicts.badge", count) if count else ""
        self.setText(words)
        self.setAccessibleName(words)
        self.updateGeometry()
        self.setVisible(bool(count))
        self.update()

    def sizeHint(self) -> QSize:
        theme = current_theme()
        metrics = QFontMetrics(self._font())
        return QSize(metrics.horizontalAdvance(self.text()) + metrics.height() + theme.gap(6), theme.px("target"))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = current_theme(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        box = QRectF(self.rect())
        inset = (box.height() - theme.px("badge")) / 2
        paint_badge(painter, box.adjusted(0, inset, 0, -inset), self.text(), "warn", "diamond")
        if self.hasFocus():
            pen = painter.pen()
            pen.setColor(theme.color("focus"))
            pen.setWidth(theme.px("ring"))
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            edge, radius = theme.px("ring") / 2, theme.px("radius_small")
            painter.drawRoundedRect(box.adjusted(edge, edge, -edge, -edge), radius, radius)

    def _font(self) -> QFont:
        return current_theme().font("text_small", "semibold")
