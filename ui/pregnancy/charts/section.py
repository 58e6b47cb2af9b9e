"""The tab of the charts: each measure over the gestational weeks, or the same values as a table."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QStackedWidget, QWidget

from app.clinic.pregnancies.model import PregnancyStatus
from app.clinic.prenatal.charts_service import PregnancyCharts
from app.security.roles import Action
from ui.administration.states import States
from ui.administration.tab_order import in_reading_order
from ui.bridge import Latest
from ui.errors import words_of
from ui.pregnancy.charts.body_sheet import BodySheet
from ui.pregnancy.charts.chart_table import ChartTable
from ui.pregnancy.charts.chart_view import ChartView
from ui.pregnancy.section import RecordHost, RecordSection
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import Scroll, column, row

PICTURES, FIGURES = "pictures", "figures"
_TWO_COLUMNS_STEPS = 240
"""From this width on (steps of the grid) two charts stand side by side."""


class ChartsSection(RecordSection):
    """Pictures first; `switch` shows the figures."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(host)
        self._latest = Latest(self)
        self._charts: PregnancyCharts | None = None
        self.views: list[ChartView] = []
        self.switch = ChoiceChips(
            [(PICTURES, tr("charts.view_pictures")), (FIGURES, tr("charts.view_figures"))],
            name=tr("charts.view"),
            optional=False,
        )
        self.switch.set_value(PICTURES)
        self.states = States()
        self.table = ChartTable()
        self._holder = QWidget()
        self._grid = QGridLayout(self._holder)
        self._columns = 0
        self.ways = QStackedWidget()
        self._build()

    def refresh(self) -> None:
        context, pregnancy_id = self.context, self.host.view.pregnancy.id
        if self._charts is None:
            self.states.show_loading()
        self._latest.ask(
            lambda: context.station.charts.charts(context.session, pregnancy_id),
            self._show,
            lambda error: self.states.show_wrong(words_of(error).together, self.refresh),
        )

    def step_back(self) -> bool:
        if self.switch.value() == FIGURES:
            self.switch.set_value(PICTURES)
            self._choose(PICTURES)
            self.switch.setFocus()
            return True
        return False

    def first_focus(self) -> QWidget | None:
        return self.switch

    def open_detail(self, detail: str) -> None:
        """A chart by its code."""
        found = next((one for one in self.views if one.series.chart == detail and one.plot is not None), None)
        if found is not None and found.plot is not None:
            self._scroll.ensureWidgetVisible(found)
            found.plot.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def tell_body(self) -> None:
        """Ask for what the weight gain counts from."""
        if self._charts is not None:
            BodySheet(self, self.host, self._charts.body, self._told)

    def _told(self) -> None:
        self.context.message("success", tr("charts.body_kept"))
        self.host.stored()

    def _show(self, charts: PregnancyCharts) -> None:
        if charts == self._charts:
            return
        self._charts = charts
        for old in self.views:
            self._grid.removeWidget(old)
            old.hide()
            old.deleteLater()
        current = self.host.view.pregnancy.status is PregnancyStatus.CURRENT
        may_tell = current and not self.host.view.locked and self.context.may(Action.RECORD_OBSERVATION)
        self.views = [ChartView(one, charts.weeks_today, may_tell=may_tell) for one in charts.charts]
        for view in self.views:
            view.tell_body.connect(self.tell_body)
        self.table.show_charts(charts.charts)
        if not any(one.count or one.undated for one in charts.charts):
            self.states.show_empty("activity", tr("charts.empty"), tr("charts.empty_next"))
            return
        self._columns = 0
        self._arrange()
        in_reading_order([self.switch, *self.views])
        self.states.show_full()

    def _arrange(self) -> None:
        columns = 2 if self.width() >= current_theme().gap(_TWO_COLUMNS_STEPS) else 1
        if columns == self._columns or not self.views:
            return
        self._columns = columns
        for view in self.views:
            self._grid.removeWidget(view)
        for number, view in enumerate(self.views):
            self._grid.addWidget(view, *divmod(number, columns))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, columns - 1)

    def _choose(self, value: object) -> None:
        self.ways.setCurrentIndex(int(value == FIGURES))

    def _build(self) -> None:
        theme = current_theme()
        self._grid.setContentsMargins(theme.gap(5), 0, theme.gap(5), theme.gap(5))
        self._grid.setSpacing(theme.gap(3))
        above = row(gap=2, margin=3, sides=5)
        above.addWidget(self.switch, 1)
        self._scroll = Scroll(self._holder, width=None)
        self.ways.addWidget(self._scroll)
        figures = QWidget()
        column(figures, gap=0, sides=3).addWidget(self.table)
        self.ways.addWidget(figures)
        self.switch.changed.connect(self._choose)
        self.states.full.addLayout(above)
        self.states.full.addWidget(self.ways, 1)
        self.body.addWidget(self.states, 1)
