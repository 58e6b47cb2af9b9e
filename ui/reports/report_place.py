"""What every report has in common: head, period, states, a table that is saved and a paper that is printed."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.reports.periods import PeriodChoice
from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.papers.paper import PaperOffer
from ui.papers.preview import PaperPreview
from ui.reports.period_bar import PeriodBar
from ui.reports.saving import ask_where, write_private
from ui.reports.slow_line import SlowLine
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.tabs import Tabs
from ui.widgets.turning import Turning


class ReportPlace(PlaceWidget):
    """A report says what it counts (`reload`), what it saves and what it prints; `which`: the choice of another one."""

    can_print = True

    def __init__(self, context: UiContext, which: QWidget | None = None) -> None:
        super().__init__()
        self._context = context
        self._which = which
        self._latest = Latest(self)
        self.period = PeriodBar(context.station.reports.today())
        self.banner = Banner()
        self.progress = SlowLine(on_cancel=self.stop)
        self.counted = Text("", "muted", wrap=True)
        self.csv_button = SecondaryButton(tr("reports.save_csv"), icon_name="download", on_press=self.ask_where)
        self.print_button = PrimaryButton(tr("reports.print"), icon_name="printer", on_press=self.print_current)
        self.states = States(lines=8)
        self.tabs = Tabs()
        self.pages = QStackedWidget()

    def reload(self) -> None:
        """Count what is chosen."""
        raise NotImplementedError

    def csv_name(self) -> str:
        """How the saved table is called, without its ending."""
        raise NotImplementedError

    def save_csv(self, path: Path) -> None:
        """Write the report as a table for a spreadsheet, and say so."""
        raise NotImplementedError

    def arrive(self, subject: str | None) -> None:
        self.reload()

    def stop(self) -> None:
        """Count no further; what was asked can be asked again."""
        self._latest.drop()
        self.progress.end()
        again = SecondaryButton(tr("reports.count_again"), icon_name="refresh", on_press=self.reload)
        self.states.show_empty("bar-chart", tr("reports.stopped"), tr("reports.stopped_next"), again)

    def ask_where(self) -> None:
        """Ask for a file and save the table there."""
        path = ask_where(self, tr("reports.save_csv"), f"{self.csv_name()}.csv", "CSV (*.csv)")
        if path is not None:
            self.save_csv(path)

    def leave(self) -> None:
        self.progress.end()

    def first_focus(self) -> QWidget:
        return self.period.chips

    def step_back(self) -> bool:
        if self.pages.currentIndex():
            self.close_preview()
            return True
        return False

    # for the reports

    def make_head(self) -> QWidget:
        """Title, the choice of the report, what leaves the program."""
        head = Turning("line_room")
        head.line.addWidget(Text(tr("reports.title"), "title"))
        if self._which is not None:
            head.line.addWidget(self._which, 0, Qt.AlignmentFlag.AlignVCenter)
        head.line.addStretch(1)
        for button in (self.csv_button, self.print_button):
            head.line.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.csv_button.setVisible(self._context.may(Action.EXPORT_LIST))
        return head

    def begin(self, counted: str) -> None:
        """It is being counted; `counted`: what, in words."""
        self.banner.hide()
        self.let_out(False)
        self.counted.setText(counted)
        self.states.show_loading()
        self.progress.wait(tr("reports.counting"))

    def show_nothing(self, words: str, first_step: str) -> None:
        """Nothing was counted; a whole year is offered."""
        button = None
        if self.period.choice is not PeriodChoice.YEAR:
            button = SecondaryButton(
                tr("reports.show_year"), icon_name="calendar", on_press=lambda: self.period.choose(PeriodChoice.YEAR)
            )
        self.states.show_empty("bar-chart", words, first_step, button)

    def let_out(self, ready: bool) -> None:
        """Whether there is anything to save and to print."""
        for button in (self.csv_button, self.print_button):
            button.setEnabled(ready)

    def tell(self, error: Exception) -> None:
        """It could not be counted."""
        self.progress.end()
        self.states.show_wrong(words_of(error).together, self.reload)

    def write_csv(self, path: Path, make: Callable[[], str]) -> None:
        """Write what `make` gives, in a worker, and say so."""

        def done(_answer: object) -> None:
            self.banner.show_message("success", tr("reports.csv_saved", path=path))

        def failed(error: Exception) -> None:
            self.banner.show_message("error", tr("reports.csv_failed"), words_of(error).together)

        Op(self, lambda: write_private(path, make())).on_success(done).on_failure(failed).start()

    def can_preview(self) -> bool:
        """Whether the report stands there whole, and no paper covers it."""
        return self.print_button.isEnabled() and not self.pages.currentIndex()

    def show_preview(self, offer: PaperOffer) -> None:
        """The report as a paper, before it is printed."""
        preview = PaperPreview(self._context, offer, on_close=self.close_preview, back=tr("reports.back"))
        self.pages.addWidget(preview)
        self.pages.setCurrentWidget(preview)
        preview.setFocus()

    def close_preview(self) -> None:
        """Back from the paper."""
        preview = self.pages.widget(1)
        if preview is not None:
            self.pages.removeWidget(preview)
            preview.deleteLater()
        self.print_button.setFocus()
