"""What `bench board` shows: the board as it is, and two simple ways of showing the same."""

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex
from PySide6.QtWidgets import QScrollArea, QWidget

from app.clinic.reception.model import Board
from app.security.session import Session
from app.station import Station
from ui.board.board_list import BoardList
from ui.board.board_model import BoardModel
from ui.board.board_view import BoardView
from ui.board.looks import colour_look
from ui.board.row_view import RowView, in_order, view_of
from ui.shell.context import UiContext
from ui.widgets.badges import Badge
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

_WIDTH, _HEIGHT = 1158, 688
"""What the place has of an old clinic's screen."""
_MARKED = 100
"""The line that the cursor stands on while the board is refreshed."""


class OnScreen:
    """The board itself, cursor in the middle."""

    def __init__(self, station: Station, session: Session) -> None:
        context = UiContext(station, session, lambda _place, _subject: None, lambda _tone, _words: None)
        self.view = BoardView(context)
        self.view.feed.start = lambda: None  # type: ignore[method-assign] # the bench brings the boards
        self.view.resize(_WIDTH, _HEIGHT)
        self.view.show()
        self._marked: str | None = None

    def show_board(self, board: Board) -> None:
        """From the reading to the painted list."""
        self.view.feed.read.emit(board)
        self.view.list.viewport().repaint()
        if self._marked is None:
            line = self.view.model.row(min(_MARKED, self.view.model.rowCount() - 1))
            assert line is not None
            self._marked = line.arrival_id
            self.view.list.go_to(self._marked)
            self.view.list.viewport().repaint()

    def keeps_cursor(self) -> bool:
        """Whether it still stands on the same person."""
        current = self.view.list.current()
        return current is not None and current.arrival_id == self._marked

    def close(self) -> None:
        """Take it away."""
        _remove(self.view)


class _ResetModel(BoardModel):
    def show_rows(self, rows: object) -> None:
        self.beginResetModel()
        self._rows = list(rows)  # type: ignore[call-overload]
        self.endResetModel()


class Reset:
    """The same list over a model that is reset at every refresh."""

    def __init__(self, station: Station, session: Session) -> None:
        self._zone = station.profile.time_zone
        self.model = _ResetModel()
        self.list = BoardList(self.model, name="bench")
        self.list.resize(_WIDTH, _HEIGHT)
        self.list.show()
        self._marked = False

    def show_board(self, board: Board) -> None:
        """All lines anew."""
        self.model.show_rows(_views(board, self._zone))
        self.list.viewport().repaint()
        if not self._marked:
            self._marked = True
            self.list.setCurrentIndex(self.model.index(min(_MARKED, self.model.rowCount() - 1)))

    def keeps_cursor(self) -> bool:
        """Whether any line is under the cursor still."""
        return self.list.currentIndex() != QModelIndex()

    def close(self) -> None:
        """Take it away."""
        _remove(self.list)


class Rebuilt:
    """A widget a line, all of them made anew at every refresh."""

    def __init__(self, station: Station, session: Session) -> None:
        self._zone = station.profile.time_zone
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.resize(_WIDTH, _HEIGHT)
        self.area.show()

    def show_board(self, board: Board) -> None:
        """Every line anew."""
        content = QWidget()
        lines = column(content, gap=1)
        for view in _views(board, self._zone):
            line = row(gap=2)
            line.addWidget(Badge(*colour_look(view.colour)))
            words = column(gap=0)
            words.addWidget(Text(f"{view.name} {view.about}", "strong"))
            words.addWidget(Text(view.reason, "small"))
            line.addLayout(words, 1)
            line.addWidget(Text(view.hint or view.standing, "small"))
            line.addWidget(Text(view.waited, "heading"))
            lines.addLayout(line)
        self.area.setWidget(content)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self.area.viewport().repaint()

    def keeps_cursor(self) -> bool:
        """Nothing that had the focus is left."""
        return False

    def close(self) -> None:
        """Take it away."""
        _remove(self.area)


def _views(board: Board, zone: str) -> list[RowView]:
    return [view_of(one, board.at, zone) for one in in_order(board.rows, gone=False)]


def _remove(widget: QWidget) -> None:
    widget.close()
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
