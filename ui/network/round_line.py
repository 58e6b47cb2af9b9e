"""One round of sync on show: how far it is, and the way to let the rest come later."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.sync.service import Progress, SyncService
from ui.bridge import Op
from ui.network.standing import percent
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.layouts import column
from ui.widgets.progress_line import ProgressLine

_LOOK_MILLISECONDS = 400


class RoundLine(QWidget):
    """`begin(run)` runs a round in a worker; also shows one that the background began. Hidden while none runs.

    `ended` carries None after a round came to its end, else the error. Cancelling loses nothing: the round ends after
    the page at hand and goes on by itself later.
    """

    ended = Signal(object)

    def __init__(self, sync: SyncService) -> None:
        super().__init__()
        self._sync = sync
        self.mine = False
        self.stopped = False
        self.line = ProgressLine(on_cancel=self.stop, cancel_words=tr("network.later"))
        column(self, gap=0).addWidget(self.line)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self.hide()

    def begin(self, run: Callable[[], object]) -> None:
        """Run it now, once until it ended."""
        if self.mine:
            return
        self.mine, self.stopped = True, False
        self._show()
        Op(self, run).on_success(partial(self._end, None)).on_failure(self._end).start()

    def stop(self) -> None:
        """Let it end after the page at hand."""
        self.stopped = True
        self._sync.stop_round()

    def look(self) -> None:
        """Show how far the round is that runs now, whoever began it; from memory, so nothing waits for it."""
        running, progress = self._sync.under_way()
        if not (running or self.mine):
            self._leave()
            return
        if self.isHidden():
            self._show()
        if progress is not None:
            self.line.advance(percent(progress), 100, progress_words(progress))

    def _show(self) -> None:
        self.line.begin(tr("network.progress_beginning"))
        self.show()
        self._timer.start()

    def _leave(self) -> None:
        self._timer.stop()
        self.hide()

    def _end(self, error: Exception | None, *_answer: object) -> None:
        self.mine = False
        running, _ = self._sync.under_way()
        if not running:
            self._leave()
        self.ended.emit(error)


def progress_words(progress: Progress) -> str:
    """Sending first, then receiving."""
    if progress.received or not progress.left:
        received = show_number(progress.received)
        return tr("network.progress_receiving", received=received, percent=percent(progress))
    return tr("network.progress_sending", pushed=show_number(progress.pushed), left=show_number(progress.left))
