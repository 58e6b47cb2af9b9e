"""Admitting by bracelet: the reader types the code and presses Enter, one more Enter puts the person into the bed."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from app.ward.alarms.limits import AgeClass
from app.ward.beds.model import BedView, FoundPerson, Occupant
from ui.spoken.announcer import say_at_once
from ui.texts import tr
from ui.texts.formats import show_date, show_instant
from ui.ward.beds.form import BedForm
from ui.ward.beds.host import BedsHost
from ui.ward.beds.words import who_words
from ui.widgets.buttons import QuietButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.text_fields import TextField

_READER_MS = 120
"""Between two keys of a reader at most; a person needs longer for the second."""
_WHERE = {
    "ward.identifier": "identifier",
    "ward.bed_text": "identifier",
    "ward.person": "identifier",
    "ward.bed_occupied": "bed",
    "ward.bed_not_found": "bed",
}


class WhoIsIt(QWidget):
    """Whom the records know by a code: the name large, the birth below it; or that nobody is known."""

    def __init__(self) -> None:
        super().__init__()
        layout = column(self, gap=1)
        self.name = Text("", "title", wrap=True)
        self.more = Text("", wrap=True)
        layout.addWidget(self.name)
        layout.addWidget(self.more)
        self.hide()

    def show_found(self, found: FoundPerson | None) -> None:
        """What the records answered."""
        if found is None:
            self.name.setText(tr("ward_beds.unknown"))
            self.more.setText(tr("ward_beds.unknown_next"))
        else:
            self.name.setText(found.name)
            born = tr("ward_beds.born", day=show_date(found.birth)) if found.birth is not None else ""
            lies = tr("ward_beds.lies_already", bed=found.bed) if found.bed else ""
            self.more.setText(" · ".join(part for part in (born, lies) if part))
        self.show()

    def words(self) -> str:
        """What is shown, as one text."""
        return ". ".join(part.text().rstrip(".") for part in (self.name, self.more) if part.text())


class AdmitForm(BedForm):
    """Code, then who it is with bed and age class. `chosen`: the bed that is offered first.

    `wrong`: who was admitted by mistake; then the bed is fixed and that admission is corrected.
    """

    def __init__(
        self,
        host: BedsHost,
        chosen: str,
        *,
        wrong: BedView | None = None,
        on_cancel: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(tr("ward_beds.look_up"), self._submit, on_cancel=on_cancel, where=_WHERE)
        self._host, self._wrong = host, wrong
        self._asked: str | None = None
        self._typed = ""
        self._pause = QTimer(self, singleShot=True, interval=_READER_MS)
        self._pause.timeout.connect(self._take_typed)
        if wrong is not None and wrong.occupant is not None:
            told = tr("ward_beds.correct_about", name=who_words(wrong.occupant))
            self.body.addWidget(Text(told, "muted", wrap=True))
        self.identifier = TextField(name=tr("ward_beds.identifier"))
        self.add("identifier", Field(tr("ward_beds.identifier"), self.identifier, hint=tr("ward_beds.identifier_hint")))
        self.nobody = QuietButton(tr("ward_beds.no_identifier"), on_press=self._without_identifier)
        self.body.addWidget(self.nobody, 0, Qt.AlignmentFlag.AlignLeft)
        self.who = WhoIsIt()
        self.body.addWidget(self.who)
        self.age = ChoiceChips([(age, tr(f"ward_alarms.age_{age.value}")) for age in AgeClass], optional=False)
        self.add("age", Field(tr("ward_beds.age_class"), self.age, hint=tr("ward_beds.age_class_hint")))
        self.bed = Dropdown([(one.bed, one.label) for one in self._offered()])
        self.bed.set_value(wrong.bed if wrong is not None else chosen)
        self.add("bed", Field(tr("ward_beds.column_bed"), self.bed))
        self.bed.changed.connect(lambda _bed: self._say_verb())
        self.identifier.changed.connect(lambda _text: self._forget())
        for stop in (self.submit_button, *self.age.findChildren(QPushButton)):
            stop.installEventFilter(self)
        self._forget()
        self.setFocusProxy(self.identifier)

    def _offered(self) -> list[BedView]:
        if self._wrong is not None:
            return [self._wrong]
        return [one for one in self._host.beds if one.occupant is None]

    def offer(self, chosen: str) -> None:
        """Another bed was chosen in the list; what was typed stays."""
        self.bed.set_value(chosen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A bracelet that is read while a chip or the verb has the keyboard is a new code, never an answer to the old.

        A reader types faster than anybody's finger: a digit alone is an age class, two keys at once are a code.
        """
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._asked is not None:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take_typed()
            elif event.text().isalnum() and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._typed += event.text()
                if len(self._typed) > 1:
                    self._begin_anew(self._typed)
                else:
                    self._pause.start()
                return True
        return super().eventFilter(watched, event)

    def _take_typed(self) -> None:
        """Nothing came after the key: a digit on the chips chooses one, anything else begins a code."""
        typed, self._typed = self._typed, ""
        self._pause.stop()
        if not typed:
            return
        ages, on_chips = list(AgeClass), not self.submit_button.hasFocus()
        if on_chips and typed.isdigit() and 1 <= int(typed) <= len(ages):
            self.age.set_value(ages[int(typed) - 1])
            self.age.setFocus()
            self.fields["age"].set_error(None)
        else:
            self._begin_anew(typed)

    def _begin_anew(self, text: str) -> None:
        self._typed = ""
        self._pause.stop()
        self.identifier.setText(text)
        self.identifier.setFocus()
        self.identifier.deselect()

    def _forget(self) -> None:
        """Another code: whom it means is not known any more."""
        self._asked = None
        self.who.hide()
        for name in ("age", "bed"):
            self.fields[name].hide()
        self.nobody.show()
        self._say_verb()

    def _say_verb(self) -> None:
        if self._asked is None:
            self.submit_button.set_text(tr("ward_beds.look_up"))
        elif self._wrong is not None:
            self.submit_button.set_text(tr("ward_beds.correct_verb"))
        else:
            self.submit_button.set_text(tr("ward_beds.admit_verb", bed=self.bed.currentText()))

    def _without_identifier(self) -> None:
        """Somebody without any document: a mark that no other has, by the moment."""
        station = self._host.context.station
        now = show_instant(station.clock.now(), station.profile.time_zone)
        self.identifier.set_value(tr("ward_beds.made_identifier", at=now))
        self._show(self.identifier.value(), None)

    def _submit(self) -> None:
        code = self.identifier.value()
        if code and code == self._asked:
            self._admit(code)
            return
        if not self.require_filled("identifier"):
            return
        self.wait()
        station, session = self._host.context.station, self._host.context.session
        self._host.does(partial(station.beds.look_up, session, code), partial(self._show, code), self.fail)

    def _show(self, code: str, found: FoundPerson | None) -> None:
        """Whom the code means; what is still to be said has the focus."""
        self.settle()
        if code != self.identifier.value():
            return  # The next bracelet was read meanwhile.
        self._asked = code
        self.nobody.hide()
        self.who.show_found(found)
        self.age.set_value(found.age if found is not None else None)
        for name in ("age", "bed"):
            self.fields[name].show()
        if self._wrong is not None:
            self.fields["bed"].hide()
        self._say_verb()
        # Before the age is answered: whom the code means decides whether anybody goes on.
        say_at_once(self, "who", f"{self.who.words()}. {self.submit_button.text()}")
        if found is not None and found.bed and self._wrong is None:
            self.fields["identifier"].set_error(tr("error_ward.person_in_bed", bed=found.bed))
        if found is not None and found.age is not None:
            self.submit_button.setFocus()
        else:
            self.age.setFocus()

    def _admit(self, code: str) -> None:
        age, bed = self.age.value(), self.bed.value()
        if not isinstance(age, AgeClass):
            self.fields["age"].set_error(tr("ward_beds.age_class_missing"))
            self.age.setFocus()
            return
        if not isinstance(bed, str):
            self.fields["bed"].set_error(tr("ward_beds.no_free_bed"))
            return
        self.wait()
        context = self._host.context
        act = context.station.beds.correct_admission if self._wrong is not None else context.station.beds.admit
        self._host.does(partial(act, context.session, bed, code, age), partial(self._done, bed), self.fail)

    def _done(self, bed: str, occupant: Occupant) -> None:
        said = "ward_beds.corrected" if self._wrong is not None else "ward_beds.admitted"
        self._host.settled(tr(said, name=who_words(occupant), bed=self.bed.currentText()), bed)
