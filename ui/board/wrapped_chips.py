"""Chips that keep the height of all their lines, wherever they stand."""

from PySide6.QtGui import QResizeEvent

from ui.widgets.choices import ChoiceChips


class WrappedChips(ChoiceChips):
    """A layout forgets how high a flow becomes in its width where something above it is aligned."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))
