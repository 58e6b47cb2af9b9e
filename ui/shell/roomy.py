"""Room for large text: above 150 % a page that needs more than the window has is scrolled both ways, never cut."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from ui.theme import current_theme


def roomy(page: QWidget) -> QWidget:
    """The page itself, or around it what scrolls it."""
    return _Roomy(page) if current_theme().is_large else page


class _Roomy(QScrollArea):
    """As large as the window gives; what the page needs beyond that is scrolled to, by the focus too."""

    def __init__(self, page: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(page)
        # A scroll area would be opaque in the colour of its palette.
        self.viewport().setAutoFillBackground(False)
        page.setAutoFillBackground(False)
