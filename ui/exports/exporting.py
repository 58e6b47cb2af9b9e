"""One way out of the program: a button, the warning that the file is not encrypted, where to, how far, done."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.kernel.progress import Progress
from app.security.roles import Action
from ui.bridge import Op
from ui.errors import words_of
from ui.reports.saving import ask_where, write_private
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_number
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.confirm_sheet import ask
from ui.widgets.layouts import column
from ui.widgets.progress_line import ProgressLine

CSV = "CSV (*.csv)"


@dataclass(frozen=True)
class Export:
    """What leaves: the words of the button, the proposed file name, its kind, the right, and how it is made.

    `make(progress)` gives the whole text, in a worker.
    """

    words: str
    file_name: str
    kind: str
    right: Action
    make: Callable[[Progress], str]


class Exporting(QWidget):
    """Put `button` where it belongs (hidden where the role may not), and this where its progress has room."""

    def __init__(self, context: UiContext, export: Export) -> None:
        super().__init__()
        self._export = export
        self._stop = Event()
        self.allowed = context.may(export.right)
        self.button = SecondaryButton(export.words, icon_name="download", on_press=self.begin)
        self.progress = ProgressLine(on_cancel=self.cancel)
        self.result = Banner()
        layout = column(self, gap=2)
        layout.addWidget(self.progress)
        layout.addWidget(self.result)
        if not self.allowed:
            self.button.hide()
        # An empty row would leave a hole.
        self.hide()

    def begin(self) -> None:
        """Say what such a file means, then ask where it shall go."""
        ask(self, tr("exports.warning"), tr("exports.choose"), self._ask_where, explanation=tr("exports.warning_why"))

    def save(self, path: Path) -> None:
        """Write the file in a worker."""
        self._stop = stop = Event()
        # Whoever leaves wants no file behind their back.
        self.destroyed.connect(lambda *_: stop.set())
        self.result.hide()
        self.show()
        self.progress.begin(tr("exports.writing"))
        self.button.setEnabled(False)

        def write() -> None:
            text = self._export.make(Progress(lambda done, total: work.report((done, total)), stop.is_set))
            write_private(path, text)

        work: Op[None] = Op(self, write)
        work.on_progress(self._advance).on_success(lambda _none: self._done(path)).on_failure(self._failed)
        work.on_end(self._end).start()

    def cancel(self) -> None:
        """Stop; no file is written."""
        self._stop.set()

    def _ask_where(self) -> None:
        path = ask_where(self, self._export.words, self._export.file_name, self._export.kind)
        if path is not None:
            self.save(path)

    def _advance(self, far: tuple[int, int]) -> None:
        done, total = far
        words = tr("exports.progress", done=show_number(done), total=show_number(total))
        self.progress.advance(done, total, words)

    def _done(self, path: Path) -> None:
        self.result.show_message("success", tr("exports.done", path=path), tr("exports.done_next"))

    def _failed(self, error: Exception) -> None:
        stopped = isinstance(error, KnownError) and error.code == "work.cancelled"
        if stopped:
            self.result.show_message("info", tr("exports.stopped"))
        else:
            self.result.show_message("error", tr("exports.failed"), words_of(error).together)

    def _end(self) -> None:
        self.progress.end()
        self.button.setEnabled(True)


def list_export(context: UiContext, name: str) -> Exporting:
    """The export of one of the station's lists: `people`, `pregnancies`, `calls`, `audit`."""
    lists, session = context.station.lists, context.session
    calls = {"people": lists.people, "pregnancies": lists.pregnancies, "calls": lists.calls, "audit": lists.audit}
    make = partial(calls[name], session, lambda key, values: tr(key, **values))
    words = tr(f"exports.export_{name}")
    return Exporting(context, Export(words, f"{tr(f'exports.file_{name}')}.csv", CSV, Action.EXPORT_LIST, make))
