"""Buttons by rank: one primary per screen, secondary beside it, quiet for the rest, danger for what is hard to undo."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from ui.theme import current_theme
from ui.theme.icons import icon

_INK = {
    "primary": "on_accent",
    "danger": "on_error",
    "quiet": "accent_text",
    "place": "text_muted",
    "search": "text_faint",
}


class Button(QPushButton):
    """A push button of the house; Enter and Space press it, its icon follows the theme."""

    def __init__(
        self,
        text: str,
        kind: str = "secondary",
        *,
        icon_name: str | None = None,
        on_press: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._icon_name = icon_name
        self._edge = "icon"
        self.setProperty("kind", kind)
        self.setAccessibleName(text)
        self.setAutoDefault(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._tint()
        if on_press is not None:
            self.clicked.connect(lambda *_: on_press())

    def set_text(self, text: str) -> None:
        """Change the words, and what a screen reader says with them."""
        self.setText(text)
        self.setAccessibleName(text)

    def set_icon(self, name: str | None) -> None:
        """Change the icon."""
        self._icon_name = name
        self._tint()

    def set_trailing(self, name: str) -> None:
        """Put an icon behind the words."""
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        self._edge = "icon_small"
        self.set_icon(name)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._tint()

    def nextCheckState(self) -> None:
        super().nextCheckState()
        self._tint()

    def setChecked(self, checked: bool) -> None:
        super().setChecked(checked)
        self._tint()

    def _tint(self) -> None:
        if self._icon_name is None:
            return
        token = _INK.get(str(self.property("kind")), "text_muted")
        self.setIcon(icon(self._icon_name, "accent_text" if self.isChecked() else token))
        edge = current_theme().px(self._edge)
        self.setIconSize(QSize(edge, edge))


class PrimaryButton(Button):
    """The one thing to do next."""

    def __init__(
        self, text: str, *, icon_name: str | None = None, on_press: Callable[[], object] | None = None
    ) -> None:
        super().__init__(text, "primary", icon_name=icon_name, on_press=on_press)


class SecondaryButton(Button):
    """Another thing that can be done here."""

    def __init__(
        self, text: str, *, icon_name: str | None = None, on_press: Callable[[], object] | None = None
    ) -> None:
        super().__init__(text, "secondary", icon_name=icon_name, on_press=on_press)


class QuietButton(Button):
    """A thing of minor rank: words in the accent colour."""

    def __init__(
        self, text: str, *, icon_name: str | None = None, on_press: Callable[[], object] | None = None
    ) -> None:
        super().__init__(text, "quiet", icon_name=icon_name, on_press=on_press)


class DangerButton(Button):
    """What is hard to undo; only inside a confirmation."""

    def __init__(
        self, text: str, *, icon_name: str | None = None, on_press: Callable[[], object] | None = None
    ) -> None:
        super().__init__(text, "danger", icon_name=icon_name, on_press=on_press)


class IconButton(Button):
    """An icon alone; its words are the tool tip and what a screen reader says."""

    def __init__(self, icon_name: str, words: str, *, on_press: Callable[[], object] | None = None) -> None:
        super().__init__("", "icon", icon_name=icon_name, on_press=on_press)
        self.setAccessibleName(words)
        self.setToolTip(words)
