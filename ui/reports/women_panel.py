"""The women behind a figure, beside the report; Enter opens the record of the one under the cursor."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from app.clinic.dating import gestational_age
from app.clinic.reports.model import BehindFilter, ReportFigure, ReportRow, WomanBehind, WomenBehind
from app.kernel.clock import local_date
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.reports.reading import FAMILIES, behind_count, how_counted
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_date, show_number
from ui.widgets.badges import risk_look
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.shapes import SIGNS
from ui.widgets.table import Column, Table, TableModel, no_more


class WomenPanel(QWidget):
    """`row`: the counts of what is shown, for the words of the choice between those who count and those who do not."""

    def __init__(
        self, context: UiContext, behind: BehindFilter, row: ReportRow, now: datetime, opened: Callable[[str], object]
    ) -> None:
        super().__init__()
        self._context = context
        self._behind = behind
        self._latest = Latest(self)
        self._today = local_date(now, context.station.profile.time_zone)
        self.women: tuple[WomanBehind, ...] = ()
        layout = column(self, gap=3)
        layout.addWidget(Text(how_counted(behind.figure), "small", wrap=True))
        self.family: ChoiceChips | None = None
        if behind.figure in FAMILIES:
            self.family = ChoiceChips(
                [(one, _family_words(one, row)) for one in FAMILIES[behind.figure]],
                name=tr("reports.which_women"),
                optional=False,
            )
            self.family.set_value(behind.figure)
            self.family.changed.connect(self._choose)
            layout.addWidget(self.family)
        self.states = States(lines=6)
        self.model: TableModel[WomanBehind] = TableModel(self._columns(), no_more)
        self.table = Table(self.model, name=tr("reports.women"))
        self.table.opened.connect(lambda pregnancy_id: opened(str(pregnancy_id)))
        self.states.full.addWidget(self.table)
        self.count = Text("", "small", wrap=True)
        layout.addWidget(self.states, 1)
        layout.addWidget(self.count)
        self.read()

    def read(self) -> None:
        """Ask who they are; the audit trail keeps that it was asked."""
        self.states.show_loading()
        self.count.setText("")
        reports, session, behind = self._context.station.reports, self._context.session, self._behind
        self._latest.ask(lambda: reports.women_behind(session, behind), self._show, self._tell)

    def _choose(self, figure: object) -> None:
        self._behind = BehindFilter(
            self._behind.wanted, ReportFigure(str(figure)), self._behind.code, self._behind.group
        )
        self.read()

    def _show(self, found: WomenBehind) -> None:
        self.women = found.rows
        self.model.show_ids([one.pregnancy_id for one in found.rows], found.rows)
        if not found.rows:
            self.states.show_empty("users", tr("reports.no_women"))
            return
        self.states.show_full()
        words = tr_count("reports.women_count", found.total)
        if found.total > len(found.rows):
            words = tr("reports.women_first", shown=show_number(len(found.rows)), total=show_number(found.total))
        self.count.setText(f"{words} {tr('reports.women_keys')}")
        self.table.selectRow(0)
        self.table.setFocus()

    def _tell(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.read)

    def _columns(self) -> tuple[Column[WomanBehind], ...]:
        return (
            Column(tr("reports.column_name"), _name_words, stretch=True),
            Column(tr("reports.column_age"), lambda one: _age_words(one, self._today)),
        )


def _family_words(figure: ReportFigure, row: ReportRow) -> str:
    return f"{tr(f'reports.chip_{figure.value}')}  {show_number(behind_count(figure, row))}"


def _name_words(woman: WomanBehind) -> str:
    """The shape of her class, and her name."""
    return f"{SIGNS[risk_look(woman.class_code)[2]]} {woman.shown_name}"


def _age_words(woman: WomanBehind, today: date) -> str:
    """Gestational age of a current pregnancy; of one that is over, the day on which its care began."""
    age = gestational_age(woman.lmp, today) if woman.current and woman.lmp else None
    if age is None:
        return show_date(woman.opened)
    return tr("reports.weeks_days", weeks=age.weeks, days=age.days)
