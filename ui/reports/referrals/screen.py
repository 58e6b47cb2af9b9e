"""The report of the referrals: a period, its key figures, then reasons, units and what was lacking."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.referral.library import Days
from app.clinic.referral.statistics import Statistics
from app.clinic.reports.periods import Period, PeriodChoice
from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.papers.preview import PaperPreview
from ui.reports.period_bar import PeriodBar
from ui.reports.reading import period_words
from ui.reports.referrals.pages import CausesPage, FiguresPage, GroupsPage
from ui.reports.referrals.paper import ReferralPrint, referral_report_offer
from ui.reports.referrals.reading import read_causes, read_figures, read_reasons, read_units
from ui.reports.saving import ask_where, write_private
from ui.reports.slow_line import SlowLine
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column
from ui.widgets.tabs import Tabs
from ui.widgets.turning import Turning

Counted = tuple[tuple[Statistics, Statistics | None], dict[str, str]]


class ReferralReport(PlaceWidget):
    """The report; `which`: the choice of another one, for its head."""

    can_print = True

    def __init__(self, context: UiContext, which: QWidget | None = None) -> None:
        super().__init__()
        self._context = context
        self._which = which
        self._latest = Latest(self)
        self._period = Period(None, None)
        self._names: dict[str, str] = {}
        self.now: Statistics | None = None
        self.earlier: Statistics | None = None
        self.csv_button = SecondaryButton(tr("reports.save_csv"), icon_name="download", on_press=self._ask_where)
        self.print_button = PrimaryButton(tr("reports.print"), icon_name="printer", on_press=self.print_current)
        self.period = PeriodBar(context.station.reports.today())
        self.counted = Text("", "muted", wrap=True)
        self.banner = Banner()
        self.progress = SlowLine(on_cancel=self.stop)
        self.states = States(lines=8)
        self.figures = FiguresPage()
        self.reasons = GroupsPage(tr("referral_report.tab_reasons"), tr("referral_report.column_reason"), compared=True)
        self.units = GroupsPage(tr("referral_report.tab_units"), tr("referral_report.column_unit"), compared=False)
        self.causes = CausesPage()
        self.tabs = Tabs()
        self.pages = QStackedWidget()
        self._build()

    def _build(self) -> None:
        work = QWidget()
        layout = column(work, gap=4, margin=6)
        head = Turning("line_room")
        head.line.addWidget(Text(tr("reports.title"), "title"))
        if self._which is not None:
            head.line.addWidget(self._which, 0, Qt.AlignmentFlag.AlignVCenter)
        head.line.addStretch(1)
        for button in (self.csv_button, self.print_button):
            head.line.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.csv_button.setVisible(self._context.may(Action.EXPORT_LIST))
        for part in (head, self.period, self.counted, self.banner, self.progress):
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
        self.pages.addWidget(work)
        column(self, gap=0).addWidget(self.pages)
        self.period.changed.connect(self.reload)

    # counting

    def arrive(self, subject: str | None) -> None:
        self.reload()

    def reload(self) -> None:
        """Count what is chosen."""
        period, before = self.period.period(), self.period.before()
        station, session = self._context.station, self._context.session
        self.banner.hide()
        self._let_out(False)
        self.counted.setText(_sentence(period, before))
        self.states.show_loading()
        self.progress.wait(tr("reports.counting"))

        def call() -> Counted:
            profile = station.profile
            counted = station.referral_library.compare(session, _days(period), _days(before) if before else None)
            return counted, {**counted[0].unit_names, profile.cnes: profile.unit_name}

        def show(answer: Counted) -> None:
            self._period = period
            (self.now, self.earlier), self._names = answer
            self._show(self.now)

        self._latest.ask(call, show, self._tell)

    def stop(self) -> None:
        """Count no further; what was asked can be asked again."""
        self._latest.drop()
        self.progress.end()
        again = SecondaryButton(tr("reports.count_again"), icon_name="refresh", on_press=self.reload)
        self.states.show_empty("bar-chart", tr("reports.stopped"), tr("reports.stopped_next"), again)

    def _show(self, now: Statistics) -> None:
        self.progress.end()
        if not now.sent:
            self._show_empty()
            return
        self.figures.show_figures(read_figures(now, self.earlier), answered=bool(now.total.answered))
        self.reasons.show_groups(read_reasons(now))
        self.units.show_groups(read_units(now, self._names))
        self.causes.show_causes(read_causes(now))
        self._let_out(True)
        self.states.show_full()

    def _show_empty(self) -> None:
        words = tr("referral_report.empty", period=period_words(self._period.since, self._period.until))
        button = None
        if self.period.choice is not PeriodChoice.YEAR:
            button = SecondaryButton(
                tr("reports.show_year"), icon_name="calendar", on_press=lambda: self.period.choose(PeriodChoice.YEAR)
            )
        self.states.show_empty("bar-chart", words, tr("referral_report.empty_next"), button)

    def _tell(self, error: Exception) -> None:
        self.progress.end()
        self.states.show_wrong(words_of(error).together, self.reload)

    def _let_out(self, ready: bool) -> None:
        for button in (self.csv_button, self.print_button):
            button.setEnabled(ready)

    # out of the program

    def save_csv(self, path: Path) -> None:
        """Write the report as a table for a spreadsheet, and say so."""
        lists, session, now = self._context.station.lists, self._context.session, self.now
        if now is None:
            return

        def call() -> None:
            write_private(path, lists.referral_report(session, now, lambda key, values: tr(key, **values)))

        def done(_answer: object) -> None:
            self.banner.show_message("success", tr("reports.csv_saved", path=path))

        Op(self, call).on_success(done).on_failure(self._tell_failed).start()

    def _tell_failed(self, error: Exception) -> None:
        self.banner.show_message("error", tr("reports.csv_failed"), words_of(error).together)

    def _ask_where(self) -> None:
        days = "".join(f"-{day.isoformat()}" for day in (self._period.since, self._period.until) if day)
        path = ask_where(self, tr("reports.save_csv"), f"{tr('referral_report.file_name')}{days}.csv", "CSV (*.csv)")
        if path is not None:
            self.save_csv(path)

    def print_current(self) -> None:
        """The report as a paper, before it is printed."""
        if self.now is None or not self.print_button.isEnabled() or self.pages.currentIndex():
            return
        issue = issue_now(self._context, self._context.station.profile)
        wanted = ReferralPrint(self.now, self.earlier, self._period, self._names, issue)
        offer = referral_report_offer(wanted)
        preview = PaperPreview(self._context, offer, on_close=self._close_preview, back=tr("reports.back"))
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
        return False


def _days(period: Period) -> Days:
    return period.since or date.min, period.until or date.max


def _sentence(period: Period, before: Period | None) -> str:
    """Which referrals are counted, and what they are compared with."""
    words = tr("referral_report.counted", period=period_words(period.since, period.until))
    if before is None:
        return words
    return f"{words} {tr('reports.compared', period=period_words(before.since, before.until))}"
