"""The emergency card: stops the form and says what to do now; everything done on it is recorded at once."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QWidget

from app.clinic.danger_signs.situation import Situation
from app.clinic.pregnancies.model import NewObservation
from app.security.roles import Action
from ui.bridge import Op
from ui.danger_signs.answered import struck_words
from ui.danger_signs.card_forms import CardForm, CorrectForm
from ui.danger_signs.card_parts import PhoneWords, Steps, recorded_words, source_words
from ui.danger_signs.case import EmergencyCase, read_case
from ui.danger_signs.reading_form import ReadingForm
from ui.danger_signs.words import found_words
from ui.errors import ErrorWords, words_of
from ui.papers.emergency_paper import emergency_offer
from ui.papers.issue import issue_now
from ui.papers.preview import PaperPreview
from ui.pregnancy.tab_order import tab_through
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row, stack_large


class EmergencyCard(QWidget):
    """Covers the form. `closed`: somebody goes back (the form stays stopped unless `changed` said otherwise).

    `changed(EmergencyCase)`: something was done, corrected or decided; give it to `DangerSignsQuestion.show_case`.
    """

    HELP = "danger-signs"
    """The topic of the help."""
    spoken_role = "page"

    closed = Signal()
    changed = Signal(object)

    def __init__(self, context: UiContext, case: EmergencyCase) -> None:
        super().__init__()
        self.setProperty("ground", "canvas")
        self._context = context
        self._may_record = context.may(Action.RECORD_OBSERVATION)
        self.case = case
        self.found = Text("", "title", wrap=True)
        self.recorded = Text("", "muted", wrap=True)
        self.struck = Text("", "small", wrap=True)
        self.sources = Text("", "small", wrap=True)
        self.banner = Banner()
        self.pages = QStackedWidget()
        self.steps = Steps(self._note_done)
        self.phone = PhoneWords()
        self.reading = ReadingForm(tr("danger_signs.keep_reading"), narrow=True)
        self.reading.handed_in.connect(self._measure)
        self.correct_form = CorrectForm(self._correct, self._close_forms)
        self.go_on_form = CardForm("go_on", tr("danger_signs.go_on_reason_hint"), self._go_on, self._close_forms)
        self.back_button = SecondaryButton(tr("danger_signs.back"), icon_name="arrow-left", on_press=self.closed.emit)
        self.print_button = PrimaryButton(tr("danger_signs.print"), icon_name="printer", on_press=self.print_current)
        self.correct_button = QuietButton(tr("danger_signs.correct"), icon_name="pencil", on_press=self.open_correction)
        self.go_on_button = QuietButton(tr("danger_signs.go_on"), on_press=self.open_going_on)
        self.go_on_hint = Text(tr("danger_signs.go_on_not_yet"), "small", wrap=True)
        self._build()
        self.show_case(case)

    def show_case(self, case: EmergencyCase) -> None:
        """Show another state of the visit."""
        self.case = case
        situation = case.situation
        self.found.setText(found_words(situation.found) or tr("danger_signs.taken_back"))
        self.setAccessibleName(f"{tr('danger_signs.stop')}: {self.found.text()}")
        self.recorded.setText(recorded_words(case))
        self.struck.setText(struck_words(case))
        self.struck.setVisible(bool(self.struck.text()))
        self.sources.setText(source_words(case))
        self.sources.setVisible(bool(self.sources.text()))
        self.steps.show_case(case, may_record=self._may_record)
        # Whoever lays the card over a form gives it the focus: it is for the next thing to do.
        self.setFocusProxy(self.first_focus())
        tab_through([self.back_button, *self.steps.buttons.values(), self.print_button])
        self.phone.show_case(case)
        self.reading.setVisible(self._may_record and situation.pressure.course.deciding is None)
        self.correct_button.setVisible(self._may_record and bool(situation.found))
        self.go_on_button.setVisible(self._may_record and situation.stops)
        self.go_on_button.setEnabled(situation.may_decide_to_go_on)
        self.go_on_hint.setVisible(self._may_record and situation.stops and not situation.may_decide_to_go_on)
        self.print_button.setVisible(self._context.may(Action.PRINT_RECORD) and bool(situation.found))

    def first_focus(self) -> QWidget:
        """The first step that is not done."""
        return next(iter(self.steps.buttons.values()), self.back_button)

    def step_back(self) -> bool:
        """Esc: out of the paper or a form below, then out of the card."""
        if self.pages.currentIndex():
            self._close_preview()
        elif self.correct_form.isVisible() or self.go_on_form.isVisible():
            self._close_forms()
        else:
            self.closed.emit()
        return True

    def tell_problem(self, words: ErrorWords) -> None:
        """What went wrong, above the steps."""
        self.banner.show_message("error", words.title, words.next_step)

    def open_correction(self) -> None:
        """Ask what was a mistake."""
        self._close_forms()
        self.correct_form.begin_with(self.case)
        self._open(self.correct_form)
        single = len(self.correct_form.ticks) == 1
        (self.correct_form.reason if single else self.correct_form.ticks[0][0]).setFocus()

    def open_going_on(self) -> None:
        """Ask why the visit goes on."""
        if not self.case.situation.may_decide_to_go_on:
            return
        self._close_forms()
        self.go_on_form.begin()
        self._open(self.go_on_form)
        self.go_on_form.reason.setFocus()

    def print_current(self) -> None:
        """Show the sheet; print it where it is on show (Ctrl+P too)."""
        on_show = self.pages.currentWidget()
        if isinstance(on_show, PaperPreview):
            on_show.print_out()
        if not self._context.may(Action.PRINT_RECORD) or self.pages.currentIndex():
            return
        offer = emergency_offer(self.case, issue_now(self._context, self.case.profile))
        preview = PaperPreview(self._context, offer, on_close=self._close_preview, back=tr("danger_signs.back_to_card"))
        self.pages.addWidget(preview)
        self.pages.setCurrentWidget(preview)
        preview.setFocus()

    def _close_preview(self) -> None:
        preview = self.pages.currentWidget()
        self.pages.setCurrentIndex(0)
        if isinstance(preview, PaperPreview):
            self.pages.removeWidget(preview)
            preview.deleteLater()
        self.print_button.setFocus()

    # what is done

    def _note_done(self, action: str) -> None:
        button = self.steps.buttons.get(action)
        if button is not None:
            button.setEnabled(False)
        signs, session, situation = self._context.station.danger_signs, self._context.session, self.case.situation
        self._run(
            lambda: signs.note_done(session, situation.person_id, situation.encounter_id, action), self._after_step
        )

    def _measure(self, given: tuple[Sequence[NewObservation], frozenset[str]]) -> None:
        """The ambulance asks for the pressure: it can be noted without leaving the card."""
        new, confirmed = given
        signs, session, situation = self._context.station.danger_signs, self._context.session, self.case.situation
        visit = (situation.person_id, situation.encounter_id)
        call = partial(signs.measure, session, *visit, new, confirmed=confirmed)
        self._run(call, self.reading.settle, self.reading.refuse)

    def _go_on(self) -> None:
        if not self.go_on_form.require_reason("go_on_reason_missing"):
            return
        reason = self.go_on_form.reason.value()
        signs, session, situation = self._context.station.danger_signs, self._context.session, self.case.situation
        self.go_on_form.do.setEnabled(False)
        self._run(lambda: signs.go_on(session, situation.person_id, situation.encounter_id, reason), self._leave)

    def _correct(self) -> None:
        if not self.correct_form.is_complete():
            return
        wrong, reason = self.correct_form.rows(), self.correct_form.reason.value()
        station, session, situation = self._context.station, self._context.session, self.case.situation
        read = read_case(self._context, situation.person_id, situation.encounter_id)

        def call() -> Situation:
            for one in wrong:
                station.pregnancies.correct(session, one.id, None, reason)
            return read().situation

        self.correct_form.do.setEnabled(False)
        self._run(call, self._after_correction)

    def _run(
        self,
        call: Callable[[], Situation],
        after: Callable[[], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        def done(situation: Situation) -> None:
            self.banner.hide()
            self.show_case(self.case.with_situation(situation))
            self.changed.emit(self.case)
            after()

        Op(self, call).on_success(done).on_failure(failed or self._failed).start()

    def _failed(self, error: Exception) -> None:
        self.show_case(self.case)
        for form in (self.correct_form, self.go_on_form):
            form.do.setEnabled(True)
        self.tell_problem(words_of(error))

    def _after_step(self) -> None:
        following = next(iter(self.steps.buttons.values()), None)
        (following or self.print_button).setFocus()

    def _after_correction(self) -> None:
        self._close_forms()
        if not self.case.situation.found:
            self._leave()
        else:
            self.correct_button.setFocus()

    def _leave(self) -> None:
        self._close_forms()
        self.closed.emit()

    # how it looks

    def _open(self, form: CardForm) -> None:
        form.show()
        self._actions.hide()

    def _close_forms(self) -> None:
        self.correct_form.hide()
        self.go_on_form.hide()
        self._actions.show()

    def _build(self) -> None:
        content = QWidget()
        body = column(content, gap=4, margin=5)
        body.addWidget(self._head())
        body.addWidget(self.banner)
        across = row(gap=6)
        stack_large(across)
        left = column(gap=4)
        left.addWidget(Text(tr("danger_signs.do_now"), "heading"))
        left.addWidget(self.steps)
        self._actions = QWidget()
        self._fill_actions(self._actions)
        for part in (self._actions, self.correct_form, self.go_on_form):
            left.addWidget(part)
        left.addWidget(self.struck)
        left.addStretch(1)
        across.addLayout(left, 3)
        right = column(gap=3)
        right.addWidget(self.phone)
        right.addWidget(self.reading)
        right.addStretch(1)
        across.addLayout(right, 2)
        body.addLayout(across)
        body.addStretch(1)
        self.correct_form.hide()
        self.go_on_form.hide()
        self.pages.addWidget(Scroll(content))
        column(self, gap=0).addWidget(self.pages)

    def _head(self) -> QFrame:
        head = QFrame()
        head.setProperty("look", "banner")
        head.setProperty("tone", "error")
        layout = row(head, gap=4, margin=4)
        layout.addWidget(IconLabel("siren", "error", "icon_empty"), 0, Qt.AlignmentFlag.AlignTop)
        words = column(gap=1)
        words.addWidget(Text(tr("danger_signs.stop"), "error"))
        words.addWidget(self.found)
        words.addWidget(self.recorded)
        words.addWidget(self.sources)
        layout.addLayout(words, 1)
        layout.addWidget(self.back_button, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _fill_actions(self, holder: QWidget) -> None:
        layout = column(holder, gap=1)
        layout.addSpacing(current_theme().gap(2))
        line = QWidget()
        buttons = FlowLayout(line, gap=2)
        for button in (self.print_button, self.correct_button, self.go_on_button):
            buttons.addWidget(button)
        layout.addWidget(line)
        layout.addWidget(self.go_on_hint)
