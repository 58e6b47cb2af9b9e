"""Danger signs inside the escuta inicial: asked first of every mother; an emergency covers the form with its card."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.reception.model import Arrival
from ui.bridge import Op
from ui.danger_signs.card import EmergencyCard
from ui.danger_signs.case import EmergencyCase, read_case
from ui.danger_signs.question import DangerSignsQuestion
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.layouts import column
from ui.widgets.mistake import Mistake


class EmergencyHook(QWidget):
    """`card_opened` and `card_closed` carry the card, `changed` whether the form is stopped by an emergency, `asked`
    that the question has appeared.

    Of somebody who is no mother (`asks` False) nothing is asked: the WHO's list is one of pregnancy.
    """

    card_opened = Signal(object)
    card_closed = Signal(object)
    changed = Signal(bool)
    asked = Signal()

    def __init__(self, context: UiContext, arrival: Arrival, asks: bool) -> None:
        super().__init__()
        self._context = context
        self._arrival = arrival
        self.card: EmergencyCard | None = None
        self.question: DangerSignsQuestion | None = None
        self._afterwards: Callable[[], object] | None = None
        self._missing = Mistake(tr("hearing.danger_first"))
        self._missing.hide()
        self._layout = column(self, gap=1)
        self._layout.addWidget(self._missing)
        if asks:
            # Not `show`: what has no parent yet would appear as a window of its own for a moment.
            self._begin_to_ask()
        else:
            self.hide()

    def ask(self, asks: bool) -> None:
        """Begin to ask, or ask no more; answers that were recorded stay."""
        self.setVisible(asks)
        self._missing.hide()
        if asks and self.question is None:
            self._begin_to_ask()
        elif not asks and self.question is not None:
            self.question.deleteLater()
            self.question = None

    def _begin_to_ask(self) -> None:
        self.question = DangerSignsQuestion(self._context, self._arrival.person_id, None, self._arrival.id)
        self._layout.insertWidget(0, self.question)
        self.question.emergency.connect(self.open_card)
        self.question.cleared.connect(self._on_cleared)
        self.question.asking.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show:
            self.asked.emit()
        return False

    def first_focus(self) -> QWidget | None:
        """What is answered first; None where nothing is asked."""
        if self.card is not None:
            return self.card.first_focus()
        return self.question.first_focus() if self.question is not None else None

    def step_back(self) -> bool:
        """Esc: out of the card or of the list of signs; False where neither is open."""
        if self.card is not None:
            return self.card.step_back()
        return self.question is not None and self.question.step_back()

    def unanswered(self) -> QWidget | None:
        """Where the answer is missing, with the reason shown; None where the form may be saved."""
        if self.question is None or self.question.may_go_on:
            return None
        self._missing.show()
        return self.question.first_focus() or self.question

    def after_measuring(self, then: Callable[[], object]) -> None:
        """Readings were stored: a severe pressure shows the card first, and `then` is done when it is closed."""
        if self.question is None:
            then()
            return
        question = self.question

        def judge(case: EmergencyCase) -> None:
            if case.situation.stops:
                self._afterwards = then
            question.show_case(case)
            if not case.situation.stops:
                then()

        read = read_case(self._context, self._arrival.person_id, self._arrival.id)
        Op(self, read).on_success(judge).on_failure(lambda _error: then()).start()

    def open_card(self, case: EmergencyCase) -> None:
        """Cover the form with what to do now."""
        self.changed.emit(case.situation.stops)
        if self.card is not None:
            self.card.show_case(case)
            return
        self.card = EmergencyCard(self._context, case)
        self.card.closed.connect(self._close_card)
        self.card.changed.connect(self._on_changed)
        self.card_opened.emit(self.card)
        self.card.first_focus().setFocus()

    def _on_changed(self, case: EmergencyCase) -> None:
        if self.question is not None:
            self.question.show_case(case)
        self.changed.emit(case.situation.stops)

    def _on_cleared(self) -> None:
        self._missing.hide()
        self.changed.emit(False)

    def _close_card(self) -> None:
        card, self.card = self.card, None
        self.card_closed.emit(card)
        afterwards, self._afterwards = self._afterwards, None
        if afterwards is not None:
            afterwards()
