"""How something of the alarms leaves the program: a paper before it is printed, a table saved as a file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.kernel.errors import KnownError
from app.router.history.model import AlarmRun
from ui.alarms.words import what_words
from ui.bridge import Op
from ui.errors import words_of
from ui.papers.paper import PaperOffer
from ui.papers.preview import PaperPreview
from ui.reports.saving import ask_where, write_private
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner


class WithPaper(QStackedWidget):
    """A screen, or in its place a paper as it will be printed; `back` is called when the paper is left."""

    def __init__(self, main: QWidget, back: Callable[[], object]) -> None:
        super().__init__()
        self._back = back
        self.addWidget(main)

    @property
    def shows_paper(self) -> bool:
        """Whether the paper is seen."""
        return self.currentIndex() > 0

    def show_paper(self, context: UiContext, offer: PaperOffer, back: str) -> None:
        """`back`: the words of the way back."""
        preview = PaperPreview(context, offer, on_close=self.close_paper, back=back)
        self.addWidget(preview)
        self.setCurrentWidget(preview)
        preview.setFocus()

    def close_paper(self) -> None:
        """The screen again."""
        preview = self.widget(1)
        if preview is not None:
            self.removeWidget(preview)
            preview.deleteLater()
        self._back()


def run_what(run: AlarmRun) -> str:
    """What alarmed, in words."""
    return what_words(run.code, run.subject, text=run.text)


def save_table(parent: QWidget, title: str, name: str, make: Callable[[], str], banner: Banner) -> None:
    """Ask for a file and write there what `make` gives in a worker; how it went stands in `banner`."""
    path = ask_where(parent, title, f"{name}.csv", "CSV (*.csv)")
    if path is not None:
        write_table(parent, path, make, banner)


def write_table(
    parent: QWidget,
    path: Path,
    make: Callable[[], str],
    banner: Banner,
    *,
    ended: Callable[[], object] = lambda: None,
) -> None:
    """As `save_table`, to a file that is known."""

    def failed(error: Exception) -> None:
        if not was_stopped(error):
            banner.show_message("error", tr("reports.csv_failed"), words_of(error).together)

    Op(parent, lambda: write_private(path, make())).on_success(
        lambda _none: banner.show_message("success", tr("reports.csv_saved", path=path))
    ).on_failure(failed).on_end(ended).start()


def was_stopped(error: Exception) -> bool:
    """Whether it failed because somebody stopped it."""
    return isinstance(error, KnownError) and error.code == "work.cancelled"
