"""What was decided about one person: both values as they were, the choice, who, when and why."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import PersonRecord
from app.kernel.clock import from_text
from app.sync.past import Past
from ui.administration.states import States
from ui.bridge import Latest
from ui.conflicts.compare import Compare
from ui.conflicts.lines import Read, lines_of, names_of, title_of
from ui.conflicts.past_list import author_words, choice_words
from ui.conflicts.reading import words_for
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.shell.opening_reason import ask_for_reason
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.buttons import IconButton
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row
from ui.widgets.synthetic_mark import SyntheticMark, beside_name


@dataclass(frozen=True)
class PersonPast:
    """The decisions about one person (None: about accounts), with what their words need."""

    record: PersonRecord | None
    decisions: tuple[Past, ...]
    read: Read


def read_past(context: UiContext, person_id: str | None) -> Callable[[], PersonPast]:
    """The reading, for a worker thread; opening the record is written to the audit trail."""
    station, session = context.station, context.session

    def read() -> PersonPast:
        record = None
        if person_id is not None:
            record = station.people.open(session, person_id, reason=context.reason_for(person_id))
        found = station.sync.past_of(session, record.id if record else None)
        return PersonPast(record, found, words_for(context, record, tuple(one.conflict for one in found)))

    return read


class PastPage(QWidget):
    """`back` leaves for the list of decisions."""

    back = Signal()

    def __init__(self, context: UiContext, person_id: str | None) -> None:
        super().__init__()
        self._context, self._person_id = context, person_id
        self._latest = Latest(self)
        self.states = States(lines=8)
        self.back_button = IconButton("arrow-left", tr("conflicts.to_past"), on_press=self.back.emit)
        self._head, self._cards = column(gap=0), column(gap=4)
        layout = column(self, gap=4, margin=6)
        line = row(gap=3)
        line.addWidget(self.back_button)
        line.addLayout(self._head, 1)
        layout.addLayout(line)
        content = QWidget()
        body = column(content, gap=4)
        body.addLayout(self._cards)
        body.addStretch(1)
        self.states.full.addWidget(Scroll(content, width=None))
        layout.addWidget(self.states, 1)
        self.read()

    def read(self) -> None:
        """Read what was decided."""
        self.states.show_loading()
        self._latest.ask(read_past(self._context, self._person_id), self._show, self._tell)

    def first_focus(self) -> QWidget:
        """The way back: here is only read."""
        return self.back_button

    def _show(self, found: PersonPast) -> None:
        clear(self._head)
        clear(self._cards)
        record = found.record
        name = Text(record.shown_name if record else tr("conflicts.of_the_unit"), "title", wrap=True)
        self._head.addLayout(beside_name(name, SyntheticMark() if record and record.synthetic else None))
        for one in found.decisions:
            self._cards.addWidget(self._card(one, found.read))
        self.states.show_full()
        self.back_button.setFocus()

    def _card(self, one: Past, read: Read) -> Card:
        card, conflict, zone = Card(), one.conflict, read.values.zone
        title = title_of(conflict.kind, conflict.entity, names_of(conflict))
        card.setAccessibleName(title)
        words = column(gap=0)
        words.addWidget(Text(title, "heading", wrap=True))
        chosen = choice_words(one.told, of_list=conflict.entity == "allergy")
        signed = author_words(one.told)
        if one.told is not None:
            signed = f"{signed} · {show_instant(from_text(one.told.at), zone)}"
        words.addWidget(Text(chosen, "strong", wrap=True))
        words.addWidget(Text(signed, "muted", wrap=True))
        if one.told is not None and one.told.reason:
            words.addWidget(Text(tr("conflicts.past_reason", reason=one.told.reason), "muted", wrap=True))
        card.body.addLayout(words)
        heads = (tr("conflicts.past_first"), tr("conflicts.other"))
        card.body.addWidget(Compare(lines_of(conflict, read), conflict.stands, conflict.other, zone, title, heads))
        return card

    def _tell(self, error: Exception) -> None:
        question = ask_for_reason(error, self._context, self.read, self.back.emit, self._person_id or "")
        if question is None:
            self.states.show_wrong(words_of(error).together, self.read)
            return
        clear(self._cards)
        self._cards.addWidget(question)
        self.states.show_full()
