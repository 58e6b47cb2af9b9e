"""Text in the sizes of the type scale."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class Text(QLabel):
    """One piece of text. `role` is its rank: display, title, heading, strong, body, muted, small, label, overline,
    error, accent, code, key. Plain text only: nothing a person typed is ever read as markup."""

    def __init__(
        self, text: str = "", role: str = "body", *, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
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
            needed = self.heightForWidth(self.width())
            if needed >= 0 and needed != self.minimumHeight():
                self.setMinimumHeight(needed)

    def set_role(self, role: str) -> None:
        """Change the rank of this text."""
        if self.property("role") != role:
            self.setProperty("role", role)
            repolish(self)


def repolish(widget: QWidget) -> None:
    """Let the style sheet look at a widget again after one of its properties changed."""
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
