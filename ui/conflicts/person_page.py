"""All that disagrees about one person, the gravest first; decided one after the other."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import PersonRecord
from app.kernel.clock import local_date
from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.conflicts.card import ConflictCard, Decision
from ui.conflicts.reading import PersonConflicts, read_conflicts
from ui.errors import words_of
from ui.papers.identity import document_words
from ui.reception.hits import years_words
from ui.shell.context import UiContext
from ui.shell.opening_reason import ask_for_reason
from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row
from ui.widgets.synthetic_mark import SyntheticMark, beside_name


class PersonPage(QWidget):
    """`back` leaves for the list. `person_id` None: what disagrees about accounts."""

    back = Signal()

    def __init__(self, context: UiContext, person_id: str | None) -> None:
        super().__init__()
        self._context = context
        self.person_id = person_id
        self.record: PersonRecord | None = None
        self._latest = Latest(self)
        self.cards: list[ConflictCard] = []
        self.banner = Banner()
        self.states = States(lines=8)
        self.back_button = IconButton("arrow-left", tr("conflicts.to_list"), on_press=self.back.emit)
        self._head = column(gap=0)
        self._cards = column(gap=4)
        self._build()
        self.read()

    def first_focus(self) -> QWidget:
        """The first thing to choose, else the way back."""
        return next((one for card in self.cards if (one := card.first_focus()) is not None), self.back_button)

    def read(self) -> None:
        """Read what disagrees now."""
        if not self.cards:
            self.states.show_loading()
        self._latest.ask(read_conflicts(self._context, self.person_id, self.record), self._show, self._tell)

    def step_back(self) -> bool:
        """Take a choice back that is not decided yet; False where there is none."""
        chosen = next((card for card in self.cards if card.choice is not None), None)
        if chosen is None:
            return False
        chosen.fold()
        focus = chosen.first_focus()
        if focus is not None:
            focus.setFocus()
        return True

    def _build(self) -> None:
        layout = column(self, gap=4, margin=6)
        line = row(gap=3)
        line.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(self._head, 1)
        self._open = SecondaryButton(tr("conflicts.open_record"), icon_name="user", on_press=self._open_record)
        line.addWidget(self._open, 0, Qt.AlignmentFlag.AlignTop)
        self._open.setVisible(False)
        layout.addLayout(line)
        layout.addWidget(self.banner)
        content = QWidget()
        body = column(content, gap=4)
        body.addLayout(self._cards)
        body.addStretch(1)
        self._scroll = Scroll(content, width=None)
        self.states.full.addWidget(self._scroll)
        layout.addWidget(self.states, 1)

    def _open_record(self) -> None:
        self._context.navigate("reception", self.person_id)

    def _show(self, found: PersonConflicts) -> None:
        self.record = found.record
        self._show_head(found.record, about=bool(found.conflicts))
        self.cards = []
        clear(self._cards)
        for one in found.conflicts:
            card = ConflictCard(self._context, one, found.read)
            card.decided.connect(partial(self._decide, card))
            card.opened.connect(partial(self._fold_others, card))
            self.cards.append(card)
            self._cards.addWidget(card)
        if self.cards:
            self.states.show_full()
        else:
            button = SecondaryButton(tr("conflicts.to_list"), on_press=self.back.emit)
            name = found.record.shown_name if found.record else tr("conflicts.of_the_unit")
            words = tr("conflicts.none_of_hers", name=name)
            self.states.show_empty("check-circle", words, tr("conflicts.none_of_hers_next"), button)
        self.first_focus().setFocus()

    def _show_head(self, record: PersonRecord | None, *, about: bool) -> None:
        clear(self._head)
        self._open.setVisible(record is not None)
        if record is None:
            self._head.addWidget(Text(tr("conflicts.of_the_unit"), "title", wrap=True))
        else:
            holder = QWidget()
            name = Text(record.shown_name, "title", wrap=True)
            name.setObjectName("conflict_person")
            column(holder, gap=0).addLayout(beside_name(name, SyntheticMark() if record.synthetic else None))
            self._head.addWidget(holder)
            today = local_date(self._context.station.clock.now(), self._context.station.profile.time_zone)
            age = f"{years_words(record.birth_date, today)} · {show_date(record.birth_date)}"
            self._head.addWidget(Text(f"{age} · {document_words(record.cpf, record.cns)}", "muted", wrap=True))
        if about and self._context.may(Action.DECIDE_CONFLICT):
            self._head.addWidget(Text(tr("conflicts.about_person"), "muted", wrap=True))

    def _fold_others(self, card: ConflictCard) -> None:
        """One decision at a time: one primary button stands on the page."""
        for one in self.cards:
            if one is not card:
                one.fold()
        # Only once the layout has made room for what has just been opened.
        QTimer.singleShot(0, card, partial(self._bring_into_sight, card))

    def _bring_into_sight(self, card: ConflictCard) -> None:
        self._scroll.ensureWidgetVisible(card.decide_button, 0, current_theme().gap(6))

    def _decide(self, card: ConflictCard, decision: Decision) -> None:
        sync, session = self._context.station.sync, self._context.session
        card.decide_button.setEnabled(False)

        def call() -> None:
            sync.decide(session, decision.event_id, decision.choice, decision.reason)

        done = partial(self._decided, decision)
        Op(self, call).on_success(done).on_failure(partial(self._refused, card)).start()

    def _decided(self, decision: Decision, _answer: None) -> None:
        said = f"{decision.choice.value}_list" if decision.of_list else decision.choice.value
        self.banner.show_message("success", tr(f"conflicts.decided_{said}", what=decision.what))
        self.read()

    def _refused(self, card: ConflictCard, error: Exception) -> None:
        words = words_of(error)
        card.decide_button.setEnabled(True)
        if getattr(error, "code", "") == "conflicts.already_decided":
            # Decided meanwhile, perhaps elsewhere: what is left is shown, and why this one is gone.
            self.banner.show_message("warn", words.title, words.next_step)
            self.read()
            return
        card.fail(words.title, words.next_step)

    def _tell(self, error: Exception) -> None:
        question = ask_for_reason(error, self._context, self._again, self.back.emit, self.person_id or "")
        if question is None:
            self.states.show_wrong(words_of(error).together, self.read)
            return
        self.cards = []
        clear(self._cards)
        self._cards.addWidget(question)
        self.states.show_full()

    def _again(self) -> None:
        clear(self._cards)
        self.read()
