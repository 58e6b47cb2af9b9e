"""Room for large text: a page that needs more than the window has is scrolled, never cut."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

from ui.theme import current_theme


def roomy(page: QWidget) -> QWidget:
    """The page itself, or, where text is too large for the screen, around it what scrolls it both ways."""
    return _Roomy(page) if current_theme().is_large else page


def keep_in_sight(inside: QWidget, line: QWidget) -> None:
    """Where the place of `inside` scrolls as a whole, `line` stands below it, outside of what scrolls, until it is
    hidden. Elsewhere it is not shown."""
    above = inside.parentWidget()
    while above is not None and type(above) is not _Roomy:
        above = above.parentWidget()
    if isinstance(above, _Roomy):
        above.keep(line)


def upright(part: QWidget) -> QWidget:
    """Part of a place: itself, or, where text is enlarged, around it what scrolls it up and down. What stands beside it
    stays in sight."""
    theme = current_theme()
    return _Upright(part) if theme.is_enlarged and not theme.is_large else part


class _Roomy(QScrollArea):
    """As large as the window gives; what the page needs beyond that is scrolled to, and so is whatever gets the focus:
    by Tab Qt does it itself, by a key, a press or a form that opens it does not."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self._kept: QWidget | None = None
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

    def keep(self, line: QWidget) -> None:
        """Show a line below the part that scrolls."""
        if line.parentWidget() is not self:
            line.setParent(self)
            line.installEventFilter(self)
        self._kept = line
        line.show()
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._kept and event.type() == QEvent.Type.Hide:
            self._kept = None
            self._make_room()
        return super().eventFilter(watched, event)

    def _make_room(self) -> None:
        line = self._kept
        height = line.height() if line is not None else 0
        self.setViewportMargins(0, 0, 0, height)
        if line is not None:
            line.setGeometry(0, self.height() - height, self.width(), height)
            line.raise_()

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        page = self.widget()
        if now is None or page is None or not page.isAncestorOf(now):
            return
        seen = QRect(now.mapTo(page, QPoint(0, 0)), now.size()) & page.visibleRegion().boundingRect()
        if seen.height() < min(now.height(), current_theme().px("target")):
            self.ensureWidgetVisible(now)


class _Upright(_Roomy):
    """Never scrolled sideways: the window, or what stands beside it, gives way."""

    def minimumSizeHint(self) -> QSize:
        least, page = super().minimumSizeHint(), self.widget()
        if page is None:
            return least
        width = page.minimumSizeHint().expandedTo(page.minimumSize()).width()
        return QSize(width + self.verticalScrollBar().sizeHint().width(), least.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            # What holds it goes by the page's width.
            self.updateGeometry()
        return super().event(event)
