"""What the server refused: who wrote it, when, about whom, why, and the way to send it once more."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.sync.waiting import RejectedEvent
from ui.administration.beside import Beside
from ui.administration.states import States
from ui.bridge import Op
from ui.errors import ErrorWords, words_of
from ui.network.standing import entity_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.banner import Banner
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column, Table, TableModel, no_more


class RefusedPage(QWidget):
    """A list with one of its records opened beside it."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context = context
        self._zone = context.station.profile.time_zone
        self.rows: tuple[RejectedEvent, ...] = ()
        self.banner = Banner()
        self.states = States(lines=4)
        self._model: TableModel[RejectedEvent] = TableModel(self._columns(), no_more)
        self.table = Table(self._model, name=tr("network.refused_list"))
        self.table.opened.connect(self.open)
        self.beside = Beside(self.states, self.table.setFocus)
        self.beside.hide_beside(self.table, (2, 3))
        layout = column(self, gap=3, margin=3, sides=0)
        layout.addWidget(self.banner)
        self.states.full.addWidget(Text(tr("network.refused_about"), "muted", wrap=True))
        self.states.full.addWidget(self.table, 1)
        layout.addWidget(self.beside, 1)

    def _columns(self) -> tuple[Column[RejectedEvent], ...]:
        return (
            Column(tr("network.column_what"), lambda one: entity_words(one.entity)),
            Column(tr("network.column_whom"), lambda one: one.whose_name or tr("network.nobody"), stretch=True),
            Column(tr("network.column_author"), lambda one: one.by_name or tr("network.somebody")),
            Column(tr("network.column_written"), lambda one: show_instant(from_text(one.recorded_at), self._zone)),
            Column(tr("network.column_why"), lambda one: reason_of(one).title, stretch=True),
        )

    def refresh(self) -> None:
        """Read the list again."""
        if not self.rows:
            self.states.show_loading()
        sync, session = self._context.station.sync, self._context.session
        Op(self, partial(sync.rejected, session)).on_success(self._show).on_failure(self._wrong).start()

    def _show(self, rows: Sequence[RejectedEvent]) -> None:
        known = tuple(rows)
        if known != self.rows or self.states.state != "full":
            self.rows = known
            self._model.show_ids([one.event_id for one in known], known)
        if known:
            self.states.show_full()
        else:
            self.beside.shut()
            self.states.show_empty("check-circle", tr("network.refused_none"), tr("network.refused_none_step"))

    def _wrong(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.refresh)

    def open(self, event_id: str) -> None:
        """Show one beside the list."""
        one = next((each for each in self.rows if each.event_id == event_id), None)
        if one is not None:
            self.beside.open(entity_words(one.entity), RefusedPanel(self._context, one, self.send_again))

    def send_again(self, one: RejectedEvent) -> None:
        """Once more to the server; what it says stands above the list."""
        self.banner.hide()
        sync, session = self._context.station.sync, self._context.session
        Op(self, partial(sync.retry, session, one.event_id)).on_success(self._answered).on_failure(self._failed).start()

    def _answered(self, taken: bool) -> None:
        tone, words = ("success", "sent_again") if taken else ("warn", "sent_again_refused")
        self.banner.show_message(tone, tr(f"network.{words}"))
        self.beside.shut()
        self.refresh()

    def _failed(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)


class RefusedPanel(QWidget):
    """One refused record in full."""

    def __init__(self, context: UiContext, one: RejectedEvent, send_again: Callable[[RejectedEvent], object]) -> None:
        super().__init__()
        zone = context.station.profile.time_zone
        layout = column(self, gap=4)
        facts = (
            (tr("network.column_whom"), one.whose_name or ""),
            (tr("network.column_author"), one.by_name or tr("network.somebody")),
            (tr("network.column_written"), show_instant(from_text(one.recorded_at), zone)),
            (tr("network.refused_at"), show_instant(from_text(one.at), zone)),
        )
        layout.addWidget(KeyValues(facts))
        layout.addWidget(Text(tr("network.reason"), "label"))
        layout.addWidget(Text(reason_of(one).together, wrap=True))
        self.again = SecondaryButton(tr("network.send_again"), icon_name="refresh", on_press=lambda: send_again(one))
        layout.addWidget(Text(tr("network.send_again_about"), "small", wrap=True))
        buttons = row(gap=2)
        buttons.addWidget(self.again)
        if one.whose is not None and context.may(Action.FIND_PERSON):
            buttons.addWidget(
                QuietButton(tr("network.open_person"), on_press=partial(context.navigate, "reception", one.whose))
            )
        buttons.addStretch(1)
        layout.addLayout(buttons)
        layout.addStretch(1)


def reason_of(one: RejectedEvent) -> ErrorWords:
    """Why, as the texts of the errors say it."""
    return words_of(KnownError(one.code, **{name: str(value) for name, value in one.values.items()}))
