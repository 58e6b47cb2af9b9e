"""Room for large text: a page that needs more than the window has is scrolled both ways, never cut."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QStackedWidget, QWidget

from ui.theme import current_theme


class PageStack(QStackedWidget):
    """Asks for the room of the page on show; Qt's own asks for that of the largest that was ever opened."""

    def __init__(self) -> None:
        super().__init__()
        self.currentChanged.connect(lambda _number: self.updateGeometry())

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint().expandedTo(page.minimumSize())

    def heightForWidth(self, width: int) -> int:
        page = self.currentWidget()
        return page.heightForWidth(width) if page is not None else -1


def roomy(page: QWidget) -> QWidget:
    """The page itself, or around it what scrolls it."""
    return _Roomy(page) if current_theme().is_large else page


class _Roomy(QScrollArea):
    """As large as the window gives; what the page needs beyond that is scrolled to, and so is whatever gets the focus:
    by Tab Qt does it itself, by a key, a press or a form that opens it does not."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        # A scroll area would be opaque in the colour of its palette.
        self.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        page = self.widget()
        if now is None or page is None or not page.isAncestorOf(now):
            return
        seen = QRect(now.mapTo(page, QPoint(0, 0)), now.size()) & page.visibleRegion().boundingRect()
        if seen.height() < min(now.height(), current_theme().px("target")):
            self.ensureWidgetVisible(now)
