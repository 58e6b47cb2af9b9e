"""One woman to call: her number in large, why, and what came of it, noted with one press."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.prenatal.visits_service import Call, CallOutcome, NewCall
from app.security.roles import Action
from ui.administration.inline_form import InlineForm
from ui.bridge import Op
from ui.papers.identity import phone_words
from ui.pregnancy.calls.words import last_words, since_words, why_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import TextField


class CallPanel(QWidget):
    """`opened(pregnancy_id)` opens her record, `noted()` after the call was kept."""

    def __init__(
        self,
        context: UiContext,
        one: Call,
        today: date,
        *,
        opened: Callable[[str], object],
        noted: Callable[[], object],
    ) -> None:
        super().__init__()
        self._context, self._one, self._noted = context, one, noted
        layout = column(self, gap=3)
        phone = Text(phone_words(one.phone) or tr("calls.no_phone"), "title" if one.phone else "muted", wrap=True)
        phone.setObjectName("phone")
        phone.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout.addWidget(phone)
        layout.addWidget(Text(why_words(one), "strong", wrap=True))
        layout.addWidget(Text(since_words(one), "small", wrap=True))
        if one.last_call is not None:
            words = tr("calls.last", what=last_words(one, today), name=one.last_call.by)
            layout.addWidget(Text(words, "small", wrap=True))
            if one.last_call.note:
                layout.addWidget(Text(one.last_call.note, "small", wrap=True))
        self.outcome = ChoiceChips(
            [(kind, tr(f"prenatal.call_{kind.value}")) for kind in CallOutcome], name=tr("calls.called"), optional=False
        )
        self.day = DateField(today=today, earliest=today)
        self.day.setObjectName("comes_on")
        self.note = TextField()
        self.form = InlineForm(
            tr("calls.note_it"),
            self._hand_in,
            where={"prenatal.day_missing": "day", "prenatal.day_in_past": "day", "prenatal.text_too_long": "note"},
        )
        self.form.add("outcome", Field(tr("calls.called"), self.outcome))
        self.form.add("day", Field(tr("calls.comes_on"), self.day))
        self.form.add("note", Field(tr("calls.note"), self.note))
        self.form.fields["day"].hide()
        self.outcome.changed.connect(self._on_outcome)
        if context.may(Action.RECORD_OBSERVATION):
            layout.addWidget(self.form)
        else:
            self.form.hide()
        layout.addWidget(SecondaryButton(tr("calls.open"), on_press=partial(opened, one.pregnancy_id)))
        layout.addStretch(1)

    def choose(self, outcome: CallOutcome) -> None:
        """Choose what came of the call."""
        self.outcome.set_value(outcome)
        self._on_outcome(outcome)

    def _on_outcome(self, value: object) -> None:
        self.form.fields["day"].setVisible(value is CallOutcome.COMES)
        if value is CallOutcome.COMES:
            self.day.setFocus()

    def _hand_in(self) -> None:
        outcome = self.outcome.value()
        if not isinstance(outcome, CallOutcome):
            self.form.fields["outcome"].set_error(tr("calls.choose"))
            self.outcome.setFocus()
            return
        problem = self.day.problem() if outcome is CallOutcome.COMES else None
        if problem:
            self.form.fields["day"].set_error(problem)
            self.day.setFocus()
            return
        new = NewCall(outcome, self.day.day() if outcome is CallOutcome.COMES else None, self.note.value())
        station, session = self._context.station, self._context.session
        self.form.wait()
        call = partial(station.visits.note_call, session, self._one.pregnancy_id, new)
        Op(self, call).on_success(lambda _done: self._done(new)).on_failure(self.form.fail).start()

    def _done(self, new: NewCall) -> None:
        day = show_date(new.comes_on) if new.comes_on else ""
        key = "calls.noted_comes" if new.comes_on else "calls.noted"
        self._context.message("success", tr(key, name=self._one.shown_name, date=day))
        self._noted()
