"""Reading that may take longer than a moment: how far it is, a way to stop it, and only the last answer counts."""

from collections.abc import Callable
from threading import Event
from typing import TypeVar

from PySide6.QtWidgets import QWidget

from app.kernel.progress import Progress
from ui.alarms.leaving import was_stopped
from ui.bridge import Op
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.progress_line import ProgressLine

Answer = TypeVar("Answer")


class Counting:
    """`stopped` is called where somebody pressed "cancel"; asking anew or `drop` stops quietly."""

    def __init__(self, owner: QWidget, stopped: Callable[[], object]) -> None:
        self._owner, self._stopped, self._stop = owner, stopped, Event()
        self.line = ProgressLine(on_cancel=self.stop)

    def ask(
        self,
        words: str,
        call: Callable[[Progress], Answer],
        show: Callable[[Answer], object],
        failed: Callable[[Exception], object],
    ) -> None:
        """Read in a worker; `show` and `failed` hear of it unless something newer was asked."""
        self._stop.set()
        self._stop = stop = Event()
        self._owner.destroyed.connect(lambda *_: stop.set())
        self.line.begin(words)

        def told(far: tuple[int, int]) -> None:
            if stop is self._stop:
                self.line.advance(*far, tr("alarm_history.read", done=show_number(far[0]), rows=show_number(far[1])))

        def shown(answer: Answer) -> None:
            if stop is self._stop and not stop.is_set():
                self.line.end()
                show(answer)

        def refused(error: Exception) -> None:
            if stop is self._stop and not was_stopped(error):
                self.line.end()
                failed(error)

        work: Op[Answer] = Op(
            self._owner,
            lambda: call(Progress(lambda done, total: work.report((done, total)), stop.is_set)),
        )
        work.on_progress(told).on_success(shown).on_failure(refused).start()

    def drop(self) -> None:
        """Want no answer any more."""
        self._stop.set()
        self.line.end()

    def stop(self) -> None:
        """Somebody pressed "cancel"."""
        self.drop()
        self._stopped()
