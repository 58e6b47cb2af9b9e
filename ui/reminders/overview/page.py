"""How the sending stands."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.clinic.reports.periods import PeriodChoice
from app.kernel.clock import local_date
from app.reminders.figures import Dashboard
from app.reminders.grant import GrantState
from app.reminders.template_service import TemplateVersion
from app.reminders.work import WorkState
from app.security.roles import Action
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.papers.preview import PaperPreview
from ui.reminders.overview.comparison import ComparisonCard
from ui.reminders.overview.figures_csv import figures_csv
from ui.reminders.overview.figures_paper import figures_offer
from ui.reminders.overview.number_tiles import NumberTile, NumberTiles
from ui.reminders.overview.period_figures import PeriodFigures
from ui.reminders.overview.standing import standing
from ui.reports.period_bar import PeriodBar
from ui.reports.saving import ask_where, write_private
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.layouts import Scroll, column

_REFRESH_MS = 5000
_REST = 10
"""So many times as long as the last reading took, none is made."""
_BEGINNING = date(2000, 1, 1)
"""Where a period has none: before any message of this program."""


@dataclass(frozen=True)
class Looked:
    """Everything that the page shows, read at one moment."""

    dashboard: Dashboard
    state: WorkState
    holder: str
    any_channel: bool
    texts: tuple[TemplateVersion, ...]
    first: date
    last: date
    seconds: float


class OverviewPage(SectionPage):
    """Looks again by itself every few seconds; only what differs changes, and nothing moves."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("reminders_page.title_overview"), tr("reminders_page.explain_overview"))
        self._zone = context.station.profile.time_zone
        self.looked: Looked | None = None
        self._latest, self._comparing = Latest(self), Latest(self)
        self._busy = False
        self.states = States(lines=8)
        self.standing = Banner()
        self.period = PeriodBar(local_date(context.station.clock.now(), self._zone))
        self.period.chips.set_value(PeriodChoice.THIS_MONTH)
        self.tiles = {
            name: NumberTile(tr(f"overview_page.tile_{name}"), tr(f"overview_page.go_{name}"), partial(self._go, place))
            for name, place in (
                ("attention", "attention"),
                ("inbox", "inbox"),
                ("requests", "requests"),
                ("due", "planned"),
                ("waiting", "planned"),
            )
        }
        self.figures = PeriodFigures()
        self.comparison = ComparisonCard(self._compare)
        self.csv_button = SecondaryButton(tr("overview_page.csv"), icon_name="download", on_press=self._ask_where)
        self.print_button = SecondaryButton(tr("overview_page.print"), icon_name="printer", on_press=self.print_current)
        self.preview: PaperPreview | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.look_again)
        self._build()
        self.period.changed.connect(self.read)
        self.read()

    def _build(self) -> None:
        if self.context.may(Action.EXPORT_LIST):
            self.add_action(self.csv_button)
        if self.context.may(Action.VIEW_REPORTS):
            self.add_action(self.print_button)
        content = QWidget()
        inside = column(content, gap=4)
        inside.addWidget(self.standing)
        inside.addWidget(NumberTiles(list(self.tiles.values())))
        inside.addWidget(self.period)
        inside.addWidget(self.figures)
        inside.addWidget(self.comparison)
        inside.addStretch(1)
        self.states.full.addWidget(Scroll(content, width=None))
        self.body.addWidget(self.states, 1)

    # reading

    def read(self) -> None:
        """Read everything, with grey lines where nothing is shown yet."""
        if self.states.state != "full":
            self.states.show_loading()
        self._busy = True
        self._latest.ask(self._call(), self._show, self._failed)

    def refresh(self) -> None:
        """Opened again."""
        self.read()

    def look_again(self) -> None:
        """Read in the background, unless the last reading is not over."""
        if not self._busy and self.states.state in ("full", "empty"):
            self._busy = True
            self._latest.ask(self._call(), self._show, self._failed)

    def _call(self) -> "partial[Looked]":
        period = self.period.period()
        today = local_date(self.context.station.clock.now(), self._zone)
        return partial(self._look, period.since or _BEGINNING, period.until or today)

    def _look(self, first: date, last: date) -> Looked:
        """In a worker."""
        clock = self.context.station.clock
        began = clock.monotonic()
        reminders, session = self.context.station.reminders, self.context.session
        dashboard = reminders.figures.dashboard(session, first, last)
        any_channel = bool(reminders.channels.ways(clock).by_code)
        texts = reminders.templates.list(session)
        state, grant = reminders.work.state(), reminders.grant.status()
        # What sends or not is asked anew: the background may not have looked since the sending moved.
        state = replace(state, allowed=grant.state in (GrantState.ALONE, GrantState.HELD))
        took = clock.monotonic() - began
        return Looked(dashboard, state, grant.holder, any_channel, texts, first, last, took)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        words = words_of(error).together
        if self.states.state == "full":
            # What was read before stays: old figures that say so are better than none.
            self.banner.show_message("warn", tr("overview_page.not_read"), words)
        else:
            self.states.show_wrong(words, self.read)

    # showing

    def _show(self, looked: Looked) -> None:
        self._busy = False
        self.looked = looked
        # Counting very many messages must not keep the station busy.
        self._timer.setInterval(max(_REFRESH_MS, round(1000 * _REST * looked.seconds)))
        self.banner.hide()
        one = looked.dashboard
        if not looked.texts and not (one.waiting or one.by_status or one.for_a_person or one.unseen or one.requests):
            self._show_empty()
            return
        self._show_standing(looked)
        self._show_tiles(one)
        self.figures.show_dashboard(one)
        self.comparison.offer(looked.texts)
        if self.states.state != "full":
            self.states.show_full()

    def _show_empty(self) -> None:
        if self.states.state == "empty":
            return
        button = None
        if self.context.may(Action.MANAGE_TEMPLATES):
            button = PrimaryButton(tr("overview_page.first_text"), on_press=partial(self._go, "templates"))
        self.states.show_empty("mail", tr("overview_page.empty"), tr("overview_page.empty_next"), button)

    def _show_standing(self, looked: Looked) -> None:
        waiting = sum(looked.dashboard.waiting.values())
        said = standing(looked.state, any_channel=looked.any_channel, waiting=waiting, holder=looked.holder)
        if self.standing.isHidden() or (self.standing.title.text(), self.standing.body.text()) != (
            said.words,
            said.following,
        ):
            self.standing.show_message(said.tone, said.words, said.following, closable=False)

    def _show_tiles(self, one: Dashboard) -> None:
        self.tiles["attention"].show_count(one.for_a_person, tr("overview_page.of_attention"))
        self.tiles["inbox"].show_count(one.unseen, tr("overview_page.of_inbox"))
        self.tiles["requests"].show_count(one.requests, tr("overview_page.of_requests"))
        self.tiles["due"].show_count(one.due_now, tr("overview_page.of_due"))
        following = tr("overview_page.next_none")
        if one.next_at is not None:
            following = tr("overview_page.next_at", at=self._moment(one.next_at))
        self.tiles["waiting"].show_count(sum(one.waiting.values()), following)

    def _moment(self, at: datetime) -> str:
        """The hour alone where it is today."""
        here, zone = at.astimezone(ZoneInfo(self._zone)), ZoneInfo(self._zone)
        today = self.context.station.clock.now().astimezone(zone).date()
        return here.strftime("%H:%M") if here.date() == today else here.strftime("%d/%m %H:%M")

    def _compare(self, template_id: str) -> None:
        figures, session = self.context.station.reminders.figures, self.context.session
        call = partial(figures.compare, session, template_id)
        self._comparing.ask(call, self.comparison.show_comparison, self.show_error)

    def _go(self, page: str) -> None:
        self.context.navigate("reminders", page)

    # by itself

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    # out of the program

    def print_current(self) -> None:
        """The figures as a paper; a second time it goes to the printer."""
        if self.preview is not None:
            self.preview.print_out()
        elif self.looked is not None and self.states.state == "full" and self.context.may(Action.VIEW_REPORTS):
            issue = issue_now(self.context, self.context.station.profile)
            offer = figures_offer(self.looked.dashboard, self.looked.first, self.looked.last, issue)
            self.preview = PaperPreview(self.context, offer, on_close=self.close_preview, back=tr("papers.back"))
            self._show_page(shown=False)
            self.body.addWidget(self.preview, 1)
            self.preview.setFocus()

    def close_preview(self) -> None:
        """Back to the figures."""
        preview, self.preview = self.preview, None
        if preview is not None:
            self.body.removeWidget(preview)
            preview.hide()
            preview.deleteLater()
            self._show_page(shown=True)
            self.print_button.setFocus()

    def step_back(self) -> bool:
        if self.preview is None:
            return False
        self.close_preview()
        return True

    def _show_page(self, *, shown: bool) -> None:
        for part in (self.title, self.explanation, self.states, self.csv_button, self.print_button):
            part.setVisible(shown)

    def save_csv(self, path: Path) -> None:
        """Write the figures as a table, and say so."""
        looked = self.looked
        if looked is None:
            return
        text = figures_csv(looked.dashboard, looked.first, looked.last)
        words = tr("overview_page.csv_saved", path=path)
        self.does(partial(write_private, path, text), lambda _none: self.show_done(words))

    def _ask_where(self) -> None:
        if self.looked is not None:
            days = f"-{self.looked.first.isoformat()}-{self.looked.last.isoformat()}"
            path = ask_where(self, tr("overview_page.csv"), f"{tr('overview_page.file')}{days}.csv", "CSV (*.csv)")
            if path is not None:
                self.save_csv(path)
