"""The row over the trends: how many hours, further back, chart or table, the moment of the cursor."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

HOURS: Final = (1, 4, 8, 24, 72)
_CHART, _TABLE = "chart", "table"


class TrendTools(QWidget):
    """Tells what is wanted; it holds nothing itself."""

    hours_wanted = Signal(int)
    scrolled = Signal(float)
    zoomed = Signal(float)
    now_wanted = Signal()
    as_table = Signal(bool)
    print_wanted = Signal()

    def __init__(self, *, may_print: bool) -> None:
        super().__init__()
        layout = column(self, gap=1)
        holder = QWidget()
        line = FlowLayout(holder, gap=2)
        self.hours = ChoiceChips(
            [(one, tr("ward_trends.hours", hours=one)) for one in HOURS], name=tr("ward_trends.span"), optional=False
        )
        self.hours.changed.connect(lambda hours: self.hours_wanted.emit(hours))
        line.addWidget(self.hours)
        moves = QWidget()
        beside = row(moves, gap=1)
        for icon, key, press in (
            ("chevron-left", "back", lambda: self.scrolled.emit(-0.5)),
            ("chevron-right", "on", lambda: self.scrolled.emit(0.5)),
            ("plus", "more", lambda: self.zoomed.emit(0.5)),
            ("minus", "less", lambda: self.zoomed.emit(2.0)),
        ):
            beside.addWidget(IconButton(icon, tr(f"ward_trends.{key}"), on_press=press))
        beside.addWidget(SecondaryButton(tr("ward_trends.to_now"), on_press=self.now_wanted.emit))
        line.addWidget(moves)
        self.view = ChoiceChips(
            [(one, tr(f"ward_trends.as_{one}")) for one in (_CHART, _TABLE)], name=tr("ward_trends.as"), optional=False
        )
        self.view.set_value(_CHART)
        self.view.changed.connect(lambda view: self.as_table.emit(view == _TABLE))
        line.addWidget(self.view)
        self.print = SecondaryButton(tr("ward_trends.print"), icon_name="printer", on_press=self.print_wanted.emit)
        line.addWidget(self.print)
        if not may_print:
            self.print.hide()
        layout.addWidget(holder)
        said = row(gap=4)
        self.moment = Text("", "strong")
        said.addWidget(self.moment)
        said.addStretch(1)
        self.since = Text("", "muted")
        said.addWidget(self.since)
        layout.addLayout(said)

    def show_hours(self, seconds: float) -> None:
        """Mark the hours that are seen, where they are one of those offered."""
        chosen = next((one for one in HOURS if abs(one * 3600 - seconds) < 1), None)
        if chosen != self.hours.value():
            self.hours.set_value(chosen)
