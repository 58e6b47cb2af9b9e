"""A person's allergies where they are asked and noted: what holds, the buttons, the form in its place, the history."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.clinic.allergies.model import Allergy, AllergyList, Certainty, ListState, NewAllergy, NoneKnown
from app.security.roles import Action
from ui.allergies.form import AllergyForm, OffForm
from ui.allergies.words import capital, detail_words, short_words, state_words
from ui.bridge import Latest, Op
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_date, show_instant
from ui.widgets.badges import Badge
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column
from ui.widgets.mistake import Mistake


class AllergyPart(QWidget):
    """`changed` carries the list whenever it is shown anew, `written` tells that something was stored; `grew`: there is
    more to see than before."""

    changed = Signal(object)
    written = Signal()
    grew = Signal()

    def __init__(self, context: UiContext, person_id: str) -> None:
        super().__init__()
        self._context, self._person_id = context, person_id
        self._latest = Latest(self)
        self._may = context.may(Action.RECORD_OBSERVATION)
        self.known = AllergyList()
        self.form: AllergyForm | OffForm | None = None
        self.add_button: SecondaryButton | None = None
        self.none_button: QuietButton | None = None
        self._history_shown = False
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("allergies.heading"), "strong"))
        self._body = column(gap=2)
        layout.addLayout(self._body)

    def read(self) -> None:
        """Read the list."""
        allergies, session, whose = self._context.station.allergies, self._context.session, self._person_id
        self._latest.ask(lambda: allergies.of_person(session, whose), self.show_list, self._tell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.form is not None:
            self.close_form()
        else:
            super().keyPressEvent(event)

    def show_list(self, known: AllergyList) -> None:
        """Show this list; an open form is left."""
        self.known = known
        self.form = None
        clear(self._body)
        if known.state is ListState.SOME:
            for one in known.entries:
                self._body.addWidget(self._entry(one))
        else:
            self._body.addWidget(Text(capital(state_words(known)), "body", wrap=True))
        if known.state is ListState.NOT_ASKED and self._may:
            self._body.addWidget(Text(tr("allergies.ask_first"), "muted", wrap=True))
        self._body.addWidget(self._deeds())
        self._history = column(gap=1)
        self._body.addLayout(self._history)
        if self._history_shown:
            self._fill_history()
        self.changed.emit(known)

    def open_form(self, wrong: Allergy | None = None) -> None:
        """Note one, or correct one."""
        save = self._add if wrong is None else partial(self._correct, wrong)
        self._put_form(AllergyForm(save, self.close_form, wrong))

    def open_off(self, one: Allergy) -> None:
        """Take one off the list."""
        self._put_form(OffForm(partial(self._take_off, one), self.close_form), short_words(one.told))

    def say_none(self) -> None:
        """Asked, and none is known."""
        allergies, session = self._context.station.allergies, self._context.session
        self._write(lambda: allergies.none_known(session, self._person_id), "allergies.saved_none")

    def close_form(self) -> bool:
        """Give up what is being written; False where nothing was open."""
        was_open = self.form is not None
        self.show_list(self.known)
        self._focus()
        return was_open

    def toggle_history(self) -> None:
        """Everything that was ever written, or no longer."""
        self._history_shown = not self._history_shown
        clear(self._history)
        if self._history_shown:
            self._fill_history()
            self.grew.emit()

    def _put_form(self, form: AllergyForm | OffForm, about: str = "") -> None:
        clear(self._body)
        self.form = form
        if about:
            self._body.addWidget(Text(about, "body", wrap=True))
        self._body.addWidget(form)
        # Now, and not with the next events: Tab is put in order among what is shown.
        form.show()
        form.first_focus().setFocus()
        self.grew.emit()

    def _entry(self, one: Allergy) -> QWidget:
        part = QWidget()
        body = column(part, gap=0)
        body.addWidget(Text(short_words(one.told), "heading", wrap=True))
        body.addWidget(Text(detail_words(one.told), "small", wrap=True))
        zone = self._context.station.profile.time_zone
        body.addWidget(Text(f"{show_instant(one.at, zone)} · {one.by}", "small", wrap=True))
        if one.disputed:
            body.addWidget(Badge(tr("allergies.disputed"), "warn", "diamond"), 0, Qt.AlignmentFlag.AlignLeft)
        elif self._may:
            deeds = QWidget()
            flow = FlowLayout(deeds, gap=2)
            for name, call in (("correct", self.open_form), ("take_off", self.open_off)):
                button = QuietButton(tr(f"allergies.{name}"), on_press=partial(call, one))
                button.setAccessibleName(tr(f"allergies.{name}_spoken", substance=one.told.substance))
                button.setObjectName(f"{name}_allergy")
                flow.addWidget(button)
            body.addWidget(deeds)
        return part

    def _deeds(self) -> QWidget:
        deeds = QWidget()
        flow = FlowLayout(deeds, gap=2)
        self.add_button = self.none_button = None
        if self._may:
            self.add_button = SecondaryButton(tr("allergies.add"), icon_name="plus", on_press=self.open_form)
            self.add_button.setObjectName("add_allergy")
            flow.addWidget(self.add_button)
        if self._may and self.known.state is not ListState.SOME:
            asked = self.known.state is ListState.NONE_KNOWN
            words = tr("allergies.ask_again" if asked else "allergies.none_button")
            self.none_button = QuietButton(words, icon_name="check", on_press=self.say_none)
            self.none_button.setObjectName("no_allergy_known")
            flow.addWidget(self.none_button)
        if self.known.past or self.known.asked_before:
            flow.addWidget(QuietButton(tr("allergies.history"), icon_name="history", on_press=self.toggle_history))
        return deeds

    def _fill_history(self) -> None:
        zone = self._context.station.profile.time_zone
        found: list[Allergy | NoneKnown] = [*self.known.past, *self.known.asked_before]
        for one in sorted(found, key=lambda each: each.at, reverse=True):
            signed = f"{show_instant(one.at, zone)} · {one.by}"
            if isinstance(one, Allergy):
                words = f"{short_words(one.told)} · {detail_words(one.told)}"
                signed = f"{signed} · {one.reason}" if one.reason else signed
            else:
                words = tr("allergies.asked_none", date=show_date(one.on))
            self._history.addWidget(Text(words, wrap=True))
            self._history.addWidget(Text(signed, "small", wrap=True))

    def _add(self, new: NewAllergy, _reason: str) -> None:
        allergies, session = self._context.station.allergies, self._context.session
        self._write(lambda: allergies.add(session, self._person_id, new), "allergies.saved")

    def _correct(self, wrong: Allergy, new: NewAllergy, reason: str) -> None:
        allergies, session = self._context.station.allergies, self._context.session
        self._write(lambda: allergies.correct(session, wrong.id, self._person_id, new, reason), "allergies.saved")

    def _take_off(self, one: Allergy, certainty: Certainty, reason: str) -> None:
        allergies, session = self._context.station.allergies, self._context.session
        call = partial(allergies.take_off, session, one.id, self._person_id, certainty, reason)
        self._write(call, "allergies.saved_off")

    def _write(self, call: Callable[[], AllergyList], said: str) -> None:
        form = self.form
        refused = form.fail if form is not None else self._tell
        Op(self, call).on_success(partial(self._written, said)).on_failure(refused).start()

    def _written(self, said: str, known: AllergyList) -> None:
        self.show_list(known)
        self._context.message("success", tr(said))
        self.written.emit()
        self._focus()

    def _focus(self) -> None:
        if self.add_button is not None:
            self.add_button.setFocus()

    def _tell(self, error: Exception) -> None:
        clear(self._body)
        self.form = self.add_button = self.none_button = None
        self._body.addWidget(Mistake(words_of(error).together))
        self._body.addWidget(QuietButton(tr("common.try_again"), icon_name="refresh", on_press=self.read))
