"""A scrolled form that shows where the keyboard is, also when a check put it there."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget

from ui.widgets.field import Field
from ui.widgets.layouts import Scroll


class FollowingScroll(Scroll):
    """Qt itself scrolls only on Tab; a control that is in sight already moves nothing."""

    def __init__(self, content: QWidget) -> None:
        super().__init__(content, width=None)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        inside = self.widget()
        if now is None or inside is None or not inside.isAncestorOf(now) or not self.isVisible():
            return
        layout = inside.layout()
        if layout is not None:
            # What is said below a field has just made it taller.
            layout.activate()
        seen = QRect(now.mapTo(self.viewport(), QPoint(0, 0)), now.size())
        if not self.viewport().rect().contains(seen):
            self.ensureWidgetVisible(_whole(now), 0, 0)


def _whole(control: QWidget) -> QWidget:
    """The field with its label and what is said below it."""
    above = control.parentWidget()
    while above is not None and not isinstance(above, Field):
        above = above.parentWidget()
    return above or control
