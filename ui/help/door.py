"""Where the help stands in the window: beside the place where there is room, else over its right edge; never modal."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from shiboken6 import isValid

from ui.theme import current_theme
from ui.widgets.layouts import column

if TYPE_CHECKING:
    from ui.help.panel import HelpPanel
    from ui.shell.context import UiContext
    from ui.shell.places import PlaceWidget

_WIDTH = "side_panel"


class Around(Protocol):
    """What the help asks of the shell."""

    @property
    def context(self) -> "UiContext": ...
    def current(self) -> "PlaceWidget | None": ...
    def show_shortcuts(self) -> None: ...


class HelpDoor(QWidget):
    """Closed until F1; the panel and its topics are loaded then. `put_into(line)` gives it its place beside."""

    def __init__(self, window: QWidget, shell: Around) -> None:
        super().__init__(window)
        self._window, self._shell = window, shell
        self._line: QHBoxLayout | None = None
        self._from: QWidget | None = None
        self.panel: HelpPanel | None = None
        self.place = ""
        """The place on show, told by the shell."""
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._follow)
        column(self, gap=0)
        self.hide()

    def put_into(self, line: QHBoxLayout) -> None:
        """The row of rail and place."""
        self._line = line
        line.addWidget(self)

    def turn(self) -> None:
        """F1: the help of this screen; once more, and it goes away."""
        panel = self.panel
        if panel is None or self.isHidden():
            self.open_topic()
        elif panel.shown != self.topic_here() or panel.search.value():
            panel.show_here()
            panel.search.setFocus()
        else:
            self.close_help()

    def open_topic(self, name: str = "") -> None:
        """Open the help, at a topic or at that of this screen."""
        panel = self._made()
        if self.isHidden():
            self._from = self._window.window().focusWidget()
            self._stand()
            self.show()
            self._window.installEventFilter(self)
        if name:
            panel.open_topic(name)
        else:
            panel.show_here()
            panel.search.setFocus()

    def close_help(self) -> None:
        """Away with it; the keyboard goes back to where it was."""
        self.hide()
        self._window.removeEventFilter(self)
        before, self._from = self._from, None
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus()

    def topic_here(self) -> str:
        """The topic of what is on show: what the place says of itself, else the place's own."""
        from ui.help.topics import START, has_topic  # noqa: PLC0415 - the help is loaded when it is asked for

        place = self._shell.current()
        wanted = (place.help_topic() if place is not None else "", self.place, START)
        return next(name for name in wanted if has_topic(name))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self._stand()
        return False

    def _made(self) -> "HelpPanel":
        from ui.help.panel import HelpPanel  # noqa: PLC0415 - the help is loaded when it is asked for

        if self.panel is None:
            keys, tours = self._shell.show_shortcuts, self._tours()
            self.panel = HelpPanel(self.topic_here, self.close_help, self.print_guide, keys, tours)
            layout = self.layout()
            assert layout is not None
            layout.addWidget(self.panel)
            application = QApplication.instance()
            assert isinstance(application, QApplication)
            application.focusChanged.connect(self._focus_moved)
        return self.panel

    def _tours(self) -> Callable[[], object] | None:
        """What opens the first-day tour; None where there is none for whoever is signed in."""
        from ui.tour.door import TourDoor  # noqa: PLC0415 - the door stands beside the shell, which made it

        door = self._window.findChild(TourDoor)
        return door.open if isinstance(door, TourDoor) and door.offered() else None

    def print_guide(self, name: str = "") -> None:
        """A one-page guide; without a name that of whoever is signed in."""
        from ui.help.guide import GuideCover, guide_of  # noqa: PLC0415 - the help is loaded when it is asked for

        GuideCover(self._window, self._shell.context, name or guide_of(self._shell.context))

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self.isVisible() and new is not None and not self.isAncestorOf(new):
            # The place changes after the click that moved the focus.
            self._soon.start()

    def _follow(self) -> None:
        if self.panel is not None and self.isVisible():
            self.panel.follow()

    def _stand(self) -> None:
        """Beside what is on show if that can get so narrow, else over its right edge."""
        theme, line = current_theme(), self._line
        width = min(theme.px(_WIDTH), self._window.width() // 2)
        self.setFixedWidth(width)
        if line is None:
            return
        at = line.indexOf(self)
        needed = line.minimumSize().width() + (0 if at >= 0 else width)
        beside = needed <= self._window.width()
        if beside and at < 0:
            line.addWidget(self)
        elif not beside:
            if at >= 0:
                line.removeWidget(self)
            top = line.geometry().top()
            self.setGeometry(self._window.width() - width, top, width, self._window.height() - top)
            self.raise_()
