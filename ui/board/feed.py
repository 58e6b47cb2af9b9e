"""Reads the board again and again while somebody looks at it; the latest reading wins."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from app.clinic.reception.model import ArrivalState, Board, BoardFilter
from ui.bridge import Latest
from ui.shell.context import UiContext

EVERY_MS: Final = 5000
"""Another station's arrival is seen within this; a reading of 200 waiting costs a few milliseconds (`bench board`)."""
HERE: Final = frozenset({state for state in ArrivalState if state.is_open})
GONE: Final = frozenset(ArrivalState) - HERE


class BoardFeed(QObject):
    """`read` carries a `Board`, `failed` the error of a reading. It rests until `start`."""

    read = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject, context: UiContext) -> None:
        super().__init__(parent)
        self._context = context
        self._latest = Latest(self)
        self._under_way = False
        self.states = HERE
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        """Read now and from now on."""
        self._timer.start()
        self.read_now()

    def stop(self) -> None:
        """Read no more; an answer under way is dropped."""
        self._timer.stop()
        self._latest.drop()
        self._under_way = False

    def read_now(self) -> None:
        """Read at once: something was done, or another part of the board is wanted."""
        station, session, wanted = self._context.station, self._context.session, BoardFilter(states=self.states)
        self._under_way = True
        self._latest.ask(lambda: station.reception.board(session, wanted), self._show, self._tell)

    def _tick(self) -> None:
        """A reading that is slow is waited for, not piled up."""
        if not self._under_way:
            self.read_now()

    def _show(self, board: Board) -> None:
        self._under_way = False
        self.read.emit(board)

    def _tell(self, error: Exception) -> None:
        self._under_way = False
        self.failed.emit(error)
