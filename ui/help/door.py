"""Where the help stands in the window: beside the place where there is room, else over its right edge, with very large
text over the whole of it; never modal."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
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
    """Closed until F1; the panel and its topics are loaded then. `put_into(line)` gives it its place beside.

    `covers` says whether it now stands over the whole place, and so over what is shown there alone.
    """

    covers = Signal(bool)

    def __init__(self, window: QWidget, shell: Around) -> None:
        super().__init__(window)
        self._window, self._shell = window, shell
        self._line: QHBoxLayout | None = None
        self._from: QWidget | None = None
        self._over_all = False
        self.setProperty("floats", True)
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
        self._cover(False)
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
        # A page that asks for more by now is no longer as narrow as it was.
        if watched is self._window and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
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
        if not self.isVisible() or new is None or self.isAncestorOf(new):
            return
        place = self._shell.current()
        if self._over_all and place is not None and place.isAncestorOf(new):
            # Whoever goes on behind it must see where they are.
            self._from = None
            self.close_help()
        # The place changes after the click that moved the focus.
        self._soon.start()

    def _follow(self) -> None:
        if self.panel is not None and self.isVisible():
            self.panel.follow()

    def _stand(self) -> None:
        """Beside what is on show if that can get so narrow, else over it."""
        theme, line = current_theme(), self._line
        if line is None:
            return
        at = line.indexOf(self)
        width = min(theme.px(_WIDTH), self._window.width() // 2)
        left = self._window.width() - _first_width(line) - width
        if theme.is_large or (theme.is_enlarged and left < theme.px("record_room")):
            # Beside it both would be slits.
            self._stand_over(line, at, self._window.width() - _first_width(line))
            self._cover(True)
            return
        self._cover(False)
        self.setFixedWidth(width)
        needed = line.minimumSize().width() + (0 if at >= 0 else width)
        if needed > self._window.width():
            self._stand_over(line, at, width)
        elif at < 0:
            line.addWidget(self)

    def _stand_over(self, line: QHBoxLayout, at: int, width: int) -> None:
        if at >= 0:
            line.removeWidget(self)
        holder = line.parentWidget()
        whole = holder.layout() if holder is not None else None
        if whole is not None:
            # A row that lost a part does not know where it stands until it is laid out again.
            whole.activate()
        top = line.geometry().top()
        self.setFixedWidth(width)
        self.setGeometry(self._window.width() - width, top, width, self._window.height() - top)
        self.raise_()

    def _cover(self, on: bool) -> None:
        if on != self._over_all:
            self._over_all = on
            self.covers.emit(on)


def _first_width(line: QHBoxLayout) -> int:
    """Of the rail, which stays in sight: it leads on."""
    first = line.itemAt(0)
    rail = first.widget() if first is not None else None
    return rail.width() if rail is not None and not rail.isHidden() else 0
