"""What is known of a person for messages and treatment, on her panel: read, changed in place, its history on demand."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.clinic.drafts import Draft
from app.reminders.attribute_service import HeldAttribute
from app.security.roles import Action
from ui.bridge import Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.reception.treatment_form import TreatmentForm, label_of, value_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import QuietButton
from ui.widgets.flow import FlowLayout
from ui.widgets.key_values import KeyValues
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column
from ui.widgets.mistake import Mistake

DRAFT: Final = "treatment"


class TreatmentPart(QWidget):
    """Only what is known is shown; the form opens in its place. `grew`: there is more to see than before; `remade`:
    its buttons were made anew."""

    grew = Signal()
    remade = Signal()

    def __init__(self, context: UiContext, person_id: str, today: date) -> None:
        super().__init__()
        self._context, self._person_id, self._today = context, person_id, today
        self._held: tuple[HeldAttribute, ...] = ()
        self.form: TreatmentForm | None = None
        self.edit: QuietButton | None = None
        self._history_shown = False
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("treatment.heading"), "strong"))
        self._body = column(gap=2)
        layout.addLayout(self._body)
        self.keeper = DraftKeeper(self, context, DRAFT, person_id, self._draft)
        self._kept: Mapping[str, Any] | None = None
        Op(self, self._read).on_success(self._show_read).on_failure(self._tell).start()

    def _read(self) -> tuple[Sequence[HeldAttribute], Draft | None]:
        """In a worker."""
        held = self._context.station.reminders.attributes.of_person(self._context.session, self._person_id)
        return held, self.keeper.get() if self._context.may(Action.CHANGE_PERSON) else None

    def _show_read(self, read: tuple[Sequence[HeldAttribute], Draft | None]) -> None:
        held, draft = read
        self._kept = draft.content if draft is not None else None
        self._show(held)

    def flush(self) -> None:
        """Keep now what is typed."""
        self.keeper.flush()

    def keeps_draft(self) -> bool:
        """Whether something is typed that is not saved."""
        return self.form is not None and self.form.is_changed()

    def _draft(self) -> dict[str, Any] | None:
        return self.form.draft() if self.form is not None and self.form.is_changed() else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form is not None:
            self._close_form()
        else:
            super().keyPressEvent(event)

    def open_form(self) -> None:
        """Change what is known."""
        clear(self._body)
        station = self._context.station
        self.form = TreatmentForm(
            self._held, station.clock.now(), self._today, station.profile.time_zone, self._save, self._close_form
        )
        self._body.addWidget(self.form)
        if self._kept is not None:
            self.form.show_draft(self._kept)
        self.form.edited.connect(self.keeper.touch)
        self.form.setFocus()
        self.grew.emit()

    def show_history(self) -> None:
        """Everything that was ever said, or no longer."""
        self._history_shown = not self._history_shown
        if not self._history_shown:
            clear(self._history)
            return
        attributes = self._context.station.reminders.attributes
        Op(self, partial(attributes.history, self._context.session, self._person_id)).on_success(
            self._list_history
        ).on_failure(self._tell).start()

    def _show(self, held: Sequence[HeldAttribute]) -> None:
        self._held = tuple(held)
        self.form = self.edit = None
        self._history_shown = False
        clear(self._body)
        now = self._context.station.clock.now()
        known = [(label_of(one.attribute), value_words(one, now)) for one in held if one.value is not None]
        if known:
            self._body.addWidget(KeyValues(known))
        else:
            self._body.addWidget(Text(tr("treatment.nothing"), "muted", wrap=True))
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=2)
        if self._context.may(Action.CHANGE_PERSON):
            words = tr("treatment.go_on" if self._kept else "treatment.change" if known else "treatment.note")
            self.edit = QuietButton(words, icon_name="pencil", on_press=self.open_form)
            self.edit.setObjectName("change_treatment")
            flow.addWidget(self.edit)
        if any(one.at is not None for one in held):
            history = QuietButton(tr("treatment.history"), icon_name="history", on_press=self.show_history)
            flow.addWidget(history)
        self._body.addWidget(deeds)
        self._history = column(gap=1)
        self._body.addLayout(self._history)
        self.remade.emit()

    def _list_history(self, held: Sequence[HeldAttribute]) -> None:
        if self.form is not None or not self._history_shown:
            return
        clear(self._history)
        now, zone = self._context.station.clock.now(), self._context.station.profile.time_zone
        for one in held:
            value = value_words(one, now) or tr("treatment.taken_away")
            self._history.addWidget(Text(f"{label_of(one.attribute)}: {value}", wrap=True))
            signed = f"{show_instant(one.at, zone)} · {one.by}" if one.at is not None else one.by
            self._history.addWidget(Text(signed, "small", wrap=True))
        self.grew.emit()

    def _save(self, values: Mapping[str, object | None]) -> None:
        form = self.form
        assert form is not None
        if not values:
            self._close_form()
            return
        attributes = self._context.station.reminders.attributes
        call = partial(attributes.set, self._context.session, self._person_id, values)
        Op(self, call).on_success(self._saved).on_failure(form.fail).start()

    def _saved(self, held: Sequence[HeldAttribute]) -> None:
        self._forget()
        self._show(held)
        self._context.message("success", tr("treatment.saved"))
        self._focus_edit()

    def _forget(self) -> None:
        self._kept = None
        self.keeper.drop()
        self.keeper.restart()

    def _close_form(self) -> None:
        """Everything stays as it is known."""
        self._forget()
        self._show(self._held)
        self._focus_edit()

    def _focus_edit(self) -> None:
        if self.edit is not None:
            self.edit.setFocus()

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        clear(self._body)
        self.form = self.edit = None
        self._body.addWidget(Mistake(words.together))
