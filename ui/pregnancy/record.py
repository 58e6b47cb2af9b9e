"""One pregnancy: the form with every factor, the risk card beside it, and every classification made so far."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.clinic.assessments.model import StoredAssessment
from app.clinic.assessments.service import UNLIKELY
from app.clinic.risk.evaluator import assess, explain_unknown
from app.security.roles import Action
from ui.bridge import Op
from ui.drafts import DraftKeeper
from ui.errors import ErrorWords, words_of
from ui.papers.content import classification_paper
from ui.papers.preview import PaperPreview
from ui.pregnancy.card_reading import read_card
from ui.pregnancy.factor_form import FactorForm
from ui.pregnancy.history_panel import HistoryPanel
from ui.pregnancy.print_request import print_request
from ui.pregnancy.record_head import RecordHead
from ui.pregnancy.record_view import DRAFT, RecordView
from ui.pregnancy.risk_card import RiskCard
from ui.pregnancy.standing import Standing
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant
from ui.widgets.banner import Banner
from ui.widgets.field import Field
from ui.widgets.layouts import column, row
from ui.widgets.tabs import Tabs
from ui.widgets.text_fields import TextField


class PregnancyRecord(QWidget):
    """`back` leaves it, `saved` tells that the list is no longer right, `dated` that it must be read again."""

    back = Signal()
    saved = Signal()
    dated = Signal()

    def __init__(self, context: UiContext, view: RecordView) -> None:
        super().__init__()
        self._context = context
        self.view = view
        self._stored = view.stored
        self._correcting: StoredAssessment | None = None
        self._changed = False
        # Taken once: no keystroke asks the store, and what is explained follows one rule base.
        self._rules = rules = context.station.rules
        self.form = FactorForm(rules, view.proposed.form, view.proposed.sources)
        self._standing = Standing(view.profile.time_zone)
        self._standing.begin(view.current, self.form.answers.form())
        self.card = RiskCard(rules)
        self.history = HistoryPanel(context, view.profile.time_zone)
        self.head = RecordHead(context, view)
        self.banner = Banner()
        self.reason = TextField(placeholder=tr("pregnancy.correct_reason_hint"))
        self.reason_field = Field(tr("pregnancy.correct_reason"), self.reason, required=True)
        self.tabs = Tabs(indent=3)
        self.pages = QStackedWidget()
        self.keeper = DraftKeeper(self, context, DRAFT, view.pregnancy.id, self._draft)
        self._build()
        self._listen()
        self._offer_draft()
        self._show_card()
        self._show_stored(view.stored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.card.fit(self.width())

    def first_focus(self) -> QWidget:
        """The filter above the form."""
        return self.form.search

    def unsaved(self) -> bool:
        """Whether answers were given that no classification holds."""
        return self._changed

    def step_back(self) -> bool:
        """Out of the preview, then out of the search; False when the record itself is to be left."""
        if self.pages.currentIndex():
            self._close_preview()
            return True
        if self.form.search.value():
            self.form.search.clear()
            return True
        return False

    def tell_problem(self, words: ErrorWords) -> None:
        """What went wrong, above the form."""
        self.banner.show_message("error", words.title, words.next_step)

    def print_current(self) -> None:
        """Show the sheet of the classification in force."""
        current = self._current()
        if current is not None:
            self.preview(current)

    def preview(self, stored: StoredAssessment) -> None:
        """Show the sheet of a classification."""
        if not self._context.may(Action.PRINT_RECORD):
            return
        content = classification_paper(print_request(self._context, self.view, stored))
        sheet = PaperPreview(content, on_close=self._close_preview, on_printed=partial(self._note_printing, stored.id))
        self.pages.addWidget(sheet)
        self.pages.setCurrentWidget(sheet)
        sheet.setFocus()

    def _note_printing(self, assessment_id: str, way: str) -> None:
        papers, session = self._context.station.papers, self._context.session
        Op(self, lambda: papers.print_classification(session, assessment_id, way)).start()

    def _build(self) -> None:
        work = QWidget()
        across = row(work, gap=0)
        left = column(gap=0)
        left.addWidget(self.head)
        left.addWidget(self.banner)
        self.tabs.add(tr("pregnancy.tab_form"), self.form)
        self.tabs.add(tr("pregnancy.tab_history"), self.history)
        left.addWidget(self.tabs, 1)
        across.addLayout(left, 1)
        across.addWidget(self.card)
        self.pages.addWidget(work)
        layout = column(self, gap=0)
        layout.addWidget(self.pages)
        self.card.add_above_buttons(self.reason_field)
        self.reason_field.hide()
        may_save = self._context.may(Action.CLASSIFY)
        self.card.save_button.setEnabled(may_save)
        self.card.explain("" if may_save else tr("risk_card.student_explained"))
        self.card.print_button.setVisible(self._context.may(Action.PRINT_RECORD))

    def _listen(self) -> None:
        self.form.changed.connect(self._on_answer)
        self.card.jump.connect(self._jump)
        self.card.save.connect(self.save)
        self.card.print_out.connect(self.print_current)
        self.head.back.connect(self.back.emit)
        self.head.dated.connect(self._on_dated)
        self.head.in_force.opened.connect(lambda: self.tabs.choose(1))
        self.history.correct.connect(self._begin_correction)
        self.history.print_out.connect(self.preview)
        self.reason.textEdited.connect(lambda _text: self.keeper.touch())

    # following the answers

    def _on_answer(self) -> None:
        self._changed = True
        self._standing.answered()
        if self._context.may(Action.CLASSIFY):
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
        self.card.show_reading(
            read_card(assessment, explain_unknown(form, rules), rules, empty=empty, heading=self._standing.heading())
        )
        if self._context.may(Action.CLASSIFY):
            doubts = len(answers.doubts())
            self.card.explain(tr_count("risk_card.doubts_explained", doubts) if doubts else "")

    def _jump(self, code: str) -> None:
        self.tabs.choose(0)
        self.form.reveal(code)

    # saving

    def save(self) -> None:
        """Store the classification, or the correction of one."""
        if not self._context.may(Action.CLASSIFY):
            return
        self.tabs.choose(0)
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
        assessments, session = self._context.station.assessments, self._context.session
        form, pregnancy_id = self.form.answers.form(), self.view.pregnancy.id
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
        self.saved.emit()
        assessments, session = self._context.station.assessments, self._context.session
        Op(self, lambda: assessments.list(session, self.view.pregnancy.id)).on_success(self._show_stored).start()

    def _on_failed(self, error: Exception) -> None:
        self.card.save_button.setEnabled(True)
        self.card.status.say("error", tr("pregnancy.not_saved"))
        self.keeper.resume()
        self.tell_problem(words_of(error))

    def _show_stored(self, stored: tuple[StoredAssessment, ...]) -> None:
        self._stored = stored
        self.history.show_stored(self._stored)
        self.head.in_force.show_stored(self._current())
        self.tabs.set_words(1, tr("pregnancy.tab_history_count", count=len(self._stored)))
        self.card.let_print(self._current() is not None)

    def _current(self) -> StoredAssessment | None:
        return next((one for one in self._stored if one.is_current), None)

    # correcting

    def _begin_correction(self, stored: StoredAssessment) -> None:
        self._correcting = stored
        self._standing.correcting = True
        self.form.take_form(stored.form)
        self.card.save_button.set_text(tr("risk_card.save_correction"))
        self.reason_field.show()
        words = tr("pregnancy.correcting", at=self.history.signed(stored))
        action = (tr("pregnancy.correct_leave"), self._leave_correction)
        self.banner.show_message("info", words, action=action, closable=False)
        self.tabs.choose(0)
        self.form.search.setFocus()

    def _leave_correction(self) -> None:
        self._end_correction()
        self.keeper.drop()
        self.keeper.restart()
        self.banner.hide()
        self.form.take_form(self.view.proposed.form)
        self._changed = False
        self._standing.begin(self._current(), self.form.answers.form())
        self._show_card()
        self.card.status.say("info", "")

    def _end_correction(self) -> None:
        self._correcting = None
        self._standing.correcting = False
        self.reason.clear()
        self.reason_field.hide()
        self.card.save_button.set_text(tr("risk_card.save"))

    # the draft

    def _draft(self) -> dict[str, Any] | None:
        content = self.form.answers.to_draft()
        correcting = self._correcting.id if self._correcting else ""
        return {**content, "correcting": correcting, "reason": self.reason.text()}

    def _offer_draft(self) -> None:
        draft = self.view.draft
        if draft is None:
            return
        wrong = next((one for one in self._stored if one.id == draft.content.get("correcting")), None)
        if wrong is not None and wrong.is_current:
            self._begin_correction(wrong)
            self.reason.setText(str(draft.content.get("reason", "")))
        self.form.take_draft(draft.content)
        at = show_instant(draft.saved_at, self.view.profile.time_zone)
        action = (tr("pregnancy.draft_drop"), self._leave_correction)
        self.banner.show_message("info", tr("pregnancy.draft_back", at=at), action=action)
        self._changed = True
        self.card.status.say("info", tr("risk_card.not_saved_yet"))

    def _on_dated(self) -> None:
        self.keeper.flush()
        self.dated.emit()

    def _close_preview(self) -> None:
        sheet = self.pages.currentWidget()
        self.pages.setCurrentIndex(0)
        if isinstance(sheet, PaperPreview):
            self.pages.removeWidget(sheet)
            sheet.deleteLater()
        self.card.print_button.setFocus()
