"""How loud the ward is: the key figures, the beds as bars, every condition in a table."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.ward.fatigue.model import ConditionLoad, WardLoad
from ui.reports.tiles import FigureCard, side_by_side
from ui.texts import tr
from ui.texts.formats import show_number
from ui.theme import current_theme
from ui.ward.fatigue.bars import BedBars
from ui.ward.fatigue.words import condition_words, lasted_words, per_day_words, published_words, share_words
from ui.widgets.cards import Section
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column
from ui.widgets.table import Column, Table, TableModel, no_more

_MOST_LINES = 14
_MINOR = (2, 4, 7)
_ROOM_FOR_ALL = 230
"""In steps of the grid: a table narrower than this leaves its minor columns to the paper."""


class LoadView(QWidget):
    """`show_load` shows other counts; nothing here can be changed."""

    def __init__(self) -> None:
        super().__init__()
        content = QWidget()
        layout = column(content, gap=5)
        self._figures = column(gap=0)
        layout.addLayout(self._figures)
        self.elsewhere = Text(published_words(), "muted", wrap=True)
        layout.addWidget(self.elsewhere)
        beds = Section(tr("ward_fatigue.by_bed"), tr("ward_fatigue.by_bed_about"))
        self.bars = BedBars()
        beds.body.addWidget(self.bars)
        layout.addWidget(beds)
        conditions = Section(tr("ward_fatigue.by_condition"), tr("ward_fatigue.by_condition_about"))
        self._model: TableModel[ConditionLoad] = TableModel(_columns(), no_more)
        self.table = Table(self._model, name=tr("ward_fatigue.by_condition"))
        conditions.body.addWidget(self.table)
        layout.addWidget(conditions)
        layout.addWidget(Text(tr("ward_fatigue.only_counts"), "muted", wrap=True))
        layout.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content, width=None))

    def show_load(self, load: WardLoad) -> None:
        """Show these counts."""
        clear(self._figures)
        self._figures.addWidget(side_by_side(_cards(load)))
        self.bars.show_beds(load.beds)
        self._model.show_ids([one.code for one in load.conditions], load.conditions)
        lines = min(len(load.conditions), _MOST_LINES)
        header = self.table.horizontalHeader().sizeHint().height()
        self.table.setFixedHeight(header + lines * current_theme().px("row") + current_theme().gap(4))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for number in _MINOR:
            self.table.setColumnHidden(number, self.width() < current_theme().gap(_ROOM_FOR_ALL))

    def words_at(self, line: int) -> list[str]:
        """What a line of the table says."""
        return [str(self._model.index(line, number).data()) for number in range(self._model.columnCount())]


def _cards(load: WardLoad) -> list[FigureCard]:
    days = tr("ward_fatigue.of_days", days=show_number(load.days, 1), beds=show_number(len(load.beds)))
    of_all = tr("ward_fatigue.of_alarms", count=show_number(load.began))
    return [
        FigureCard(tr("ward_fatigue.audible_per_day"), per_day_words(load.audible_per_day), days, "", ""),
        FigureCard(
            tr("ward_fatigue.alarms"),
            show_number(load.began),
            tr("ward_fatigue.audible_of", count=show_number(load.audible)),
            "",
            "",
        ),
        FigureCard(tr("ward_fatigue.repeats"), share_words(load.repeats, load.began), of_all, "", ""),
        FigureCard(tr("ward_fatigue.seen_soon"), share_words(load.seen_soon, load.began), of_all, "", ""),
    ]


def _columns() -> tuple[Column[ConditionLoad], ...]:
    return (
        Column(tr("ward_fatigue.column_condition"), condition_words, stretch=True),
        Column(tr("ward_fatigue.column_priority"), lambda one: tr(f"ward_alarms.priority_{one.priority.name.lower()}")),
        Column(tr("ward_fatigue.column_beds"), lambda one: show_number(one.beds), figures=True),
        Column(tr("ward_fatigue.column_began"), lambda one: show_number(one.began), figures=True),
        Column(tr("ward_fatigue.column_audible"), lambda one: show_number(one.audible), figures=True),
        Column(tr("ward_fatigue.column_repeats"), lambda one: show_number(one.repeats), figures=True),
        Column(tr("ward_fatigue.column_seen_soon"), lambda one: share_words(one.seen_soon, one.began), figures=True),
        Column(tr("ward_fatigue.column_typical"), lambda one: lasted_words(one.typical), figures=True),
    )
