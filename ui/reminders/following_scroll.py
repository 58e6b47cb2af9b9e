"""A scrolled form that shows where the keyboard is, also when a check put it there."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QTimer
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
        if now is not None and inside is not None and inside.isAncestorOf(now) and self.isVisible():
            QTimer.singleShot(0, self, self._show_whole)

    def _show_whole(self) -> None:
        # What a check has just said below a field, and a line that has just come, have no place yet.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        now, inside = QApplication.focusWidget(), self.widget()
        if now is None or inside is None or not inside.isAncestorOf(now):
            return
        field = _field_of(now)
        wanted = field if field is not None and field.error else now
        seen = QRect(wanted.mapTo(self.viewport(), QPoint(0, 0)), wanted.size())
        if not self.viewport().rect().contains(seen):
            self.ensureWidgetVisible(field or now, 0, 0)


def _field_of(control: QWidget) -> Field | None:
    """The field with its label and what is said below it."""
    above = control.parentWidget()
    while above is not None and not isinstance(above, Field):
        above = above.parentWidget()
    return above
