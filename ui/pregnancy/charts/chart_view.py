"""One chart with everything said about it: title, the point under the keys or the mouse, what is missing, sources."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.series import ChartSeries, Missing
from ui.pregnancy.charts.plot import Place, Plot
from ui.pregnancy.charts.words import missing_words, point_words, source_lines, title_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

_HEIGHT_STEPS = 62
_SMALL_STEPS = 46


class ChartView(Card):
    """`tell_body` asks for weight and height before the pregnancy."""

    tell_body = Signal()

    def __init__(
        self, series: ChartSeries, weeks_today: float | None = None, *, small: bool = False, may_tell: bool = False
    ) -> None:
        super().__init__(margin=3, gap=1)
        self.series = series
        self.title = Text(title_words(series), "heading", wrap=True)
        self.reading = Text("", "strong", wrap=True)
        self.missing = Text(missing_words(series), wrap=True)
        self.plot: Plot | None = None
        self.body.addWidget(self.title)
        if series.count:
            self._add_plot(series, weeks_today, small=small)
        else:
            self.body.addWidget(Text(tr("charts.none"), "muted", wrap=True))
        if self.missing.text():
            self.body.addWidget(self.missing)
        if may_tell and {Missing.WEIGHT_BEFORE, Missing.HEIGHT} & set(series.missing):
            line = row(gap=2)
            self.tell = QuietButton(tr("charts.tell_body"), icon_name="pencil", on_press=self.tell_body.emit)
            self.tell.setObjectName("tell_body")
            line.addWidget(self.tell)
            line.addStretch(1)
            self.body.addLayout(line)
        for words in source_lines(series) if series.count else ():
            self.body.addWidget(Text(words, "small", wrap=True))
        self.body.addStretch(1)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # The style sheet may speak before the chart was built.
        plot: Plot | None = getattr(self, "plot", None)
        if event.type() == QEvent.Type.StyleChange and plot is not None:
            plot.draw()

    def _add_plot(self, series: ChartSeries, weeks_today: float | None, *, small: bool) -> None:
        # Two lines high from the beginning: nothing jumps while the points are read one after the other.
        read = QWidget()
        column(read, gap=0).addWidget(self.reading, 0, Qt.AlignmentFlag.AlignTop)
        read.setMinimumHeight(self.reading.fontMetrics().lineSpacing() * 2)
        self.body.addWidget(read)
        self.plot = Plot(series, weeks_today)
        self.plot.setFixedHeight(current_theme().gap(_SMALL_STEPS if small else _HEIGHT_STEPS))
        self.plot.setAccessibleName(tr("charts.plot_name", title=title_words(series)))
        self.plot.setAccessibleDescription(tr("charts.plot_keys"))
        self.plot.chosen.connect(self._read)
        self.body.addWidget(self.plot)
        filled = [(number, len(line.points) - 1) for number, line in enumerate(series.lines) if line.points]
        newest = max(filled, key=lambda one: series.lines[one[0]].points[one[1]].weeks)
        self._read(newest)

    def _read(self, place: Place) -> None:
        line, at = place
        words = point_words(self.series, self.series.lines[line], self.series.lines[line].points[at])
        self.reading.setText(words)
        if self.plot is not None:
            self.plot.setAccessibleDescription(words)
