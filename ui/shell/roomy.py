"""Room for large text: a page that needs more than the window has is scrolled both ways, never cut."""

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from ui.theme import current_theme


def roomy(page: QWidget) -> QWidget:
    """The page itself, or around it what scrolls it."""
    return _Roomy(page) if current_theme().is_enlarged else page


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
