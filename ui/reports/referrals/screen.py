"""The report of the referrals: a period, its key figures, then reasons, units and what was lacking."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.clinic.referral.library import Days
from app.clinic.referral.statistics import Statistics
from app.clinic.reports.periods import Period
from ui.papers.issue import issue_now
from ui.reports.reading import period_words
from ui.reports.referrals.pages import CausesPage, FiguresPage, GroupsPage
from ui.reports.referrals.paper import ReferralPrint, referral_report_offer
from ui.reports.referrals.reading import read_causes, read_figures, read_reasons, read_units
from ui.reports.report_place import ReportPlace
from ui.shell.context import UiContext
from ui.shell.roomy import upright
from ui.texts import tr
from ui.widgets.layouts import Scroll, column

Counted = tuple[tuple[Statistics, Statistics | None], dict[str, str]]


class ReferralReport(ReportPlace):
    """The report; `which`: the choice of another one, for its head."""

    def __init__(self, context: UiContext, which: QWidget | None = None) -> None:
        super().__init__(context, which)
        self._period = Period(None, None)
        self._names: dict[str, str] = {}
        self.now: Statistics | None = None
        self.earlier: Statistics | None = None
        self.figures = FiguresPage()
        self.reasons = GroupsPage(tr("referral_report.tab_reasons"), tr("referral_report.column_reason"), compared=True)
        self.units = GroupsPage(tr("referral_report.tab_units"), tr("referral_report.column_unit"), compared=False)
        self.causes = CausesPage()
        self._build()

    def _build(self) -> None:
        work = QWidget()
        layout = column(work, gap=4, margin=6)
        for part in (self.make_head(), self.period, self.counted, self.banner, self.progress):
            layout.addWidget(part)
        for key, page in (
            ("summary", self.figures),
            ("reasons", self.reasons),
            ("units", self.units),
            ("causes", self.causes),
        ):
            self.tabs.add(tr(f"referral_report.tab_{key}"), Scroll(page, width=None))
        self.states.full.addWidget(self.tabs)
        layout.addWidget(self.states, 1)
        self.pages.addWidget(upright(work))
        column(self, gap=0).addWidget(self.pages)
        self.period.changed.connect(self.reload)

    # counting

    def reload(self) -> None:
        """Count what is chosen."""
        period, before = self.period.period(), self.period.before()
        station, session = self._context.station, self._context.session
        self.begin(_sentence(period, before))

        def call() -> Counted:
            profile = station.profile
            counted = station.referral_library.compare(session, _days(period), _days(before) if before else None)
            return counted, {**counted[0].unit_names, profile.cnes: profile.unit_name}

        def show(answer: Counted) -> None:
            self._period = period
            (self.now, self.earlier), self._names = answer
            self._show(self.now)

        self._latest.ask(call, show, self.tell)

    def _show(self, now: Statistics) -> None:
        self.progress.end()
        if not now.sent:
            words = tr("referral_report.empty", period=period_words(self._period.since, self._period.until))
            self.show_nothing(words, tr("referral_report.empty_next"))
            return
        self.figures.show_figures(read_figures(now, self.earlier), answered=bool(now.total.answered))
        self.reasons.show_groups(read_reasons(now))
        self.units.show_groups(read_units(now, self._names))
        self.causes.show_causes(read_causes(now))
        self.let_out(True)
        self.states.show_full()

    # out of the program

    def save_csv(self, path: Path) -> None:
        """Write the report as a table for a spreadsheet, and say so."""
        lists, session, now = self._context.station.lists, self._context.session, self.now
        if now is not None:
            self.write_csv(path, lambda: lists.referral_report(session, now, lambda key, values: tr(key, **values)))

    def csv_name(self) -> str:
        days = "".join(f"-{day.isoformat()}" for day in (self._period.since, self._period.until) if day)
        return f"{tr('referral_report.file_name')}{days}"

    def print_current(self) -> None:
        """The report as a paper, before it is printed."""
        if self.now is None or not self.can_preview():
            return
        issue = issue_now(self._context, self._context.station.profile)
        wanted = ReferralPrint(self.now, self.earlier, self._period, self._names, issue)
        self.show_preview(referral_report_offer(wanted))


def _days(period: Period) -> Days:
    return period.since or date.min, period.until or date.max


def _sentence(period: Period, before: Period | None) -> str:
    """Which referrals are counted, and what they are compared with."""
    words = tr("referral_report.counted", period=period_words(period.since, period.until))
    if before is None:
        return words
    return f"{words} {tr('reports.compared', period=period_words(before.since, before.until))}"
