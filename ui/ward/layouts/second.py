"""The second screen of a wall: a window without a frame that shows its sectors and nothing else."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QScreen
from PySide6.QtWidgets import QWidget

from app.ward.layouts.arranged import ArrangedPicture
from app.ward.service import WardService
from ui.texts import tr
from ui.ward.layouts.arrangeable import ArrangeableWall
from ui.ward.layouts.board import WallBoard
from ui.widgets.layouts import column


class SecondScreen(QWidget):
    """Fills a screen. Whoever closes it tells `closed`: its beds must be seen elsewhere from then on."""

    def __init__(
        self, parent: QWidget, ward: WardService, picture: ArrangedPicture, closed: Callable[[], object]
    ) -> None:
        super().__init__(parent, Qt.WindowType.Window | Qt.WindowType.FramelessWindowHint)
        # The program ends with its first window, whatever the second one still shows.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setWindowTitle(tr("ward_layouts.second_title"))
        self._closed = closed
        self.board = WallBoard(ward, ArrangeableWall(picture), strip=False, untouched=False)
        column(self, gap=0).addWidget(self.board)

    def fill(self, screen: QScreen) -> None:
        """Stand on this screen, as large as it is."""
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._closed()
