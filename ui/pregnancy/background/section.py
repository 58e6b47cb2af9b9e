"""The tab of the history: groups of questions answered by one letter each, kept as a draft until they are saved."""

from collections import defaultdict
from typing import Any

from PySide6.QtWidgets import QFrame, QWidget

from app.clinic.pregnancies.model import PregnancyStatus
from app.clinic.prenatal.history_service import Changed
from app.security.roles import Action
from ui.administration.states import States
from ui.bridge import Latest, Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.pregnancy.background.answers import BackgroundAnswers, BackgroundRead, asked
from ui.pregnancy.background.question_list import QuestionList
from ui.pregnancy.background.question_row import QuestionRow
from ui.pregnancy.section import RecordHost, RecordSection
from ui.texts import tr, tr_count
from ui.texts.formats import show_instant, show_number
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.reason_input import ReasonInput
from ui.widgets.status_line import StatusLine
from ui.widgets.text_fields import SearchField
from ui.widgets.turning import Turning

DRAFT = "history"
_REASONS = ("misheard", "new", "document")


class BackgroundSection(RecordSection):
    """Answers wait in `answers.pending` until `save`; changing a stored one asks for a reason."""

    def __init__(self, host: RecordHost) -> None:
        super().__init__(host)
        view = host.view
        is_open = view.pregnancy.status is PregnancyStatus.CURRENT and not view.locked
        self.may_answer = self.context.may(Action.RECORD_OBSERVATION) and is_open
        self._why_not = "" if self.may_answer else _why_not(view.locked, is_open=is_open)
        self._latest = Latest(self)
        self._read: BackgroundRead | None = None
        self.answers = BackgroundAnswers()
        self.search = SearchField(placeholder=tr("background.search"), name=tr("background.search"))
        self.progress = Text("", "strong")
        self.next_button = QuietButton(tr("background.next"), icon_name="arrow-right", on_press=self.go_next)
        self.questions = QuestionList(view.profile.time_zone, self._known)
        self.groups = self.questions.groups
        self.reason = ReasonInput([tr(f"background.reason_{code}") for code in _REASONS], name=tr("background.reason"))
        self.reason_field = Field(tr("background.reason"), self.reason, required=True)
        self.status = StatusLine()
        self.undo_button = QuietButton(tr("background.undo"), on_press=self.undo)
        self.save_button = PrimaryButton(tr("background.save"), on_press=self.save)
        self.save_button.setObjectName("save_history")
        self.states = States()
        self.keeper = DraftKeeper(self, self.context, DRAFT, view.pregnancy.id, self.answers.to_draft)
        self._build()
        self._listen()
        self.states.show_loading()

    # what the record asks of every part

    def refresh(self) -> None:
        """Read the answers again; what was answered and not saved stays."""
        self.questions.begin()
        station, session, pregnancy_id = self.context.station, self.context.session, self.host.view.pregnancy.id

        def read() -> BackgroundRead:
            held = {one.question: one for one in station.history.answers(session, pregnancy_id)}
            changes: dict[str, list[Changed]] = defaultdict(list)
            for one in station.history.changes(session, pregnancy_id):
                changes[one.question].append(one)
            draft = station.drafts.get(session, DRAFT, pregnancy_id)
            return BackgroundRead(held, {code: tuple(each) for code, each in changes.items()}, draft)

        self._latest.ask(read, self._show_read, self._cannot_read)

    def leave(self) -> None:
        """Keep the draft now."""
        self.keeper.flush()

    def step_back(self) -> bool:
        """Esc empties the search first."""
        if self.search.value():
            self.search.clear()
            self.questions.filter("")
            return True
        return False

    def first_focus(self) -> QWidget | None:
        """The first question without an answer, else the search."""
        if not self._unanswered():
            self.questions.build()
        return next(iter(self._unanswered()), None) or self.search

    def unsaved(self) -> bool:
        """Whether answers wait to be saved."""
        return bool(self.answers.pending)

    def open_detail(self, detail: str) -> None:
        """One question, by its code."""
        one = self.questions.row(detail)
        if one is not None:
            self.questions.reach(one)

    # answering

    def go_next(self) -> None:
        """To the next question without an answer, after the one where the focus is, then from the top."""
        self.questions.build()
        rows, unanswered = self.questions.rows(), set(self._unanswered())
        at = next((number for number, one in enumerate(rows) if one.isAncestorOf(self._focused())), -1)
        following = [one for one in (*rows[at + 1 :], *rows[: at + 1]) if one in unanswered]
        if following:
            self.questions.reach(following[0])

    def undo(self) -> None:
        """Take back what was answered and not saved."""
        self.answers.pending.clear()
        self.reason.set_value("")
        self.keeper.drop()
        self.keeper.restart()
        self.banner.hide()
        self.status.say("info", "")
        self._show_answers()

    def save(self) -> None:
        """Store the answers; changed ones with the reason."""
        if not self.may_answer or not self.answers.pending:
            return
        corrections, reason = self.answers.corrections(), self.reason.value()
        missing = bool(corrections) and not reason
        self.reason_field.set_error(tr("background.reason_missing") if missing else None)
        if missing:
            self.reason_field.setFocus()
            return
        self.save_button.setEnabled(False)
        self.status.say("info", tr("background.saving"))
        self.keeper.end()
        station, session, pregnancy_id = self.context.station, self.context.session, self.host.view.pregnancy.id
        new = self.answers.new()

        changed = {wrong.id: right for wrong, right in corrections}

        def call() -> object:
            return station.history.save(session, pregnancy_id, new, changed, reason, draft_kind=DRAFT)

        Op(self, call).on_success(lambda _stored: self._saved()).on_failure(self._not_saved).start()

    def _saved(self) -> None:
        self.answers.pending.clear()
        self.reason.set_value("")
        self.keeper.restart()
        self.banner.hide()
        self.status.say("success", tr("background.saved"))
        self.refresh()
        self.host.stored()

    def _not_saved(self, error: Exception) -> None:
        self.keeper.resume()
        self.status.say("error", tr("background.not_saved"))
        self.show_error(error)
        # Nothing was stored; what somebody else stored meanwhile is read, and compared.
        self.refresh()

    def _answered(self, given: tuple[str, Any]) -> None:
        code, answer = given
        self.answers.answer(code, answer)
        self._touched()

    def _accept(self, codes: tuple[str, ...]) -> None:
        if self.may_answer and self.answers.accept(codes):
            self._touched()

    def _touched(self) -> None:
        self.keeper.touch()
        self.status.say("info", "")
        self._show_answers()

    # showing

    def _show_read(self, read: BackgroundRead) -> None:
        first = self._read is None
        self._read = read
        kept = dict(self.answers.pending)
        self.answers.stored = read.answers
        self.answers.pending.clear()
        for code, answer in kept.items():
            self.answers.answer(code, answer)
        if first and read.draft is not None and self.may_answer:
            self.answers.take_draft(read.draft.content)
            if self.answers.pending:
                at = show_instant(read.draft.saved_at, self.host.view.profile.time_zone)
                action = (tr("background.undo"), self.undo)
                self.banner.show_message("info", tr("background.draft_back", at=at), action=action)
        self.states.show_full()
        self._show_answers()
        self.questions.go_on()

    def _cannot_read(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.refresh)

    def _show_answers(self) -> None:
        if self._read is None:
            return
        self.questions.show_state(self.answers, self._read, may_answer=self.may_answer)
        questions = asked()
        answered = sum(self.answers.shown(one.code) is not None for one in questions)
        whole = answered == len(questions)
        words = tr("background.progress", answered=answered, total=len(questions))
        self.progress.setText(tr("background.complete") if whole else words)
        self.next_button.setVisible(self.may_answer and not whole)
        waiting = len(self.answers.pending)
        self.save_button.set_text(tr_count("background.save", waiting) if waiting else tr("background.save"))
        self.save_button.setEnabled(bool(waiting))
        self.undo_button.setVisible(bool(waiting))
        self.reason_field.setVisible(bool(self.answers.corrections()))

    def _known(self, source: str) -> str:
        """The value of the record that answers a question."""
        value = getattr(self.host.view.proposed.form, source, None)
        if value is None:
            return tr("background.known_missing")
        shown = show_number(int(value) if float(value).is_integer() else value)
        return tr("background.known", value=tr(f"background.unit_{source}", value=shown))

    def _unanswered(self) -> list[QuestionRow]:
        return [one for one in self.questions.rows() if self.answers.shown(one.code) is None]

    def _focused(self) -> QWidget:
        focused: QWidget | None = self.window().focusWidget()
        return self if focused is None else focused

    def _listen(self) -> None:
        self.search.searched.connect(lambda text: self.questions.filter(str(text)))
        self.reason.changed.connect(lambda _words: self.reason_field.set_error(None))
        for group in self.groups:
            group.accept.connect(self._accept)
            group.answered.connect(self._answered)
            group.next_wanted.connect(self.go_next)

    def _build(self) -> None:
        top = column(gap=1, margin=3, sides=5)
        tools = Turning("head_room")
        tools.line.addWidget(self.search, 1)
        tools.line.addWidget(self.progress)
        tools.line.addWidget(self.next_button)
        top.addWidget(tools)
        top.addWidget(Text(self._why_not or tr("background.keys"), "small", wrap=True))
        self.body.addLayout(top)
        self.states.full.addWidget(self.questions)
        self.body.addWidget(self.states, 1)
        foot = QFrame()
        foot.setProperty("look", "foot")
        below = column(foot, gap=2, margin=2, sides=5)
        below.addWidget(self.reason_field)
        self.reason_field.hide()
        buttons = Turning("head_room", gap=2)
        buttons.line.addWidget(self.status, 1)
        buttons.line.addWidget(self.undo_button)
        buttons.line.addWidget(self.save_button)
        below.addWidget(buttons)
        self.body.addWidget(foot)
        foot.setVisible(self.may_answer)
        self.undo_button.hide()
        self.save_button.setEnabled(False)


def _why_not(locked: bool, *, is_open: bool) -> str:
    if locked:
        return tr("record_strip.card")
    return tr("background.only_looking" if is_open else "background.closed")
