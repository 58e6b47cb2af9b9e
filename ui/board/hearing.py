"""The escuta inicial: danger signs first, why she came, what was measured, and the colour that the nurse chooses."""

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QWidget

from app.clinic.problems import InputError
from app.clinic.reception.model import Aids, Arrival, Colour, Hearing
from app.clinic.reception.service import DRAFT_KIND
from app.kernel.clock import local_date
from ui.administration.tab_order import in_reading_order
from ui.allergies.part import AllergyPart
from ui.board.aids_panel import AidsPanel
from ui.board.colour_choice import ColourChoice
from ui.board.emergency_hook import EmergencyHook
from ui.board.hearing_subject import HearingSubject
from ui.board.row_view import view_of
from ui.board.vital_fields import problem_words
from ui.board.vitals_form import VitalsForm
from ui.bridge import Latest, Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import chosen_language, tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row, stack_large
from ui.widgets.synthetic_mark import SyntheticMark, beside_name
from ui.widgets.text_fields import LongTextField
from ui.widgets.turning import Turning

_PAUSE_MS = 200
"""From the last key to the scores: they are not worked out for every digit of a number."""


class HearingPage(QWidget):
    """`saved` carries the arrival as it stands then, `left` nothing: what was typed stays kept as a draft."""

    saved = Signal(object)
    left = Signal()

    def __init__(self, context: UiContext, subject: HearingSubject) -> None:
        super().__init__()
        self._context = context
        self.subject = subject
        self.arrival: Arrival = subject.row.arrival
        self._latest = Latest(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.work_out)
        self.keeper = DraftKeeper(self, context, DRAFT_KIND, self.arrival.id, self.to_draft)
        today = local_date(subject.now, subject.zone)
        self.danger = EmergencyHook(context, self.arrival, subject.is_maternal)
        self.reason = LongTextField(lines=2, placeholder=tr("hearing.reason_hint"))
        self.reason.setObjectName("hearing_reason")
        self.reason_field = Field(tr("hearing.reason"), self.reason)
        self.vitals = VitalsForm(today, maternal=subject.is_maternal)
        self.allergies = AllergyPart(context, self.arrival.person_id)
        self.colour = ColourChoice()
        self.colour_field = Field(tr("hearing.colour"), self.colour, hint=_colour_source(context))
        self.aids = AidsPanel(asks_mother=subject.may_be_mother)
        self.banner = Banner()
        self.kept = Banner()
        self.save_button = PrimaryButton(tr("hearing.save"), icon_name="check", on_press=self.save)
        self.save_button.setObjectName("hearing_save")
        self._pages = QStackedWidget()
        self._build()
        self._begin()

    # what its place asks

    def first_focus(self) -> QWidget:
        """The danger signs where they are asked, else the reason."""
        return self.danger.first_focus() or self.reason

    def step_back(self) -> bool:
        """Esc: out of the emergency card or a list, then out of the form."""
        if not self.danger.step_back():
            self.leave()
        return True

    def leave(self) -> None:
        """Leave without saving."""
        self.keeper.flush()
        self.left.emit()

    def save(self) -> None:
        """Store the hearing, unless something is missing or wrong: the first of it gets the focus."""
        wrong = self._first_wrong()
        if wrong is not None:
            wrong.setFocus()
            return
        colour = self.colour.value()
        assert colour is not None
        hearing = Hearing(self.reason.value(), colour, self.vitals.vitals())
        reception, session, arrival_id = self._context.station.reception, self._context.session, self.arrival.id
        confirmed = self.vitals.confirmed()
        self.banner.hide()
        self.save_button.setEnabled(False)
        self.keeper.end()
        call = partial(reception.hear, session, arrival_id, hearing, confirmed=confirmed)
        Op(self, call).on_success(self._on_saved).on_failure(self._refused).start()

    def to_draft(self) -> dict[str, Any] | None:
        """What is typed, as plain JSON; None where nothing is."""
        colour = self.colour.value()
        kept: dict[str, Any] = {"reason": self.reason.value(), "vitals": self.vitals.to_draft()}
        if colour is not None:
            kept["colour"] = colour.value
        return kept if any(kept.values()) else None

    def take_draft(self, kept: dict[str, Any]) -> None:
        """Put kept answers back; what cannot be read any more is left out."""
        self.reason.set_value(str(kept.get("reason", "")))
        vitals = kept.get("vitals")
        self.vitals.take_draft(vitals if isinstance(vitals, dict) else {})
        known = {one.value: one for one in Colour}
        self.colour.set_value(known.get(str(kept.get("colour", ""))))

    # the parts

    def _build(self) -> None:
        form = QWidget()
        layout = column(form, gap=0)
        layout.addLayout(self._head())
        content = QWidget()
        inside = column(content, gap=4, margin=5)
        for part in (self.kept, self.danger):
            inside.addWidget(part)
        self._beside = Turning("record_room", gap=5, gap_below=5)
        self._beside.line.addWidget(self._questions(), 5)
        self._beside.line.addWidget(self.aids, 3, Qt.AlignmentFlag.AlignTop)
        inside.addWidget(self._beside)
        inside.addStretch(1)
        layout.addWidget(Scroll(content, width=None), 1)
        layout.addWidget(self._foot())
        self._pages.addWidget(form)
        column(self, gap=0).addWidget(self._pages)
        self.danger.card_opened.connect(self._cover)
        self.danger.card_closed.connect(self._uncover)
        self.danger.changed.connect(self._on_danger)
        self.danger.asked.connect(self._go_to_question)
        self.aids.changed.connect(self._on_said)

    def _head(self) -> QHBoxLayout:
        line = row(gap=4, margin=3, sides=5)
        view = view_of(self.subject.row, self.subject.now, self.subject.zone)
        back = SecondaryButton(tr("hearing.back"), icon_name="arrow-left", on_press=self.leave)
        line.addWidget(back)
        name = Text(view.name, "title", wrap=True)
        name.setObjectName("hearing_name")
        line.addLayout(beside_name(name, SyntheticMark() if view.synthetic else None), 1)
        words = f"{view.about} · {tr('hearing.waits', waited=view.waited)}"
        line.addWidget(Text(words, "muted", wrap=current_theme().is_large))
        stack_large(line)  # else who waits would lie where one has to scroll sideways
        return line

    def _questions(self) -> QWidget:
        questions = QWidget()
        layout = column(questions, gap=5)
        layout.addWidget(self.reason_field)
        layout.addWidget(Text(tr("hearing.vitals"), "heading"))
        layout.addWidget(self.vitals)
        layout.addWidget(self.allergies)
        layout.addWidget(self.colour_field)
        layout.addStretch(1)
        return questions

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("look", "foot")
        line = row(foot, gap=3, margin=2, sides=5)
        line.addWidget(self.banner, 1)
        line.addStretch(1)
        line.addWidget(self.save_button)
        return foot

    def _begin(self) -> None:
        self.reason.set_value(self.arrival.reason or "")
        self.colour.set_value(self.arrival.colour)
        Op(self, self.keeper.get).on_success(self._offer).on_failure(lambda _error: None).start()
        self.vitals.changed.connect(self._pause.start)
        for part in (self.reason, self.colour):
            part.changed.connect(lambda _value: self._touched())
        self.vitals.changed.connect(self._touched)
        self.allergies.changed.connect(lambda _known: self._order())
        self.allergies.grew.connect(self._order)
        self.allergies.read()
        self.work_out()

    def _order(self) -> None:
        """What was read later would be reached last."""
        in_reading_order([self.vitals, self.allergies, self.colour_field])

    def _touched(self) -> None:
        if self.reason_field.error and self.reason.value():
            self.reason_field.set_error(None)
        if self.colour_field.error and self.colour.value():
            self.colour_field.set_error(None)
        self.keeper.touch()

    def _offer(self, draft: Any) -> None:
        """What was typed before this program or page was left comes back, and says so."""
        if draft is None:
            return
        self.take_draft(draft.content)
        action = (tr("hearing.draft_drop"), self._start_over)
        self.kept.show_message("info", tr("hearing.draft_back"), action=action)
        self.work_out()

    def _start_over(self) -> None:
        self.kept.hide()
        self.take_draft({"reason": self.arrival.reason or ""})
        self.keeper.drop()
        self.keeper.restart()

    def work_out(self) -> None:
        """The scores of what is stored and typed."""
        reception, session, typed = self._context.station.reception, self._context.session, self.vitals.readings()
        scale, said = self.aids.scale(), self.aids.says_mother()
        call = partial(reception.aids, session, self.arrival.id, typed=typed, scale=scale, pregnant=said)
        self._latest.ask(call, self._show_aids, self._tell)

    def _show_aids(self, aids: Aids) -> None:
        self.aids.show_aids(aids)

    def _first_wrong(self) -> QWidget | None:
        """Everything that is missing or wrong is said; the first in the order of reading is what comes back."""
        self.reason_field.set_error(None if self.reason.value() else tr("board.reason_missing"))
        self.colour_field.set_error(None if self.colour.value() else tr("hearing.colour_missing"))
        wrong = self.vitals.check()
        found = [
            self.danger.unanswered(),
            self.reason if self.reason_field.error else None,
            wrong,
            self.colour if self.colour_field.error else None,
        ]
        return next((one for one in found if one is not None), None)

    def _on_saved(self, arrival: Arrival) -> None:
        self.danger.after_measuring(lambda: self.saved.emit(arrival))

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.keeper.resume()
        if isinstance(error, InputError):
            first = self.vitals.show_refusal(error)
            reason = next((one for one in error.problems if one.field == "reason"), None)
            if reason is not None:
                self.reason_field.set_error(problem_words(reason))
            target = self.reason if reason is not None else first
            if target is not None:
                target.setFocus()
                return
        self._tell(error)

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    def _cover(self, card: QWidget) -> None:
        self._pages.addWidget(card)
        self._pages.setCurrentWidget(card)

    def _uncover(self, card: QWidget) -> None:
        self._pages.setCurrentIndex(0)
        self._pages.removeWidget(card)
        card.deleteLater()
        self.first_focus().setFocus()

    def _on_said(self) -> None:
        """She says that she is pregnant, or takes it back: what is asked first changes with it."""
        if not self.subject.is_maternal:
            self.danger.ask(self.aids.says_mother())
        self.work_out()

    def _go_to_question(self) -> None:
        """It comes a moment after the form: whoever has not begun to write yet is led to it."""
        asked = self.danger.first_focus()
        if asked is not None and self.reason.hasFocus() and self.reason.value() == (self.arrival.reason or ""):
            asked.setFocus()

    def _on_danger(self, stopped: bool) -> None:
        """An emergency stops the form: nothing is asked before what is to be done now."""
        self._beside.setVisible(not stopped)
        self.save_button.setEnabled(not stopped)
        if not stopped:
            self.work_out()


def _colour_source(context: UiContext) -> str:
    labels = context.station.reception.colours().head.sources
    words = " · ".join(one.label.in_language(chosen_language()) for code, one in labels.items() if code != "project")
    return tr("hearing.colour_hint", source=words)
