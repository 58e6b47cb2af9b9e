"""A progress line that only comes when the work takes longer than a moment."""

from collections.abc import Callable

from PySide6.QtCore import QTimer

from ui.widgets.progress_line import ProgressLine

_SLOW_MS = 1000


class SlowLine(ProgressLine):
    """`wait` begins after a second unless `end` comes before."""

    def __init__(self, *, on_cancel: Callable[[], object]) -> None:
        super().__init__(on_cancel=on_cancel)
        self._said = ""
        self._slow = QTimer(self)
        self._slow.setSingleShot(True)
        self._slow.setInterval(_SLOW_MS)
        self._slow.timeout.connect(lambda: self.begin(self._said))

    def wait(self, words: str) -> None:
        """Show it with these words if it is not over soon."""
        self._said = words
        self._slow.start()

    def end(self) -> None:
        self._slow.stop()
        super().end()
