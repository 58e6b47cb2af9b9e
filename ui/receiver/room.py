"""Room on the screen for what opens beside the alarms."""

from PySide6.QtWidgets import QWidget


def make_wider(window: QWidget, pixels: int) -> None:
    """As far as the screen has it; the left edge gives way where it must. Negative: narrower."""
    before = window.width()
    window.setMinimumWidth(window.minimumWidth() + pixels)
    if window.isMaximized() or window.isFullScreen():
        return
    room = window.screen().availableGeometry()
    window.resize(max(window.minimumWidth(), min(before + pixels, room.width())), window.height())
    beyond = window.geometry().right() - room.right()
    if beyond > 0:
        window.move(max(room.left(), window.x() - beyond), window.y())
