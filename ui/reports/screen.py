"""Relatórios: a period, its key figures, and below them classes, reasons and groups, each as chart and table."""

from functools import partial
from pathlib import Path

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from app.clinic.reports.model import BehindFilter, ReportBy, ReportFigure, ReportFilter, ReportPair
from app.clinic.reports.periods import Period
from app.security.roles import Action
from ui.papers.issue import issue_now
from ui.reports.pages import ClassesPage, GroupsPage, ReasonsPage
from ui.reports.reading import (
    behind_words,
    group_words,
    period_words,
    read_classes,
    read_reasons,
    sentence,
)
from ui.reports.report_paper import ReportPrint, report_offer
from ui.reports.report_place import ReportPlace
from ui.reports.summary import SummaryPage
from ui.reports.women_panel import WomenPanel
from ui.shell.context import UiContext
from ui.shell.roomy import upright
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.side_panel import SidePanel


class Reports(ReportPlace):
    """The report of the pregnancies; `which`: the choice of another report, for its head."""

    def __init__(self, context: UiContext, which: QWidget | None = None) -> None:
        super().__init__(context, which)
        self._profile = context.station.profile
        self._rules = context.station.rules
        self.pair: ReportPair | None = None
        self._shown = ReportFilter()
        self._shown_before: Period | None = None
        may_see = context.may(Action.VIEW_PREGNANCIES)
        self.summary = SummaryPage(self.show_women if may_see else None)
        self.classes = ClassesPage(partial(self.show_women, ReportFigure.CLASS) if may_see else None)
        self.reasons = ReasonsPage(partial(self.show_women, ReportFigure.REASON) if may_see else None, self.reload)
        self.groups = GroupsPage(self.reload, self._group_words, self.show_group if may_see else None)
        self.panel = SidePanel(on_close=self._panel_closed)
        counted = QWidget()
        self._left = upright(counted)
        self._came_from: QWidget | None = None
        self._build(counted)

    def _build(self, counted: QWidget) -> None:
        work = QWidget()
        across = row(work, gap=0)
        left = column(counted, gap=4, margin=6)
        left.addWidget(self.make_head())
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

    # counting

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
        self.begin(sentence(period, before))

        def call() -> tuple[ReportPair, tuple[str, ...]]:
            return reports.compare(session, wanted, earlier), reports.units(session)

        def show(answer: tuple[ReportPair, tuple[str, ...]]) -> None:
            self._shown, self._shown_before = wanted, before
            self._show(*answer)

        self._latest.ask(call, show, self.tell)

    def _show(self, pair: ReportPair, units: tuple[str, ...]) -> None:
        self.progress.end()
        self.pair = pair
        self.period.offer_units([(one, self._group_words(one, ReportBy.UNIT)) for one in units])
        if not pair.now.total().opened:
            words = tr("reports.empty", period=period_words(self._shown.since, self._shown.until))
            self.show_nothing(words, tr("reports.empty_next"))
            return
        self.summary.show_pair(pair)
        self.classes.show_classes(read_classes(pair))
        self.reasons.show_reasons(read_reasons(pair, self._rules, self._shown.reasons_of))
        self.groups.show_rows(pair.now.rows)
        self.let_out(True)
        self.states.show_full()

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
        if alone:
            self.panel.take_the_width()
        else:
            self.panel.setFixedWidth(theme.px("side_panel"))

    # out of the program

    def save_csv(self, path: Path) -> None:
        """Write the report as a table for a spreadsheet, and say so."""
        if self.pair is None:
            return
        lists, session, report, rules = self._context.station.lists, self._context.session, self.pair.now, self._rules
        self.write_csv(path, lambda: lists.report(session, report, rules, lambda key, values: tr(key, **values)))

    def csv_name(self) -> str:
        days = "".join(f"-{day.isoformat()}" for day in (self._shown.since, self._shown.until) if day)
        return f"{tr('reports.file_name')}{days}"

    def print_current(self) -> None:
        """The report as a paper, before it is printed."""
        if self.pair is None or not self.can_preview():
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
        self.show_preview(report_offer(wanted))

    # the place

    def step_back(self) -> bool:
        if super().step_back():
            return True
        if not self.panel.isHidden():
            self.panel.close_panel()
            return True
        return False
