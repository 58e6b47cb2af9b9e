"""Relatórios: a period, its key figures, and below them classes, reasons and groups, each as chart and table."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget
from shiboken6 import isValid

from app.clinic.reports.model import BehindFilter, ReportBy, ReportFigure, ReportFilter, ReportPair
from app.clinic.reports.periods import Period, PeriodChoice
from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.papers.preview import PaperPreview
from ui.reports.pages import ClassesPage, GroupsPage, ReasonsPage
from ui.reports.period_bar import PeriodBar
from ui.reports.reading import (
    behind_words,
    group_words,
    period_words,
    read_classes,
    read_reasons,
    sentence,
)
from ui.reports.report_paper import ReportPrint, report_offer
from ui.reports.saving import ask_where, write_private
from ui.reports.slow_line import SlowLine
from ui.reports.summary import SummaryPage
from ui.reports.women_panel import WomenPanel
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.side_panel import SidePanel
from ui.widgets.tabs import Tabs
from ui.widgets.turning import Turning


class Reports(PlaceWidget):
    """The report of the pregnancies; `which`: the choice of another report, for its head."""

    can_print = True

    def __init__(self, context: UiContext, which: QWidget | None = None) -> None:
        super().__init__()
        self._context = context
        self._which = which
        self._latest = Latest(self)
        self._profile = context.station.profile
        self._rules = context.station.rules
        self.pair: ReportPair | None = None
        self._shown = ReportFilter()
        self._shown_before: Period | None = None
        self.period = PeriodBar(context.station.reports.today())
        self.banner = Banner()
        self.progress = SlowLine(on_cancel=self.stop)
        self.counted = Text("", "muted", wrap=True)
        self.csv_button = SecondaryButton(tr("reports.save_csv"), icon_name="download", on_press=self._ask_where)
        self.print_button = PrimaryButton(tr("reports.print"), icon_name="printer", on_press=self.print_current)
        self.states = States(lines=8)
        may_see = context.may(Action.VIEW_PREGNANCIES)
        self.summary = SummaryPage(self.show_women if may_see else None)
        self.classes = ClassesPage(partial(self.show_women, ReportFigure.CLASS) if may_see else None)
        self.reasons = ReasonsPage(partial(self.show_women, ReportFigure.REASON) if may_see else None, self.reload)
        self.groups = GroupsPage(self.reload, self._group_words, self.show_group if may_see else None)
        self.tabs = Tabs()
        self.panel = SidePanel(on_close=self._panel_closed)
        self.pages = QStackedWidget()
        self._left = QWidget()
        self._came_from: QWidget | None = None
        self._build()

    def _build(self) -> None:
        work = QWidget()
        across = row(work, gap=0)
        left = column(self._left, gap=4, margin=6)
        left.addWidget(self._head())
        left.addWidget(self.period)
        left.addWidget(self.counted)
        left.addWidget(self.banner)
        left.addWidget(self.progress)
        self.tabs.add(tr("reports.tab_summary"), Scroll(self.summary, width=None))
        self.tabs.add(tr("reports.tab_classes"), Scroll(self.classes, width=None))
        self.tabs.add(tr("reports.tab_reasons"), Scroll(self.reasons, width=None))
        self.tabs.add(tr("reports.tab_groups"), Scroll(self.groups, width=None))
        self.states.full.addWidget(self.tabs)
        left.addWidget(self.states, 1)
        across.addWidget(self._left, 1)
        across.addWidget(self.panel)
        self.pages.addWidget(work)
        column(self, gap=0).addWidget(self.pages)
        self.period.changed.connect(self.reload)

    def _head(self) -> QWidget:
        head = Turning("line_room")
        head.line.addWidget(Text(tr("reports.title"), "title"))
        if self._which is not None:
            head.line.addWidget(self._which, 0, Qt.AlignmentFlag.AlignVCenter)
        head.line.addStretch(1)
        for button in (self.csv_button, self.print_button):
            head.line.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.csv_button.setVisible(self._context.may(Action.EXPORT_LIST))
        return head

    # counting

    def arrive(self, subject: str | None) -> None:
        self.reload()

    def reload(self) -> None:
        """Count what is chosen."""
        period, before, unit, by = (
            self.period.period(),
            self.period.before(),
            self.period.unit(),
            self.groups.grouping(),
        )
        wanted = ReportFilter(period.since, period.until, unit, by, self.reasons.of_class())
        earlier = ReportFilter(before.since, before.until, unit, ReportBy.TOTAL, wanted.reasons_of) if before else None
        reports, session = self._context.station.reports, self._context.session
        self.panel.hide()
        self._arrange()
        self.banner.hide()
        self._let_out(False)
        self.counted.setText(sentence(period, before))
        self.states.show_loading()
        self.progress.wait(tr("reports.counting"))

        def call() -> tuple[ReportPair, tuple[str, ...]]:
            return reports.compare(session, wanted, earlier), reports.units(session)

        def show(answer: tuple[ReportPair, tuple[str, ...]]) -> None:
            self._shown, self._shown_before = wanted, before
            self._show(*answer)

        self._latest.ask(call, show, self._tell)

    def stop(self) -> None:
        """Count no further; what was asked can be asked again."""
        self._latest.drop()
        self.progress.end()
        again = SecondaryButton(tr("reports.count_again"), icon_name="refresh", on_press=self.reload)
        self.states.show_empty("bar-chart", tr("reports.stopped"), tr("reports.stopped_next"), again)

    def _show(self, pair: ReportPair, units: tuple[str, ...]) -> None:
        self.progress.end()
        self.pair = pair
        self.period.offer_units([(one, self._group_words(one, ReportBy.UNIT)) for one in units])
        if not pair.now.total().opened:
            self._show_empty()
            return
        self.summary.show_pair(pair)
        self.classes.show_classes(read_classes(pair))
        self.reasons.show_reasons(read_reasons(pair, self._rules, self._shown.reasons_of))
        self.groups.show_rows(pair.now.rows)
        self._let_out(True)
        self.states.show_full()

    def _show_empty(self) -> None:
        words = tr("reports.empty", period=period_words(self._shown.since, self._shown.until))
        button = None
        if self.period.choice is not PeriodChoice.YEAR:
            button = SecondaryButton(
                tr("reports.show_year"), icon_name="calendar", on_press=lambda: self.period.choose(PeriodChoice.YEAR)
            )
        self.states.show_empty("bar-chart", words, tr("reports.empty_next"), button)

    def _tell(self, error: Exception) -> None:
        self.progress.end()
        self.states.show_wrong(words_of(error).together, self.reload)

    def _let_out(self, ready: bool) -> None:
        for button in (self.csv_button, self.print_button):
            button.setEnabled(ready)

    def _group_words(self, group: str, by: ReportBy) -> str:
        return group_words(group, by, (self._profile.cnes, self._profile.unit_name))

    # the women behind a figure

    def show_group(self, group: str) -> None:
        """Open whose care began in a month, or at a unit."""
        self._show_behind(
            BehindFilter(self._shown, ReportFigure.OPENED, group=group), self._group_words(group, self._shown.by)
        )

    def show_women(self, figure: ReportFigure, code: str = "") -> None:
        """Open who was counted, beside the report."""
        self._show_behind(BehindFilter(self._shown, figure, code), behind_words(figure, code, self._rules))

    def _show_behind(self, behind: BehindFilter, title: str) -> None:
        if self.pair is None:
            return
        self._came_from = self.focusWidget()
        now = self._context.station.clock.now()
        women = WomenPanel(self._context, behind, self.pair.now.total(), now, self._open_woman)
        self.panel.show_content(title, women)
        self._arrange()

    def _open_woman(self, pregnancy_id: str) -> None:
        self._context.navigate("pregnancy", pregnancy_id)

    def _panel_closed(self) -> None:
        self._arrange()
        if self._came_from is not None and isValid(self._came_from):
            self._came_from.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """The women beside the report, or in its place where both would be too narrow to read."""
        theme, opened = current_theme(), not self.panel.isHidden()
        alone = opened and self.width() - theme.px("side_panel") < theme.px("line_room")
        self._left.setVisible(not alone)
        self.panel.setFixedWidth(self.width() if alone else theme.px("side_panel"))

    # out of the program

    def save_csv(self, path: Path) -> None:
        """Write the report as a table for a spreadsheet, and say so."""
        if self.pair is None:
            return
        lists, session, report, rules = self._context.station.lists, self._context.session, self.pair.now, self._rules

        def call() -> None:
            write_private(path, lists.report(session, report, rules, lambda key, values: tr(key, **values)))

        def done(_answer: object) -> None:
            self.banner.show_message("success", tr("reports.csv_saved", path=path))

        Op(self, call).on_success(done).on_failure(self._tell_failed).start()

    def _tell_failed(self, error: Exception) -> None:
        self.banner.show_message("error", tr("reports.csv_failed"), words_of(error).together)

    def _ask_where(self) -> None:
        days = "".join(f"-{day.isoformat()}" for day in (self._shown.since, self._shown.until) if day)
        path = ask_where(self, tr("reports.save_csv"), f"{tr('reports.file_name')}{days}.csv", "CSV (*.csv)")
        if path is not None:
            self.save_csv(path)

    def print_current(self) -> None:
        """The report as a paper, before it is printed."""
        if self.pair is None or not self.print_button.isEnabled() or self.pages.currentIndex():
            return
        shown = self._shown
        wanted = ReportPrint(
            pair=self.pair,
            period=Period(shown.since, shown.until),
            before=self._shown_before,
            by=shown.by,
            rules=self._rules,
            reasons_of=shown.reasons_of,
            own=(self._profile.cnes, self._profile.unit_name),
            unit=self._group_words(shown.unit, ReportBy.UNIT) if shown.unit else "",
            issue=issue_now(self._context, self._profile),
        )
        preview = PaperPreview(
            self._context, report_offer(wanted), on_close=self._close_preview, back=tr("reports.back")
        )
        self.pages.addWidget(preview)
        self.pages.setCurrentWidget(preview)
        preview.setFocus()

    def _close_preview(self) -> None:
        preview = self.pages.widget(1)
        if preview is not None:
            self.pages.removeWidget(preview)
            preview.deleteLater()
        self.print_button.setFocus()

    # the place

    def leave(self) -> None:
        self.progress.end()

    def first_focus(self) -> QWidget:
        return self.period.chips

    def step_back(self) -> bool:
        if self.pages.currentIndex():
            self._close_preview()
            return True
        if not self.panel.isHidden():
            self.panel.close_panel()
            return True
        return False
