"""The parts of the report: key figures, reasons, units and what was lacking, each chart beside its table."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.clinic.referral.published import published
from app.clinic.referral.statistics import Confirmation
from ui.reports.charts import Bar, BarChart
from ui.reports.referrals.reading import Figure, Group, share_words
from ui.reports.tiles import FigureCard, side_by_side
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.cards import Section
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column
from ui.widgets.table import Column, Table, TableModel, no_more
from ui.widgets.turning import Turning

_MOST_BARS = 10
_LEAST_CHART = 44
"""In steps of the grid: with less room the page is scrolled."""
_BAR = 7
"""A bar's share of that room, likewise."""
_LEAST_ROWS = 4
Cause = tuple[str, str, int]


class FiguresPage(QWidget):
    """The key figures, and how each is counted."""

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, gap=4, margin=3, sides=0)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self._line = column(gap=0)
        layout.addLayout(self._line)
        self._how = Section(tr("reports.how_title"))
        layout.addWidget(self._how)
        layout.addStretch(1)
        self.cards: list[FigureCard] = []

    def show_figures(self, figures: Sequence[Figure], *, answered: bool) -> None:
        """Show other figures; where nothing is `answered` it is said before anybody wonders."""
        self.banner.hide()
        if not answered:
            self.banner.show_message(
                "info", tr("referral_report.unanswered"), tr("referral_report.unanswered_next"), closable=False
            )
        clear(self._line)
        self.cards = [FigureCard(one.title, one.big, one.of, one.before, one.how) for one in figures]
        self._line.addWidget(side_by_side(self.cards))
        clear(self._how.body)
        for one in figures:
            self._how.body.addWidget(Text(f"{one.title}: {one.how}", "small", wrap=True))


class GroupsPage(QWidget):
    """Reasons or units: how many were confirmed, as bars and as a table; `compared`: beside the published figures."""

    def __init__(self, name: str, first_column: str, *, compared: bool) -> None:
        super().__init__()
        self.groups: tuple[Group, ...] = ()
        layout = column(self, gap=3, margin=3, sides=0)
        note = tr("referral_report.dashed", source=published().source) if compared else tr("referral_report.bars")
        layout.addWidget(Text(note, "small", wrap=True))
        self.model: TableModel[Group] = TableModel(_group_columns(first_column, compared=compared), no_more)
        self.table = Table(self.model, name=name)
        self.chart = BarChart(tr("reports.chart", name=name))
        # Above each other: beside a chart the table would have no room for all its columns.
        for part in (self.chart, self.table):
            layout.addWidget(part, 1)
        _give_room(self.chart, self.table)

    def show_groups(self, groups: Sequence[Group]) -> None:
        """Show other counts; only what was answered has a bar."""
        self.groups = tuple(groups)
        self.model.show_ids([one.code for one in groups], self.groups)
        answered = [one for one in groups if one.counts.answered][:_MOST_BARS]
        self.chart.setMinimumHeight(current_theme().gap(max(_LEAST_CHART, _BAR * len(answered))))
        self.chart.setVisible(bool(answered))
        self.chart.show_bars([Bar(one.label, one.part, _said(one), "accent", one.known_part) for one in answered])


class CausesPage(QWidget):
    """Why answers were inconclusive."""

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, gap=3, margin=3, sides=0)
        self.note = Text("", "small", wrap=True)
        layout.addWidget(self.note)
        columns = (
            Column[Cause](tr("referral_report.column_cause"), lambda one: one[1], stretch=True),
            Column[Cause](tr("referral_report.column_answers"), lambda one: show_number(one[2]), figures=True),
        )
        self.model: TableModel[Cause] = TableModel(columns, no_more)
        self.table = Table(self.model, name=tr("referral_report.tab_causes"))
        self.chart = BarChart(tr("reports.chart", name=tr("referral_report.tab_causes")))
        _give_room(self.chart, self.table)
        turning = Turning("record_room", gap=5, gap_below=3)
        turning.line.addWidget(self.chart, 4)
        turning.line.addWidget(self.table, 6)
        layout.addWidget(turning, 1)

    def show_causes(self, causes: Sequence[Cause]) -> None:
        """Show other counts."""
        self.note.setText(tr("referral_report.causes_how" if causes else "referral_report.no_causes"))
        self.model.show_ids([one[0] for one in causes], causes)
        self.chart.show_bars([Bar(words, count, show_number(count)) for _, words, count in causes])


def _said(one: Group) -> str:
    return share_words(one.counts.confirmed, one.counts)


def _give_room(chart: BarChart, table: Table) -> None:
    chart.setMinimumHeight(current_theme().gap(_LEAST_CHART))
    table.setMinimumHeight(current_theme().px("row") * _LEAST_ROWS)


def _group_columns(first: str, *, compared: bool) -> tuple[Column[Group], ...]:
    def part(of: Callable[[Confirmation], int]) -> Callable[[Group], str]:
        return lambda one: share_words(of(one.counts), one.counts)

    def number(of: Callable[[Confirmation], int]) -> Callable[[Group], str]:
        return lambda one: show_number(of(one.counts))

    columns = [
        Column[Group](first, lambda one: one.label, stretch=True),
        Column[Group](
            tr("referral_report.column_answered"), lambda one: show_number(one.counts.answered), figures=True
        ),
        Column[Group](tr("referral_report.column_confirmed"), part(lambda one: one.confirmed), figures=True),
        Column[Group](tr("referral_report.column_not_confirmed"), part(lambda one: one.not_confirmed), figures=True),
        Column[Group](tr("referral_report.column_inconclusive"), part(lambda one: one.inconclusive), figures=True),
        Column[Group](tr("referral_report.column_unanswered"), number(lambda one: one.unanswered), figures=True),
    ]
    if compared:
        columns.append(Column(tr("referral_report.column_published"), lambda one: one.known_words, figures=True))
    return tuple(columns)
