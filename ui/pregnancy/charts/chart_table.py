"""Every value of the charts as a table: for whoever does not see a picture, or wants the figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.clinic.prenatal.series import ChartSeries, Line, SeriesPoint
from ui.administration.grouped_table import GroupedTable
from ui.pregnancy.charts.words import age_of, line_words, number_words, says_words, title_words
from ui.pregnancy.exams.words import unit_words
from ui.pregnancy.words import gestational_words
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.table import Column


@dataclass(frozen=True)
class TableLine:
    """One value of one chart."""

    series: ChartSeries
    line: Line
    point: SeriesPoint


class ChartTable(GroupedTable[TableLine]):
    """The newest value of each chart first."""

    def __init__(self) -> None:
        columns = (
            Column[TableLine](tr("charts.column_day"), lambda one: show_date(one.point.day)),
            Column[TableLine](tr("charts.column_age"), lambda one: gestational_words(age_of(one.point))),
            Column[TableLine](tr("charts.column_value"), _value),
            Column[TableLine](tr("charts.column_says"), _says, stretch=True),
        )
        super().__init__(columns, name=tr("charts.table"))

    def show_charts(self, charts: Iterable[ChartSeries]) -> int:
        """Show them; tells how many values there are."""
        groups = []
        for one in charts:
            lines = [TableLine(one, line, point) for line in one.lines for point in line.points]
            groups.append((title_words(one), sorted(lines, key=lambda each: each.point.weeks, reverse=True)))
        return self.show_groups(groups)


def _value(one: TableLine) -> str:
    value = f"{number_words(one.line.code, one.point.value)} {unit_words(one.series.unit)}".rstrip()
    return f"{line_words(one.line.code)} {value}"


def _says(one: TableLine) -> str:
    return says_words(one.point)
