"""The first page of a report: key figures, the classes at a glance, and how each figure is counted."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.clinic.reports.model import ReportFigure, ReportPair
from ui.reports.charts import BarChart
from ui.reports.pages import class_token, share_bars
from ui.reports.reading import read_classes, read_tiles
from ui.reports.tiles import HowCounted, Tiles
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.layouts import column

_CHART_STEPS = 40


class SummaryPage(QWidget):
    """`show` opens the women behind a figure; None where the role may not see them."""

    def __init__(self, show: Callable[[ReportFigure], object] | None) -> None:
        super().__init__()
        self.tiles = Tiles(show)
        self.chart = BarChart(tr("reports.chart", name=tr("reports.tab_classes")))
        self.chart.setMinimumHeight(current_theme().gap(_CHART_STEPS))
        layout = column(self, gap=4, margin=3, sides=0)
        layout.addWidget(self.tiles)
        layout.addWidget(self.chart, 1)
        layout.addWidget(HowCounted())

    def show_pair(self, pair: ReportPair) -> None:
        """Show other figures."""
        self.tiles.show_tiles(read_tiles(pair))
        self.chart.show_bars(share_bars(read_classes(pair), class_token))
