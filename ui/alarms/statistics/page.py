"""The tab of the response times: a period, the figures, a paper, a table."""

from collections.abc import Sequence
from typing import Final, cast

from PySide6.QtWidgets import QWidget

from app.router.history.statistics import ResponseStatistics
from app.security.roles import Action
from ui.administration.states import States
from ui.alarms.counting import Counting
from ui.alarms.leaving import WithPaper, save_table
from ui.alarms.statistics.paper import statistics_offer
from ui.alarms.statistics.view import StatisticsView
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import text_of, tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import column, row

DAYS: Final = (1, 7, 30, 90)
_DAY: Final = 86_400.0


class StatisticsPage(PlaceWidget):
    """Counted anew each time that the tab is opened or another period chosen."""

    can_print = True

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context, self._history = context, context.station.alarm_history
        self.found: ResponseStatistics | None = None
        self.counting = Counting(self, self._stopped)
        self.banner, self.states, self.view = Banner(), States(lines=8), StatisticsView()
        self.period = ChoiceChips(
            [(days, tr(f"alarm_statistics.days_{days}")) for days in DAYS],
            name=tr("alarm_history.period"),
            optional=False,
        )
        self.period.set_value(7)
        self.period.changed.connect(lambda _days: self.read())
        self.save = SecondaryButton(tr("alarm_history.save"), icon_name="download", on_press=self._save)
        if not context.may(Action.EXPORT_LIST):
            self.save.hide()
        self.print = SecondaryButton(tr("reports.print"), icon_name="printer", on_press=self.print_current)
        self.pages = WithPaper(self._main(), self.print.setFocus)
        column(self, gap=0).addWidget(self.pages)

    def _main(self) -> QWidget:
        main = QWidget()
        layout = column(main, gap=3, margin=4, sides=6)
        head = row(gap=2)
        head.addWidget(self.period, 1)
        head.addWidget(self.save)
        head.addWidget(self.print)
        layout.addLayout(head)
        layout.addWidget(self.banner)
        layout.addWidget(self.counting.line)
        self.states.full.addWidget(self.view, 1)
        layout.addWidget(self.states, 1)
        return main

    def arrive(self, subject: str | None) -> None:
        self.read()

    def leave(self) -> None:
        self.counting.drop()

    def first_focus(self) -> QWidget | None:
        return None if self.pages.shows_paper else self.period

    def step_back(self) -> bool:
        if self.pages.shows_paper:
            self.pages.close_paper()
            return True
        return False

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (("Ctrl+P", tr("reports.print")),)

    def print_current(self) -> None:
        if self.found is not None and not self.pages.shows_paper:
            offer = statistics_offer(self.found, issue_now(self._context, self._context.station.profile))
            self.pages.show_paper(self._context, offer, tr("alarm_statistics.back"))

    def read(self) -> None:
        """Count what is chosen."""
        until = self._context.station.clock.now().timestamp()
        since = until - cast(int, self.period.value()) * _DAY
        history, session = self._history, self._context.session
        self._let_out(None)
        self.banner.hide()
        self.states.show_loading()
        self.counting.ask(
            tr("alarm_statistics.counting"),
            lambda progress: history.statistics(session, since, until, progress),
            self._show,
            lambda error: self.states.show_wrong(words_of(error).together, self.read),
        )

    def _show(self, found: ResponseStatistics) -> None:
        if not found.all.calls:
            self.states.show_empty("bar-chart", tr("alarm_history.none"), tr("alarm_history.none_next"))
            return
        self._let_out(found)
        self.view.show_statistics(found)
        self.states.show_full()

    def _stopped(self) -> None:
        again = SecondaryButton(tr("alarm_history.again"), icon_name="refresh", on_press=self.read)
        self.states.show_empty("bar-chart", tr("alarm_history.stopped"), tr("alarm_history.stopped_next"), again)

    def _let_out(self, found: ResponseStatistics | None) -> None:
        self.found = found
        for button in (self.save, self.print):
            button.setEnabled(found is not None)

    def _save(self) -> None:
        found, history, session = self.found, self._history, self._context.session
        if found is not None:
            save_table(
                self,
                tr("alarm_history.save"),
                tr("alarm_statistics.file_name"),
                lambda: history.export_statistics(session, found, text_of),
                self.banner,
            )


def build(context: UiContext) -> StatisticsPage:
    """The tab "Tempos de resposta"."""
    return StatisticsPage(context)
