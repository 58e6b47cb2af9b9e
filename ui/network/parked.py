"""What came from other stations and cannot be shown yet, and what it waits for."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.sync.waiting import ParkedEvent
from ui.administration.states import States
from ui.bridge import Op
from ui.errors import words_of
from ui.network.standing import entity_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel, no_more


def _why(one: ParkedEvent) -> str:
    words = tr(f"sync.waits_{one.waits_for.value}")
    # Other reasons have values that are told to the station that wrote it.
    if one.code is None or not one.code.startswith("bundle."):
        return words
    return f"{words}. {words_of(KnownError(one.code)).title}"


class ParkedPage(QWidget):
    """A list to read; nothing can be done here, and it says so."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._zone = context.station.profile.time_zone
        self.rows: tuple[ParkedEvent, ...] = ()
        self.states = States(lines=4)
        self._model: TableModel[ParkedEvent] = TableModel(self._columns(), no_more)
        self.table = Table(self._model, name=tr("network.parked_list"))
        column(self, gap=3, margin=3, sides=0).addWidget(self.states, 1)
        self.states.full.addWidget(Text(tr("network.parked_about"), "muted", wrap=True))
        self.states.full.addWidget(self.table, 1)

    def _columns(self) -> tuple[Column[ParkedEvent], ...]:
        return (
            Column(tr("network.column_what"), lambda one: entity_words(one.entity)),
            Column(tr("network.column_whom"), lambda one: one.whose_name or tr("network.nobody"), width="field_medium"),
            Column(tr("network.column_author"), lambda one: one.by_name or tr("network.elsewhere")),
            Column(tr("network.column_written"), lambda one: show_instant(from_text(one.recorded_at), self._zone)),
            Column(tr("network.column_why"), _why, stretch=True),
        )

    def refresh(self) -> None:
        """Read the list again."""
        if not self.rows:
            self.states.show_loading()
        sync, session = self._context.station.sync, self._context.session
        Op(self, partial(sync.parked, session)).on_success(self._show).on_failure(self._wrong).start()

    def _show(self, rows: Sequence[ParkedEvent]) -> None:
        known = tuple(rows)
        if known != self.rows or self.states.state != "full":
            self.rows = known
            self._model.show_ids([str(one.number) for one in known], known)
        if known:
            self.states.show_full()
        else:
            self.states.show_empty("check-circle", tr("network.parked_none"), tr("network.parked_none_step"))

    def _wrong(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.refresh)
