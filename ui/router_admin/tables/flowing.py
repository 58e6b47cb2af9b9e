"""A row of controls that goes on below where its width ends, and is always as high as that takes."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.widgets.flow import FlowLayout


class Flowing(QWidget):
    """Put controls into `flow`. A layout above forgets how high a flow becomes in its width: this insists."""

    def __init__(self, *, gap: float = 2) -> None:
        super().__init__()
        self.flow = FlowLayout(self, gap=gap)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep()

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self._keep()
        return done

    def _keep(self) -> None:
        needed = self.flow.heightForWidth(self.width())
        if self.minimumHeight() != needed:
            self.setMinimumHeight(needed)
