"""The tab of the classification: the form with every factor, its risk card, and every classification made so far."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.assessments.model import StoredAssessment
from app.clinic.assessments.service import UNLIKELY
from app.clinic.risk.evaluator import assess, explain_unknown
from app.security.roles import Action
from ui.bridge import Op
from ui.corrections.move import Movable, MoveSheet, Moving
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.papers.classification import classification_offer
from ui.papers.preview import PaperPreview
from ui.pregnancy.card_reading import class_name, read_card
from ui.pregnancy.factor_form import FactorForm
from ui.pregnancy.history_panel import HistoryPanel
from ui.pregnancy.print_request import print_request
from ui.pregnancy.record_view import DRAFT
from ui.pregnancy.risk_card import RiskCard
from ui.pregnancy.section import RecordHost, RecordSection
from ui.pregnancy.sections import CLASSIFICATION
from ui.pregnancy.severe_pressure import SeverePressure
from ui.pregnancy.standing import Standing
from ui.pregnancy.tab_order import tab_through
from ui.referrals.in_record import offer_referral, offer_saving
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant
from ui.widgets.buttons import QuietButton
from ui.widgets.field import Field
from ui.widgets.text_fields import TextField


class ClassificationSection(RecordSection):
    """`card` is made here and stands beside every part of the record; `in_force` carries what is in force (or None)."""

    in_force = Signal(object)

    def __init__(self, host: RecordHost) -> None:
        super().__init__(host)
        view = host.view
        self._stored = view.stored
        self._correcting: StoredAssessment | None = None
        self._changed = False
        # Taken once: no keystroke asks the store, and what is explained follows one rule base.
        self._rules = rules = self.context.station.rules
        self.form = FactorForm(rules, view.proposed.form, view.proposed.sources, view.pressure)
        self.form.may_note = self.context.may(Action.RECORD_OBSERVATION) and view.goes_on and not view.locked
        self._standing = Standing(view.profile.time_zone)
        self._standing.begin(view.current, self.form.answers.form())
        self.card = RiskCard(rules)
        self.history = HistoryPanel(self.context, view.profile.time_zone)
        self.reason = TextField(placeholder=tr("pregnancy.correct_reason_hint"))
        self.reason_field = Field(tr("pregnancy.correct_reason"), self.reason, required=True)
        self.pages = QStackedWidget()
        self.open_history = QuietButton("", icon_name="history", on_press=self.show_history)
        self.keeper = DraftKeeper(self, self.context, DRAFT, view.pregnancy.id, self._draft)
        self._build()
        self._listen()
        self._offer_draft()
        self._show_card()

    def refresh(self) -> None:
        """Offer what was stored since; answers being given stay as they are."""
        view = self.host.view
        if self._correcting is None:
            if self.form.offer(view.proposed.form, view.proposed.sources, view.pressure):
                if self._changed:
                    self.banner.show_message("info", tr("pregnancy.more_is_known"))
                else:
                    self._standing.begin(view.current, self.form.answers.form())
            self._show_card()
        self.show_stored(view.stored)
        if not view.goes_on or view.locked:
            offer_saving(self.card, self.host, may_save=False)
        offer_referral(self.card, self.host)

    def leave(self) -> None:
        self.keeper.flush()

    def first_focus(self) -> QWidget:
        """The filter above the form."""
        return self.form.search

    def unsaved(self) -> bool:
        """Whether answers were given that no classification holds."""
        return self._changed

    def show_answers(self) -> None:
        """Show the form."""
        self.pages.setCurrentWidget(self.form)

    def show_history(self) -> None:
        """Show every classification made so far."""
        self.pages.setCurrentWidget(self.history)
        self.history.back.setFocus()

    def step_back(self) -> bool:
        """Out of the history, then out of the search; False when the record itself is to be left."""
        if self.pages.currentWidget() is self.history:
            self.show_answers()
            self.open_history.setFocus()
            return True
        if self.form.search.value():
            self.form.search.clear()
            return True
        return False

    def print_current(self) -> bool:
        """Show the sheet of the classification in force."""
        current = self.current()
        if current is not None:
            self.preview(current)
        return current is not None

    def preview(self, stored: StoredAssessment) -> None:
        """Show the sheet of a classification."""
        if not self.context.may(Action.PRINT_RECORD):
            return
        offer = classification_offer(print_request(self.context, self.host.view, stored))
        back = tr("pregnancy.back_to_record")
        self.host.cover(PaperPreview(self.context, offer, on_close=self.host.uncover, back=back))

    def _build(self) -> None:
        self.form.beside_search.addWidget(self.open_history)
        tab_through([self.form.search, self.open_history])
        self.pages.addWidget(self.form)
        self.pages.addWidget(self.history)
        self.body.addWidget(self.pages, 1)
        self.card.add_above_buttons(self.reason_field)
        self.reason_field.hide()
        offer_saving(self.card, self.host, may_save=self._may_save())
        self.card.print_button.setVisible(self.context.may(Action.PRINT_RECORD))

    def _may_save(self) -> bool:
        """Whether a classification may be stored: by the role, and while the pregnancy goes on."""
        return self.context.may(Action.CLASSIFY) and self.host.view.goes_on and not self.host.view.locked

    def _listen(self) -> None:
        SeverePressure(self, self.host, self.form, self.show_error)
        self.form.changed.connect(self._on_answer)
        self.card.jump.connect(self._jump)
        self.card.save.connect(self.save)
        self.card.print_out.connect(self.print_current)
        self.history.correct.connect(self._begin_correction)
        self.history.moved_away.connect(self._move)
        self.history.print_out.connect(self.preview)
        self.history.answers.connect(self.step_back)
        self.reason.textEdited.connect(lambda _text: self.keeper.touch())

    # following the answers

    def _on_answer(self) -> None:
        self._changed = True
        self._standing.answered()
        if self._may_save():
            # After saving the button rests until an answer differs: a second press is no second classification.
            self.card.save_button.setEnabled(True)
            self.keeper.touch()
            self.card.status.say("info", tr("risk_card.not_saved_yet"))
        self._show_card()

    def _show_card(self) -> None:
        rules, answers = self._rules, self.form.answers
        form = answers.form()
        assessment = assess(form, rules)
        empty = not any(self.form.was_answered(code) for code in rules.by_code)
        how: Any = {"empty": empty, "heading": self._standing.heading(), "held_back": self.form.held_back()}
        self.card.show_reading(read_card(assessment, explain_unknown(form, rules), rules, **how))
        if self._may_save():
            doubts = len(answers.doubts())
            self.card.explain(tr_count("risk_card.doubts_explained", doubts) if doubts else "")

    def _jump(self, code: str) -> None:
        self.host.go_to(CLASSIFICATION, "")
        self.show_answers()
        self.form.reveal(code)

    # saving

    def save(self) -> None:
        """Store the classification, or the correction of one."""
        if not self._may_save():
            return
        self.host.go_to(CLASSIFICATION, "")
        self.show_answers()
        if self.form.reveal_first_doubt():
            return
        missing = self._correcting is not None and not self.reason.value()
        self.reason_field.set_error(tr("pregnancy.correct_reason_missing") if missing else None)
        if missing:
            self.reason.setFocus()
            return
        self.card.save_button.setEnabled(False)
        self.card.status.say("info", tr("risk_card.saving"))
        self.keeper.end()
        Op(self, self._call()).on_success(self._on_saved).on_failure(self._on_failed).start()

    def _call(self) -> Callable[[], StoredAssessment]:
        assessments, session = self.context.station.assessments, self.context.session
        form, pregnancy_id = self.form.answers.form(), self.host.view.pregnancy.id
        # Every unlikely number of the form was confirmed one by one, or it would not count.
        how: Any = {"confirmed": frozenset({UNLIKELY}), "draft_kind": DRAFT, "shown_under": self._rules}
        wrong, reason = self._correcting, self.reason.value()
        if wrong is None:
            return lambda: assessments.save(session, pregnancy_id, form, **how)
        return lambda: assessments.correct(session, wrong.id, form, reason, **how)

    def _on_saved(self, stored: StoredAssessment) -> None:
        self._changed = False
        self._end_correction()
        self._standing.saved(stored)
        self._show_card()
        self.keeper.restart()
        self.card.status.say("success", self._standing.saved_words())
        self.banner.hide()
        self.host.stored()

    def _on_failed(self, error: Exception) -> None:
        self.card.save_button.setEnabled(True)
        self.card.status.say("error", tr("pregnancy.not_saved"))
        self.keeper.resume()
        self.tell_problem(words_of(error))

    def _move(self, one: StoredAssessment) -> None:
        """It is another woman's: find her, and read everything again once it stands there."""
        words, view = f"{class_name(one.assessment.risk_class, one.rules)} · {self.history.signed(one)}", self.host.view
        moving = Moving(Movable.ASSESSMENT, one.id, words, view.person.shown_name, view.pregnancy.id)
        MoveSheet(self, self.context, moving, self.host.stored)

    def show_stored(self, stored: tuple[StoredAssessment, ...]) -> None:
        """Show every classification, and which is in force."""
        self._stored = stored
        self.history.show_stored(self._stored, self.host.view.moved)
        self.in_force.emit(self.current())
        self.open_history.set_text(tr_count("pregnancy.classifications", len(stored)))
        self.open_history.setVisible(bool(stored))
        self.card.let_print(self.current() is not None)

    def current(self) -> StoredAssessment | None:
        """The classification in force."""
        return next((one for one in self._stored if one.is_current), None)

    # correcting

    def _begin_correction(self, stored: StoredAssessment) -> None:
        self._correcting = stored
        self.form.correcting = self._standing.correcting = True
        self.form.take_form(stored.form)
        self.card.save_button.set_text(tr("risk_card.save_correction"))
        self.reason_field.show()
        words, leave = tr("pregnancy.correcting", at=self.history.signed(stored)), tr("pregnancy.correct_leave")
        self.banner.show_message("info", words, action=(leave, self._leave_correction), closable=False)
        self.show_answers()
        self.form.search.setFocus()

    def _leave_correction(self) -> None:
        self._end_correction()
        self.keeper.drop()
        self.keeper.restart()
        self.banner.hide()
        self.form.take_form(self.host.view.proposed.form)
        self._changed = False
        self._standing.begin(self.current(), self.form.answers.form())
        self._show_card()
        self.card.status.say("info", "")

    def _end_correction(self) -> None:
        self._correcting = None
        self.form.correcting = self._standing.correcting = False
        self.reason.clear()
        self.reason_field.hide()
        self.card.save_button.set_text(tr("risk_card.save"))

    # the draft

    def _draft(self) -> dict[str, Any] | None:
        content = self.form.answers.to_draft()
        correcting = self._correcting.id if self._correcting else ""
        return {**content, "correcting": correcting, "reason": self.reason.text()}

    def _offer_draft(self) -> None:
        draft = self.host.view.draft
        if draft is None:
            return
        wrong = next((one for one in self._stored if one.id == draft.content.get("correcting")), None)
        if wrong is not None and wrong.is_current:
            self._begin_correction(wrong)
            self.reason.setText(str(draft.content.get("reason", "")))
        self.form.take_draft(draft.content)
        words = tr("pregnancy.draft_back", at=show_instant(draft.saved_at, self.host.view.profile.time_zone))
        self.banner.show_message("info", words, action=(tr("pregnancy.draft_drop"), self._leave_correction))
        self._changed = True
        self.card.status.say("info", tr("risk_card.not_saved_yet"))
