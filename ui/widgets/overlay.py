"""A veil over a window with something on it: the base of confirmations, palette and lock."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGraphicsDropShadowEffect, QWidget
from shiboken6 import isValid

from ui.theme import current_theme


class Overlay(QWidget):
    """Covers `host`, follows its size, and gives the focus back where it was when it closes."""

    spoken_role = "dialog"

    def __init__(self, host: QWidget, *, ground: str = "scrim") -> None:
        super().__init__(host)
        self._host = host
        self._ground = ground
        self._before: QWidget | None = None
        host.installEventFilter(self)
        self.setGeometry(host.rect())
        self.hide()

    def float_above(self, frame: QWidget) -> None:
        """Give what lies on the veil a shadow: only what floats has one."""
        theme = current_theme()
        shadow = QGraphicsDropShadowEffect(frame)
        shadow.setBlurRadius(theme.gap(10))
        shadow.setOffset(0, theme.gap(2))
        shadow.setColor(theme.color("shadow"))
        frame.setGraphicsEffect(shadow)

    def open(self) -> None:
        """Show it above everything else of the window."""
        self._before = self._host.window().focusWidget()
        self.setGeometry(self._host.rect())
        self.raise_()
        self.show()

    def dismiss(self) -> None:
        """Hide it."""
        self.hide()
        before, self._before = self._before, None
        # The page beneath may have been built anew meanwhile.
        if before is not None and isValid(before):
            before.setFocus()

    def abandon(self) -> None:
        """Close without an answer, as when the screen locks."""
        self.dismiss()
        self.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What lies under the veil hears no key."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._host:
            self.setGeometry(self._host.rect())
        return False

    def focusNextPrevChild(self, next: bool) -> bool:
        return self.keep_focus_inside(forward=next)

    def keep_focus_inside(self, *, forward: bool) -> bool:
        """Tab goes round inside; what lies under the veil is out of reach."""
        chain = [part for part in self.findChildren(QWidget) if _can_focus(part)]
        if not chain:
            return False
        now = self.window().focusWidget()
        at = chain.index(now) if now in chain else (-1 if forward else 0)
        chain[(at + (1 if forward else -1)) % len(chain)].setFocus()
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), current_theme().color(self._ground))


def _can_focus(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()
