"""The board on the wall: a window of its own that fills a screen, readable from five metres, with public words only."""

from datetime import datetime

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.clinic.reception.model import ArrivalState, Board, BoardRow
from app.kernel.errors import KnownError
from ui.board.feed import BoardFeed
from ui.board.public_name import public_names
from ui.board.row_view import view_of
from ui.board.wall_painter import WallLine, WallPage, paint_wall
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_hour

_CLOCK_MS = 1000


class WallOpener(QObject):
    """Keeps one wall for `host` at most."""

    def __init__(self, host: QWidget, context: UiContext) -> None:
        super().__init__(host)
        self._host = host
        self._context = context
        self.wall: WallBoard | None = None

    def open(self) -> None:
        """Show it, unless it is on show."""
        if self.wall is None:
            self.wall = WallBoard(self._host, self._context)
            self.wall.closed.connect(self._closed)
            self.wall.begin()

    def _closed(self) -> None:
        wall, self.wall = self.wall, None
        if wall is not None:
            wall.deleteLater()
        self._host.activateWindow()


class WallBoard(QWidget):
    """`closed` when somebody leaves it. Nothing can be done here: it is looked at by those who wait."""

    closed = Signal()

    def __init__(self, parent: QWidget, context: UiContext) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._context = context
        # Read once: the store is not asked every second in the window's own thread.
        self._profile = context.station.profile
        self._board: Board | None = None
        self._stale_since: datetime | None = None
        self.page = WallPage(self._profile.unit_name, self._profile.demo)
        self.setWindowTitle(tr("wall.title"))
        self.setAccessibleName(tr("wall.title"))
        self.setCursor(Qt.CursorShape.BlankCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.feed = BoardFeed(self, context)
        self.feed.read.connect(self.show_board)
        self.feed.failed.connect(self._tell)
        self._clock = QTimer(self)
        self._clock.setInterval(_CLOCK_MS)
        self._clock.timeout.connect(self._tick)

    def begin(self) -> None:
        """Fill a screen: another one than the window's where there is one."""
        parent = self.parentWidget()
        here = parent.window().screen() if parent is not None else self.screen()
        others = [screen for screen in QGuiApplication.screens() if screen is not here]
        self.setGeometry((others[0] if others else here).geometry())
        self.feed.start()
        self._clock.start()
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()

    def show_board(self, board: Board) -> None:
        """Show who waits and who is called; painted anew only where something differs."""
        self._board, self._stale_since = board, None
        self._show(board.at)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_wall(QPainter(self), self.rect(), self.page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_F11):
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.feed.stop()
        self._clock.stop()
        super().closeEvent(event)
        self.closed.emit()

    def _tick(self) -> None:
        self._show(self._context.station.clock.now())

    def _tell(self, error: Exception) -> None:
        """What was read before stays, and says how old it is; nobody is signed in any more: the wall goes dark."""
        if isinstance(error, KnownError) and error.code.startswith("access."):
            self.close()
        elif self._stale_since is None and self._board is not None:
            self._stale_since = self._board.at
            self._show(self._context.station.clock.now())

    def _show(self, now: datetime) -> None:
        profile = self._profile
        zone = profile.time_zone
        rows = self._board.rows if self._board else ()
        page = WallPage(
            unit=profile.unit_name,
            demo=profile.demo,
            time=show_hour(now, zone),
            called=self._lines(_called(rows), now),
            waiting=self._lines(_waiting(rows), now),
            stale=tr("wall.stale", time=show_hour(self._stale_since, zone)) if self._stale_since else "",
        )
        if page != self.page:
            self.page = page
            self.setAccessibleDescription(page.spoken())
            self.update()

    def _lines(self, rows: list[BoardRow], now: datetime) -> tuple[WallLine, ...]:
        profile = self._profile
        views = [view_of(row, now, profile.time_zone) for row in rows]
        came = {row.arrival.id: show_hour(row.arrival.arrived_at, profile.time_zone) for row in rows}
        names = public_names(views, profile.wall_names, came)
        return tuple(
            WallLine(names[view.arrival_id], view.colour, view.waited, row.called_to)
            for view, row in zip(views, rows, strict=True)
        )


def _called(rows: tuple[BoardRow, ...]) -> list[BoardRow]:
    """Whoever was called last stands first."""
    called = [row for row in rows if row.arrival.state is ArrivalState.CALLED]
    return sorted(called, key=lambda row: row.arrival.since, reverse=True)


def _waiting(rows: tuple[BoardRow, ...]) -> list[BoardRow]:
    return [row for row in rows if row.arrival.state is ArrivalState.WAITING]
