"""The wall as large as there is room for it."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea

from ui.ward.wall.view import WallView


class WallScroll(QScrollArea):
    """As wide as there is room; a ward that is larger than the screen scrolls downwards."""

    def __init__(self, wall: WallView) -> None:
        super().__init__()
        self._wall = wall
        self.setWidget(wall)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        wall.bed_chosen.connect(self.follow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._wall.fit(QSize(self.viewport().width(), self.viewport().height()))
        # At once: else the wall would be empty until the next frame.
        self._wall.tick()

    def follow(self, bed: str) -> None:
        """Bring a bed's sector into sight."""
        place = self._wall.sector_rect(bed)
        self.ensureVisible(place.center().x(), place.center().y(), 0, place.height())
