"""The parts of a report below the key figures: classes, reasons, month by month or unit by unit; chart beside table."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.clinic.reports.model import ReportBy, ReportFigure, ReportRow
from app.clinic.risk.loader import CLASS_CODES
from ui.reports.charts import Bar, BarChart, Line, LineChart
from ui.reports.reading import CLASSES, Share, class_words, how_counted, part_and_whole, percent, short_class
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.badges import risk_look
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel, no_more
from ui.widgets.turning import Turning

_MOST_BARS = 10
_LEAST_CHART = 44
"""In steps of the grid: with less room the page is scrolled."""
_LEAST_ROWS = 4
EVERY_CLASS = "all"
GRAVEST = CLASS_CODES[-1]
"""The class that is referred: its factors are the reasons of referral."""
_SHARES = (ReportFigure.EARLY, ReportFigure.ENOUGH_VISITS)
_OVER_TIME = (ReportFigure.CLASS, ReportFigure.OPENED, *_SHARES, ReportFigure.PAST_DUE, ReportFigure.NOT_SEEN)


class SharePage(QWidget):
    """Shares as bars and as a table; Enter in the table opens the women behind a line."""

    def __init__(
        self, name: str, first_column: str, show: Callable[[str], object] | None, above: QWidget | None = None
    ) -> None:
        super().__init__()
        self.shares: tuple[Share, ...] = ()
        layout = column(self, gap=3, margin=3, sides=0)
        if above is not None:
            layout.addWidget(above)
        self.note = Text("", "small", wrap=True)
        layout.addWidget(self.note)
        self.model: TableModel[Share] = TableModel(_share_columns(first_column), no_more)
        self.table = Table(self.model, name=name)
        self.chart = BarChart(tr("reports.chart", name=name))
        self.chart.setMinimumHeight(current_theme().gap(_LEAST_CHART))
        self.table.setMinimumHeight(current_theme().px("row") * _LEAST_ROWS)
        turning = Turning("record_room", gap=5, gap_below=3)
        turning.line.addWidget(self.chart, 4)
        turning.line.addWidget(self.table, 6)
        layout.addWidget(turning, 1)
        if show is not None:
            self.table.opened.connect(lambda code: show(str(code)))

    def show_shares(self, shares: Sequence[Share], note: str, token: Callable[[str], str]) -> None:
        """Show other counts; `token(code)` is the colour of a bar."""
        self.shares = tuple(shares)
        self.model.show_ids([one.code for one in shares], shares)
        compared = any(one.before is not None for one in shares)
        self.note.setText(f"{note} {tr('reports.dashed')}" if compared else note)
        for number in (3, 4):
            self.table.setColumnHidden(number, not compared)
        self.chart.show_bars(share_bars(self.shares[:_MOST_BARS], token))


def share_bars(shares: Sequence[Share], token: Callable[[str], str]) -> list[Bar]:
    """A bar for each share, as long as its part, so that two periods can be compared; `token(code)` is its colour."""
    return [
        Bar(one.label, one.part, f"{show_number(one.count)} · {one.share}", token(one.code), one.part_before)
        for one in shares
    ]


def class_token(code: str) -> str:
    """The colour of a class."""
    return risk_look(code or None)[1]


def _share_columns(first: str) -> tuple[Column[Share], ...]:
    return (
        Column(first, lambda one: one.label, stretch=True),
        Column(tr("reports.column_count"), lambda one: show_number(one.count), figures=True),
        Column(tr("reports.column_share"), lambda one: one.share, figures=True),
        Column(tr("reports.column_before"), lambda one: show_number(one.before or 0), figures=True),
        Column(tr("reports.column_share_before"), lambda one: one.share_before, figures=True),
    )


class ClassesPage(SharePage):
    """How many of each class."""

    def __init__(self, show: Callable[[str], object] | None) -> None:
        super().__init__(tr("reports.tab_classes"), tr("reports.column_class"), show)

    def show_classes(self, shares: Sequence[Share]) -> None:
        """Show other counts."""
        self.show_shares(shares, how_counted(ReportFigure.CLASS), class_token)


class ReasonsPage(SharePage):
    """Which factors earned points; in the class that is referred, or in every one."""

    def __init__(self, show: Callable[[str], object] | None, changed: Callable[[], object]) -> None:
        choices = [(GRAVEST, class_words(GRAVEST)), (EVERY_CLASS, tr("reports.every_class"))]
        # Made before the table, so that Tab comes to it first.
        of = ChoiceChips(choices, name=tr("reports.reasons_of"), optional=False)
        super().__init__(tr("reports.tab_reasons"), tr("reports.column_reason"), show, of)
        self.of = of
        self.of.set_value(GRAVEST)
        self.of.changed.connect(lambda _value: changed())

    def of_class(self) -> str | None:
        """The class whose reasons are counted; None: every one."""
        value = self.of.value()
        return None if value == EVERY_CLASS else str(value)

    def show_reasons(self, shares: Sequence[Share]) -> None:
        """Show other counts."""
        note = how_counted(ReportFigure.REASON)
        if len(shares) > _MOST_BARS:
            note = f"{note} {tr('reports.first_bars', count=_MOST_BARS)}"
        self.show_shares(shares, note if shares else tr("reports.no_reasons"), lambda _code: "accent")


class GroupsPage(QWidget):
    """Every figure month by month or unit by unit; one of them as a chart."""

    def __init__(
        self,
        regroup: Callable[[], object],
        words: Callable[[str, ReportBy], str],
        show: Callable[[str], object] | None,
    ) -> None:
        super().__init__()
        self._words = words
        self.rows: tuple[ReportRow, ...] = ()
        layout = column(self, gap=3, margin=3, sides=0)
        self.by = ChoiceChips(
            [(one, tr(f"reports.by_{one.value}")) for one in (ReportBy.MONTH, ReportBy.UNIT)],
            name=tr("reports.by"),
            optional=False,
        )
        self.by.set_value(ReportBy.MONTH)
        self.measure = Dropdown(
            [(one, tr(f"reports.measure_{one.value}")) for one in _OVER_TIME], name=tr("reports.measure")
        )
        tools = QWidget()
        flow = FlowLayout(tools, gap=4)
        flow.addWidget(self.by)
        flow.addWidget(self.measure)
        layout.addWidget(tools)
        self.lines = LineChart(tr("reports.chart", name=tr("reports.tab_groups")))
        self.bars = BarChart(tr("reports.chart", name=tr("reports.tab_groups")))
        for chart in (self.lines, self.bars):
            chart.setMinimumHeight(current_theme().gap(_LEAST_CHART))
            layout.addWidget(chart, 3)
        self.model: TableModel[ReportRow] = TableModel(self._columns(), no_more)
        self.table = Table(self.model, name=tr("reports.tab_groups"))
        self.table.setMinimumHeight(current_theme().px("row") * _LEAST_ROWS)
        layout.addWidget(self.table, 2)
        if show is not None:
            self.table.opened.connect(lambda group: show(str(group)))
        self.by.changed.connect(lambda _value: regroup())
        self.measure.changed.connect(lambda _value: self._draw())

    def grouping(self) -> ReportBy:
        """By month or by unit."""
        return ReportBy(str(self.by.value()))

    def show_rows(self, rows: Sequence[ReportRow]) -> None:
        """Show other groups."""
        self.rows = tuple(rows)
        self.model.show_ids([row.group for row in rows], self.rows)
        self._draw()

    def _draw(self) -> None:
        by, figure = self.grouping(), ReportFigure(str(self.measure.value()))
        over_time = by is ReportBy.MONTH
        self.lines.setVisible(over_time)
        self.bars.setVisible(not over_time)
        groups = [self._words(row.group, by) for row in self.rows]
        if over_time:
            up = tr("reports.axis_share") if figure in _SHARES else tr("reports.axis_count")
            self.lines.show_lines(groups, self._lines(figure), across=tr("reports.axis_month"), up=up)
        else:
            rows = zip(groups, self.rows, strict=True)
            self.bars.show_bars([_unit_bar(words, row, figure) for words, row in rows])

    def _lines(self, figure: ReportFigure) -> list[Line]:
        if figure is ReportFigure.CLASS:
            looks = ((code, *risk_look(code or None)[1:]) for code in CLASSES)
            return [
                Line(
                    short_class(code),
                    tuple(row.by_class.get(code, 0) for row in self.rows),
                    token,
                    shape,
                )
                for code, token, shape in looks
            ]
        values = tuple(_value(figure, row) for row in self.rows)
        return [Line(tr(f"reports.measure_{figure.value}"), values)]

    def _columns(self) -> tuple[Column[ReportRow], ...]:
        def share(figure: ReportFigure) -> Callable[[ReportRow], str]:
            return lambda row: percent(*part_and_whole(figure, row))

        return (
            Column(tr("reports.column_group"), lambda row: self._words(row.group, self.grouping()), stretch=True),
            Column(tr("reports.short_opened"), lambda row: show_number(row.opened), figures=True),
            *(Column(short_class(code), _of_class(code), figures=True) for code in CLASSES),
            Column(tr("reports.short_early"), share(ReportFigure.EARLY), figures=True),
            Column(tr("reports.short_enough_visits"), share(ReportFigure.ENOUGH_VISITS), figures=True),
            Column(tr("reports.short_past_due"), lambda row: show_number(row.past_due), figures=True),
            Column(tr("reports.short_not_seen"), lambda row: show_number(row.not_seen), figures=True),
        )


def _of_class(code: str) -> Callable[[ReportRow], str]:
    return lambda row: show_number(row.by_class.get(code, 0))


def _value(figure: ReportFigure, row: ReportRow) -> float | None:
    """The height of a point: a count, or per cent; None where there is nothing to take a share of."""
    part, whole = part_and_whole(figure, row)
    if figure not in _SHARES:
        return part
    return 100 * part / whole if whole else None


def _unit_bar(words: str, row: ReportRow, figure: ReportFigure) -> Bar:
    if figure is ReportFigure.CLASS:
        count = row.by_class.get(GRAVEST, 0)
        return Bar(words, count, f"{show_number(count)} · {percent(count, row.opened)}", risk_look(GRAVEST)[1])
    part, whole = part_and_whole(figure, row)
    said = percent(part, whole) if figure in _SHARES else show_number(part)
    return Bar(words, _value(figure, row) or 0, said)
