"""The part «Tendências»: 1 to 72 hours of every vital sign as charts or as a table, and on paper."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.roles import Action
from app.ward.picture.model import ShownBed
from ui.bridge import Latest
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext
from ui.texts import tr
from ui.ward.bed.part import BedPart
from ui.ward.bed.recorded import Recorded
from ui.ward.bed.trends.plot import LEAST_SECONDS, MOST_SECONDS, TrendPlot
from ui.ward.bed.trends.reading import Trends, read_steps, read_trends
from ui.ward.bed.trends.sheet_paper import sheet_offer
from ui.ward.bed.trends.table import TrendTable, step_for, table_lines
from ui.ward.bed.trends.tools import HOURS, TrendTools
from ui.widgets.banner import Banner
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import Scroll, column
from ui.widgets.skeleton import Skeleton

_FOLLOW_MS: Final = 15_000
_SETTLE_MS: Final = 200
"""After the last turn of the wheel: only then the hours are read."""
_LEAST_COLUMNS: Final = 300
_LOADING, _EMPTY, _FULL, _WRONG = range(4)


class TrendsPart(BedPart):
    """Goes on with the time until somebody looks further back."""

    def __init__(self, context: UiContext, bed: str) -> None:
        super().__init__()
        self._context = context
        self._zone, self._clock = context.station.profile.time_zone, context.station.clock
        self._picture, self._bed = context.station.ward.picture, bed
        self._recorded = Recorded(context, bed)
        self._asking = Latest(self)
        self._shown: ShownBed | None = None
        self._seconds, self._end = HOURS[1] * 3600.0, 0.0
        self.following = True
        self.trends: Trends | None = None
        self._stepped: Trends | None = None
        self.preview: PaperPreview | None = None
        self._follow = QTimer(self, interval=_FOLLOW_MS)
        self._follow.timeout.connect(self._go_on)
        self._settle = QTimer(self, interval=_SETTLE_MS, singleShot=True)
        self._settle.timeout.connect(self.read)
        self.banner = Banner()
        self.tools = TrendTools(may_print=context.may(Action.PRINT_RECORD))
        self.plot, self.table = TrendPlot(self._zone), TrendTable(self._zone)
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = column(self, gap=0)
        layout.addWidget(self.banner)
        self.states = QStackedWidget()
        layout.addWidget(self.states, 1)
        loading = QWidget()
        column(loading, gap=0, margin=5).addWidget(Skeleton(8))
        self.states.addWidget(loading)
        self.states.addWidget(EmptyState("activity", tr("ward_trends.nothing"), tr("ward_trends.nothing_first")))
        full = QWidget()
        inside = column(full, gap=2, margin=2, sides=4)
        inside.addWidget(self.tools)
        self.views = QStackedWidget()
        self.views.addWidget(Scroll(self.plot, width=None))
        self.views.addWidget(self.table)
        inside.addWidget(self.views, 1)
        self.states.addWidget(full)
        self.states.addWidget(EmptyState("alert-triangle", tr("ward_trends.wrong"), tr("ward_trends.wrong_next")))

    def _connect(self) -> None:
        tools, plot = self.tools, self.plot
        tools.hours_wanted.connect(self.show_hours)
        tools.scrolled.connect(plot.scroll)
        tools.zoomed.connect(plot.zoom)
        tools.now_wanted.connect(self.show_now)
        tools.as_table.connect(lambda table: self.views.setCurrentIndex(int(table)))
        tools.print_wanted.connect(self.print_current)
        plot.looked.connect(self.look_at)
        plot.pointed.connect(lambda moment: tools.moment.setText(plot.moment_words(moment)))

    def show_bed(self, bed: ShownBed, now: float) -> None:
        self._shown = bed

    def arrive(self) -> None:
        self._follow.start()
        self.read()

    def leave(self) -> None:
        self._follow.stop()
        self._settle.stop()

    def show_hours(self, hours: int) -> None:
        """So many hours, up to where one looks."""
        self._seconds = hours * 3600.0
        self.read()

    def show_now(self) -> None:
        """Up to now, and on with it."""
        self.following = True
        self.read()

    def look_at(self, start: float, end: float) -> None:
        """Somebody scrolled or zoomed: show it at once as it is, and read it when the hand is still."""
        now = self._now()
        self._seconds = min(MOST_SECONDS, max(LEAST_SECONDS, end - start))
        self.following = end >= now
        self._end = min(end, now)
        first = self.trends.span[0] if self.trends is not None and self.trends.span is not None else 0.0
        self._end = max(self._end, first + self._seconds / 10)
        self.plot.set_range(self._end - self._seconds, self._end)
        self.tools.show_hours(self._seconds)
        self._settle.start()

    def read(self) -> None:
        """Read what is to be seen, in a worker."""
        if self.following:
            self._end = self._now()
        end, recorded = self._end, self._recorded
        start, step = end - self._seconds, step_for(self._seconds)
        columns = max(_LEAST_COLUMNS, self.plot.width())
        self.tools.show_hours(self._seconds)

        def reading() -> tuple[Trends, Trends]:
            recording = recorded.open()
            return read_trends(recording, start, end, columns), read_steps(recording, start, end, step)

        self._asking.ask(reading, self._show, self._tell)

    def _now(self) -> float:
        return self._clock.now().timestamp()

    def _go_on(self) -> None:
        if self.following and self.preview is None:
            self.read()

    def _show(self, read: tuple[Trends, Trends]) -> None:
        trends, stepped = read
        self.trends = trends
        self.banner.hide()
        if trends.span is None:
            if self.preview is None:
                self.states.setCurrentIndex(_EMPTY)
            return
        if self.preview is None:
            self.states.setCurrentIndex(_FULL)
        state = self._picture.state(self._bed)
        self.plot.show_trends(trends, state.limits if state is not None else {})
        self.table.show_trends(stepped, step_for(self._seconds))
        self._stepped = stepped
        since = tr("ward_trends.since", moment=self.plot.moment_words(trends.span[0]))
        self.tools.since.setText(since if self.table.lines else f"{tr('ward_trends.none_here')} {since}.")

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step, action=(tr("ward_trends.again"), self.read))
        if self.trends is None:
            self.states.setCurrentIndex(_WRONG)

    def print_current(self) -> None:
        """The table of the hours that are seen."""
        stepped = self._stepped
        if stepped is None or self._shown is None or self.preview is not None:
            return
        if not self._context.may(Action.PRINT_RECORD):
            return
        step = step_for(self._seconds)
        lines = table_lines(stepped, step, self._zone)
        issue = issue_now(self._context, self._context.station.profile)
        offer = sheet_offer(issue, self._shown, stepped, lines, step)
        self.preview = PaperPreview(self._context, offer, on_close=self._close_preview)
        self.states.addWidget(self.preview)
        self.states.setCurrentWidget(self.preview)
        self.preview.setFocus()

    def _close_preview(self) -> None:
        if self.preview is None:
            return
        gone, self.preview = self.preview, None
        self.states.setCurrentIndex(_FULL)
        self.states.removeWidget(gone)
        gone.deleteLater()
        self.tools.print.setFocus()

    def step_back(self) -> bool:
        if self.preview is None:
            return False
        self._close_preview()
        return True

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (
            ("← →", tr("ward_trends.keys_cursor")),
            ("+ · −", tr("ward_trends.keys_zoom")),
            ("PgUp PgDn", tr("ward_trends.keys_scroll")),
        )
