"""A record beside its list where there is room, otherwise instead of it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Text
from ui.widgets.layouts import ANY_WIDTH, clear, column, row

_LEAST_LIST = 100
"""In steps of the grid: a list that would be narrower beside the panel steps back."""


class SidePanel(QFrame):
    """Hidden until `show_content`; Esc or the cross closes it."""

    spoken_role = "page"

    def __init__(self, *, width: str = "side_panel", on_close: Callable[[], object] | None = None) -> None:
        super().__init__()
        self.setProperty("look", "side")
        self._width = current_theme().px(width)
        self.setFixedWidth(self._width)
        self._on_close = on_close
        self._listed: QWidget | None = None
        self._instead = False
        layout = column(self, gap=4, margin=5)
        head = row(gap=2)
        self.title = Text("", "heading", wrap=True)
        head.addWidget(self.title, 1)
        head.addWidget(IconButton("x", tr("common.close"), on_press=self.close_panel), 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(head)
        self._body = column(gap=0)
        layout.addLayout(self._body, 1)
        self.hide()

    def give_way(self, listed: QWidget) -> None:
        """What is listed steps back while the panel is open: always with very large text, otherwise where `settle`
        finds that both do not fit."""
        self._listed = listed
        if current_theme().is_large:
            self._instead = True
            self.take_the_width()

    def settle(self, room: int) -> None:
        """Beside the list or instead of it, in so many pixels across for both."""
        theme, listed = current_theme(), self._listed
        instead = room - self._width < theme.gap(_LEAST_LIST)
        if listed is None or theme.is_large or instead == self._instead:
            return
        self._instead = instead
        if instead:
            self.take_the_width()
        else:
            self.setFixedWidth(self._width)
        listed.setVisible(self.isHidden() or not instead)

    def take_the_width(self) -> None:
        """Be as wide as there is room, no longer a column beside something."""
        self.setMinimumWidth(0)
        self.setMaximumWidth(ANY_WIDTH)

    def setVisible(self, visible: bool) -> None:
        listed = self._listed if self._instead else None
        # Never both away: whoever has the keyboard there would lose it to another part of the window.
        if listed is not None and not visible:
            listed.show()
        super().setVisible(visible)
        if listed is not None and visible:
            listed.hide()

    def hold(self, content: QWidget) -> None:
        """Have this in it whenever it is shown: what `show_content` is given lives only until the next."""
        self._body.addWidget(content)

    def show_content(self, title: str, content: QWidget) -> None:
        """Open the panel with something new in it."""
        clear(self._body)
        self.show_title(title)
        self._body.addWidget(content)
        self.show()

    def show_title(self, title: str) -> None:
        """What the panel is about; a screen reader says it on the way in."""
        self.title.setText(title)
        self.setAccessibleName(title)

    def close_panel(self) -> None:
        """Hide it and tell whoever asked to know."""
        self.hide()
        if self._on_close is not None:
            self._on_close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)
