"""What this station carries for others, and the receipts to give back."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.sync.bundles.courier import Carried
from ui.bridge import Op
from ui.network.stick_words import carried_sender, carried_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant, show_number
from ui.theme import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.cards import Section
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel, no_more

_MOST_LINES = 6


class CarriedList(QWidget):
    """`hand_back` is called by the button; it can be pressed once a folder is chosen and a receipt is there."""

    def __init__(self, context: UiContext, hand_back: Callable[[], object]) -> None:
        super().__init__()
        self._context = context
        self._zone = context.station.profile.time_zone
        self.rows: tuple[Carried, ...] = ()
        self.button = SecondaryButton(tr("network.stick_hand_back"), icon_name="undo", on_press=hand_back)
        self.none = Text(tr("network.stick_carried_none"), "muted", wrap=True)
        self._model: TableModel[Carried] = TableModel(self._columns(), no_more)
        self.table = Table(self._model, name=tr("network.stick_carried"))
        self.table.hide()
        section = Section(tr("network.stick_carried"), ruled=True)
        section.add_action(self.button)
        section.body.addWidget(self.none)
        section.body.addWidget(self.table)
        column(self, gap=0).addWidget(section)
        self.offer(None)

    def _columns(self) -> tuple[Column[Carried], ...]:
        return (
            Column(tr("network.stick_column_what"), carried_sender),
            Column(tr("network.carried_taken"), lambda one: show_instant(one.taken_at, self._zone)),
            Column(tr("network.stick_column_count"), lambda one: show_number(one.events), figures=True),
            Column(tr("network.carried_state"), lambda one: carried_words(one, self._zone), stretch=True),
        )

    def refresh(self) -> None:
        """Read it again; what goes wrong is told by the stick's own list."""
        bundles, session = self._context.station.bundles, self._context.session
        Op(self, partial(bundles.carried, session)).on_success(self._show).on_failure(lambda _error: None).start()

    def _show(self, rows: Sequence[Carried]) -> None:
        self.rows = tuple(rows)
        self._model.show_ids([one.bundle_id for one in self.rows], self.rows)
        self.table.setVisible(bool(self.rows))
        self.none.setVisible(not self.rows)
        lines = min(len(self.rows), _MOST_LINES) + 1
        self.table.setFixedHeight(current_theme().px("row") * lines + current_theme().gap(2))
        self.offer(self._folder)

    def offer(self, folder: Path | None) -> None:
        """Where the receipts would go."""
        self._folder = folder
        waiting = any(one.has_receipt and one.handed_at is None for one in self.rows)
        self.button.setEnabled(folder is not None and waiting)
