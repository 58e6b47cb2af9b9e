"""The women to call today: whose visit is late or due, since when, her number, and what came of the last call."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.planner import VisitStatus
from app.clinic.prenatal.visits_service import Call
from app.kernel.clock import local_date
from app.security.roles import Action
from ui.administration.beside import Beside
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.exports.exporting import list_export
from ui.papers.day_list import DayList, day_list_paper, read_day_list
from ui.papers.identity import phone_words
from ui.papers.preview import PaperPreview
from ui.pregnancy.calls.panel import CallPanel
from ui.pregnancy.calls.words import ago_words, last_words, short_why_words, sorted_for_calling
from ui.pregnancy.words import gestational_words
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column, Table, TableModel

_GIVE_WAY: Final = ((240, (3, 5)), (190, (4,)))
"""Narrower than so many steps of the grid these columns step back: planned age and last call, then the phone."""


class CallModel(TableModel[Call]):
    """Who needs no call today stands back; who is late stands out by its words, not by colour alone."""

    def __init__(self, today: date) -> None:
        columns: tuple[Column[Call], ...] = (
            Column(tr("calls.column_name"), lambda one: one.shown_name, stretch=True),
            Column(tr("calls.column_why"), short_why_words),
            Column(tr("calls.column_since"), ago_words),
            Column(tr("calls.column_age"), lambda one: gestational_words(one.age)),
            Column(tr("calls.column_phone"), lambda one: phone_words(one.phone) or tr("calls.no_phone_short")),
            Column(tr("calls.column_last"), lambda one: last_words(one, today)),
        )
        self._today = today
        super().__init__(columns, lambda _ids: ())

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self.row_at(index.row()) if index.isValid() else None
        if one is not None and role == Qt.ItemDataRole.ForegroundRole:
            if one.is_settled(self._today):
                return current_theme().color("text_muted")
            if index.column() == 1 and one.visit.status is VisitStatus.OVERDUE:
                return current_theme().color("error")
        return super().data(index, role)


class CallTable(Table):
    """In short room what the panel tells as well steps back, so that the name stands whole."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for room, numbers in _GIVE_WAY:
            narrow = self.width() < current_theme().gap(room)
            for number in numbers:
                if self.isColumnHidden(number) != narrow:
                    self.setColumnHidden(number, narrow)


class CallsPage(QWidget):
    """`opened` carries a pregnancy, `covered` a paper to lay over the place (None: take it away)."""

    opened = Signal(str)
    covered = Signal(object)

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._latest = Latest(self)
        station = context.station
        self._today = local_date(station.clock.now(), station.profile.time_zone)
        self._found: dict[str, Call] = {}
        self.banner = Banner()
        self.count = Text("", "heading", wrap=True)
        self.print_button = SecondaryButton(tr("calls.print"), icon_name="printer", on_press=self.print_list)
        self.print_button.setVisible(False)
        self.exporting = list_export(context, "calls")
        self.model = CallModel(self._today)
        self.table = CallTable(self.model, name=tr("calls.table"))
        self.model.setParent(self.table)
        self.states = States(lines=8)
        self._build()

    def refresh(self) -> None:
        """Read who is to be called."""
        if not self.model.rowCount():
            self.states.show_loading()
        visits, session = self._context.station.visits, self._context.session
        read = partial(visits.to_call, session, also_due=True)
        self._latest.ask(read, self._show, lambda error: self.states.show_wrong(words_of(error).together, self.refresh))

    def step_back(self) -> bool:
        """Out of the panel; False where nothing is open."""
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def first_focus(self) -> QWidget:
        """The table."""
        return self.table

    def print_list(self) -> None:
        """The paper of the day: who came, who is expected, who is to be called."""
        if not self._context.may(Action.PRINT_RECORD):
            return

        def show(day: DayList) -> None:
            close = partial(self.covered.emit, None)
            self.covered.emit(PaperPreview(self._context, day_list_paper(day), on_close=close))

        Op(self, read_day_list(self._context)).on_success(show).on_failure(self._tell).start()

    def _build(self) -> None:
        content = QWidget()
        layout = column(content, gap=3)
        head = row(gap=3)
        head.addWidget(self.count, 1)
        head.addWidget(self.exporting.button)
        head.addWidget(self.print_button)
        layout.addLayout(head)
        layout.addWidget(self.exporting)
        layout.addWidget(self.table, 1)
        self.beside = Beside(content, self.table.setFocus)
        self.states.full.addWidget(self.beside)
        outer = column(self, gap=3, margin=5)
        outer.addWidget(self.banner)
        outer.addWidget(self.states, 1)
        self.table.opened.connect(lambda row_id: self.open(str(row_id or "")))

    def open(self, pregnancy_id: str) -> None:
        """Show one woman beside the list."""
        one = self._found.get(pregnancy_id)
        if one is None:
            return
        panel = CallPanel(self._context, one, self._today, opened=self.opened.emit, noted=self._noted)
        self.beside.open(one.shown_name, panel)
        panel.outcome.setFocus()

    def _noted(self) -> None:
        self.beside.shut()
        self.refresh()
        self.table.setFocus()

    def _show(self, found: tuple[Call, ...]) -> None:
        rows: Sequence[Call] = sorted_for_calling(found, self._today)
        self._found = {one.pregnancy_id: one for one in rows}
        self.model.show_ids([one.pregnancy_id for one in rows], rows)
        open_ = [one for one in rows if not one.is_settled(self._today)]
        late = sum(one.visit.status is VisitStatus.OVERDUE for one in open_)
        on_time = tr_count("calls.on_time", len(open_) - late)
        self.count.setText(f"{tr_count('calls.late', late)} · {on_time}")
        self.print_button.setVisible(self._context.may(Action.PRINT_RECORD))
        if rows:
            self.states.show_full()
        else:
            self.states.show_empty("check-circle", tr("calls.empty"), tr("calls.empty_next"))

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)
