"""Ctrl+S: the one main thing of what is on screen, from wherever the keyboard stands."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from ui.widgets.overlay import Overlay


def press_primary() -> None:
    """Press the primary button of what lies on top, else of the page; of several the one nearest to the focus."""
    focus = QApplication.focusWidget()
    window = focus.window() if focus is not None else QApplication.activeWindow()
    if window is None:
        return
    covers = [one for one in window.findChildren(Overlay) if one.isVisible()]
    offered = [one for one in (covers[-1] if covers else window).findChildren(QPushButton) if _offers(one)]
    if offered:
        pressed = max(offered, key=lambda one: _together(one, focus))
        # The field that is being written in hears that it is left, as with Tab.
        pressed.setFocus(Qt.FocusReason.ShortcutFocusReason)
        pressed.click()


def _offers(button: QPushButton) -> bool:
    return button.property("kind") == "primary" and button.isVisible() and button.isEnabled()


def _together(button: QPushButton, focus: QWidget | None) -> int:
    """How deep the smallest part lies that holds both."""
    above = button.parentWidget()
    while above is not None and focus is not None and not above.isAncestorOf(focus):
        above = above.parentWidget()
    depth = 0
    while above is not None:
        depth, above = depth + 1, above.parentWidget()
    return depth
