"""An icon as a picture that follows the theme."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QLabel

from ui.theme.icons import pixmap


class IconLabel(QLabel):
    """Decoration only: the words beside it say the same."""

    def __init__(self, name: str, token: str = "text_muted", size: str = "icon") -> None:
        super().__init__()
        self._name, self._token, self._size = name, token, size
        self._tint()

    def set_icon(self, name: str, token: str) -> None:
        """Show another icon."""
        self._name, self._token = name, token
        self._tint()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def _tint(self) -> None:
        self.setPixmap(pixmap(self._name, self._token, self._size))
