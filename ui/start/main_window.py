"""The one window of the program: every page of the start and the shell show themselves in it."""

from collections.abc import Callable

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from ui.start.preferences import Preferences
from ui.theme.tokens import SIZES


class MainWindow(QMainWindow):
    """Remembers where it stood; asks `before_close` once, so that drafts are kept.

    While `stays()`, nobody closes it by its frame or by a key of the desktop; `end` still does.
    """

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.preferences = preferences
        self.before_close: Callable[[], object] | None = None
        self.stays: Callable[[], bool] = lambda: False
        self.setWindowTitle("Plantão")
        self.setMinimumSize(SIZES["window_least_width"], SIZES["window_least_height"])
        if not self.restoreGeometry(QByteArray.fromBase64(preferences.geometry.encode())):
            self.resize(SIZES["window_width"], SIZES["window_height"])

    def show_page(self, page: QWidget) -> None:
        """Show a page instead of the one before, which is deleted."""
        before = self.takeCentralWidget()
        self.setCentralWidget(page)
        page.show()
        page.setFocus()
        if before is not None:
            before.hide()
            before.deleteLater()

    def end(self) -> None:
        """Close whatever anybody thinks of it: the machine is going down, or somebody asked from outside."""
        self.stays = lambda: False
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.stays():
            event.ignore()
            return
        if self.before_close is not None:
            self.before_close()
        self.preferences.geometry = bytes(self.saveGeometry().toBase64().data()).decode()
        self.preferences.save()
        super().closeEvent(event)
