"""Text in the sizes of the type scale."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.spoken.roles import give_role

_LEAST_SIGNS = 8
"""What an elided text keeps at least."""
_HEADINGS = ("title", "heading")
"""Ranks that name what stands below them."""


class Text(QLabel):
    """One piece of text. `role` is its rank: display, title, heading, strong, body, muted, small, label, overline,
    error, accent, code, key. Plain text only: nothing a person typed is ever read as markup."""

    def __init__(
        self, text: str = "", role: str = "body", *, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        if role in _HEADINGS:
            give_role(self, "heading")
        self.setWordWrap(wrap)
        if wrap:
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def setText(self, text: str) -> None:
        super().setText(text)
        self._keep_all_lines()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_all_lines()

    def _keep_all_lines(self) -> None:
        """Qt's layouts forget the height of wrapped text as soon as one of them is aligned: insist on every line."""
        if self.wordWrap() and self.width() > 0:
            kept = self.minimumHeight()
            # `heightForWidth` never answers less than the minimum: without this a shorter text would keep its height.
            self.setMinimumHeight(0)
            self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))
            if self.minimumHeight() != kept:
                self.updateGeometry()

    def set_role(self, role: str) -> None:
        """Change the rank of this text."""
        if self.property("role") != role:
            if (role in _HEADINGS) != (self.property("role") in _HEADINGS):
                give_role(self, "heading" if role in _HEADINGS else "")
            self.setProperty("role", role)
            repolish(self)


class ElidedText(Text):
    """One line that gives way: what does not fit ends in "…" and stands whole in the tool tip."""

    def __init__(self, text: str = "", role: str = "body") -> None:
        super().__init__(text, role)
        self.setProperty("elides", True)
        self.setToolTip(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)
        self.updateGeometry()

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().averageCharWidth() * _LEAST_SIGNS, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment()), shown)


def repolish(widget: QWidget) -> None:
    """Let the style sheet look at a widget again after one of its properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
