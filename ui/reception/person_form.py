"""Register a person, or change one: problems are said when a field is left, all at once when saving."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QWidget

from app.clinic.people.model import NewPerson, PersonRecord
from app.clinic.problems import InputError, Problem, unresolved
from app.kernel.errors import KnownError
from ui.bridge import Latest, Op
from ui.drafts import DraftKeeper
from ui.errors import words_of
from ui.reception.consent_questions import ConsentQuestions
from ui.reception.duplicates_panel import DuplicatesPanel
from ui.reception.person_fields import PersonFields
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton, SecondaryButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, hairline, row
from ui.widgets.text_fields import TextField

DRAFT_NEW = "person"
DRAFT_CHANGE = "person_change"
_DUPLICATES_PAUSE_MS = 300


class PersonForm(QWidget):
    """`saved` carries the id, `left` says that the form was given up, `use_other` the id of "this is the person"."""

    saved = Signal(str)
    left = Signal()

    def __init__(self, context: UiContext, today: date, beside: DuplicatesPanel, record: PersonRecord | None) -> None:
        super().__init__()
        self._context = context
        self._today = today
        self.beside = beside
        self.record = record
        # In a demonstration everybody is made up, and marked so.
        self._synthetic = record.synthetic if record else context.station.profile.demo
        self._visited: set[str] = set()
        self._confirmed: set[str] = set()
        self._latest = Latest(self)
        self.fields = PersonFields(today)
        self.consents = ConsentQuestions()
        Op(self, context.station.privacy.consent_texts.current).on_success(self.consents.show_text).start()
        self.reason = TextField(placeholder=tr("person.change_reason_hint"))
        self.reason_field = Field(tr("person.change_reason"), self.reason, required=True)
        self.banner = Banner()
        self.unlikely = Banner()
        self.save_button = PrimaryButton(tr("reception.save_person"), icon_name="save", on_press=self.save)
        self.save_button.setObjectName("save_person")
        kind, subject = (DRAFT_CHANGE, record.id) if record else (DRAFT_NEW, "")
        self.keeper = DraftKeeper(self, context, kind, subject, self._draft)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_DUPLICATES_PAUSE_MS)
        self._pause.timeout.connect(self._look_for_duplicates)
        self._build()
        if record is not None:
            self.fields.show_person(record)
            self.consents.show_consents(dict(record.consents))

    # beginning

    def begin(self, person: NewPerson) -> None:
        """Start with what is known already."""
        self.fields.show_person(person)
        self._look_for_duplicates()

    def offer_draft(self) -> bool:
        """Put a kept draft back, and say so; tells whether there was one."""
        draft = self.keeper.get()
        if draft is None:
            return False
        self.fields.take_draft(draft.content)
        self.consents.take_draft(draft.content.get("consents", {}))
        self.reason.setText(str(draft.content.get("reason", "")))
        fresh = (tr("reception.draft_drop"), self._start_over)
        self.banner.show_message("info", tr("reception.draft_back"), action=fresh)
        self.kept.show()
        self._look_for_duplicates()
        return True

    def first_focus(self) -> QWidget:
        """The first field that is empty."""
        lines = self.fields.lines
        return self.fields.birth if lines["full_name"].value() else lines["full_name"]

    # saving

    def save(self) -> None:
        """Check everything, show everything that is wrong, and save when nothing is."""
        problems = self._problems()
        self._visited |= {problem.field for problem in problems}
        self._show_problems(problems)
        waiting = unresolved(problems, frozenset(self._confirmed))
        reason_missing = self.record is not None and self._changes() != {} and not self.reason.value()
        self.reason_field.set_error(tr("person.change_reason_missing") if reason_missing else None)
        if waiting or reason_missing:
            self._go_to_first(waiting)
            return
        if self.beside.undecided():
            self._tell_duplicates()
            return
        self.save_button.setEnabled(False)
        self._pause.stop()
        self.keeper.end()
        Op(self, self._call()).on_success(self._on_saved).on_failure(self._on_failed).start()

    def _call(self) -> Callable[[], PersonRecord]:
        people, session = self._context.station.people, self._context.session
        person, consents = self._person(), self.consents.answers()
        confirmed, seen = frozenset(self._confirmed), self.beside.seen()
        record, changes, reason = self.record, self._changes(), self.reason.value()

        def register() -> PersonRecord:
            return people.register(
                session, person, consents, seen_duplicates=seen, confirmed=confirmed, draft_kind=DRAFT_NEW
            )

        def change() -> PersonRecord:
            assert record is not None
            after = people.change(session, record.id, changes, reason, confirmed=confirmed) if changes else record
            for one in consents:
                after = people.set_consent(session, record.id, one.channel, one.given, text_version=one.text_version)
            self._context.station.drafts.drop(session, DRAFT_CHANGE, record.id)
            return after

        return register if record is None else change

    def _on_saved(self, record: PersonRecord) -> None:
        self.save_button.setEnabled(True)
        self.saved.emit(record.id)

    def _on_failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.keeper.resume()
        if isinstance(error, InputError):
            self._visited |= {problem.field for problem in error.problems}
            self._show_problems(error.problems)
            self._go_to_first(error.problems)
        elif isinstance(error, KnownError) and error.code in ("people.duplicates_not_seen", "people.document_taken"):
            self._look_for_duplicates()
            self._tell_duplicates()
        else:
            words = words_of(error)
            self.banner.show_message("error", words.title, words.next_step)

    def _tell_duplicates(self) -> None:
        self.banner.show_message("warn", tr("reception.decide_first"), tr("reception.decide_first_how"))
        self._scroll.verticalScrollBar().setValue(0)
        buttons = self.beside.findChildren(SecondaryButton)
        if buttons:
            buttons[0].setFocus()

    # watching what is typed

    def _build(self) -> None:
        content = QWidget()
        body = column(content, gap=5, margin=5)
        new = self.record is None
        body.addWidget(Text(tr("reception.new_title" if new else "reception.change_title"), "title"))
        body.addWidget(self.banner)
        body.addWidget(self.fields)
        body.addWidget(self.unlikely)
        body.addWidget(hairline())
        body.addWidget(self.consents)
        if not new:
            body.addWidget(hairline())
        body.addWidget(self.reason_field)
        self.reason_field.setHidden(new)
        body.addStretch(1)
        self._scroll = Scroll(content, width="column")
        layout = column(self, gap=0)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(hairline())
        foot = row(gap=2, margin=3, sides=5)
        self.kept = Text(tr("reception.draft_kept"), "small")
        self.kept.hide()
        foot.addWidget(self.kept, 1)
        foot.addStretch(1)
        foot.addWidget(QuietButton(tr("common.cancel"), on_press=self.left.emit))
        foot.addWidget(self.save_button)
        layout.addLayout(foot)
        self.fields.changed.connect(self._on_changed)
        self.fields.left.connect(self._on_left)
        self.consents.changed.connect(self._on_changed)
        self.reason.textEdited.connect(lambda _text: self._on_changed())

    def _on_changed(self) -> None:
        self.keeper.touch()
        self.kept.show()
        self._pause.start()
        if self._visited:
            self._show_problems(self._problems())

    def _on_left(self, name: str) -> None:
        line = self.fields.lines.get(name)
        # Passing by an empty field is no mistake yet: only saving asks for what is missing.
        if line is not None and not line.value() and name not in self._visited:
            return
        self._visited.add(name)
        self._show_problems(self._problems())

    def _person(self) -> NewPerson:
        return self.fields.person(synthetic=self._synthetic)

    def _problems(self) -> tuple[Problem, ...]:
        problems = list(self._context.station.people.validate(self._person()))
        typed_date = self.fields.birth.problem()
        if typed_date and self.fields.birth.day() is None:
            problems = [one for one in problems if one.field != "birth_date"]
            problems.append(Problem("birth_date", "common.expected_date"))
        return tuple(problems)

    def _show_problems(self, problems: tuple[Problem, ...]) -> None:
        said: dict[int, str] = {}
        doubts = [one for one in problems if one.confirmable and one.code not in self._confirmed]
        for problem in problems:
            if problem.field in self._visited and not problem.confirmable:
                said.setdefault(id(self.fields.field_of(problem.field)), tr(problem.code, **problem.values))
        for field in self.fields.fields.values():
            field.set_error(said.get(id(field)))
        if doubts:
            first = doubts[0]
            action = (tr("risk_form.confirm"), lambda: self._confirm(first.code))
            self.unlikely.show_message("warn", tr(first.code, **first.values), action=action, closable=False)
        else:
            self.unlikely.hide()

    def _confirm(self, code: str) -> None:
        self._confirmed.add(code)
        self._show_problems(self._problems())
        self.save_button.setFocus()

    def _go_to_first(self, problems: tuple[Problem, ...]) -> None:
        shown = list(self.fields.fields.values())
        wanted = {id(self.fields.field_of(one.field)) for one in problems if not one.confirmable}
        target: QWidget = next((field for field in shown if id(field) in wanted), self.reason_field)
        if not wanted and problems:
            target = self.unlikely
        self._scroll.ensureWidgetVisible(target, 0, self._scroll.height() // 4)
        target.setFocus()

    def _look_for_duplicates(self) -> None:
        people, session, person = self._context.station.people, self._context.session, self._person()
        without = self.record.id if self.record else None
        self._latest.ask(
            lambda: people.likely_duplicates(session, person, without), self.beside.show_likely, lambda _error: None
        )

    # the draft

    def _draft(self) -> dict[str, Any]:
        return {**self.fields.to_draft(), "consents": self.consents.to_draft(), "reason": self.reason.text()}

    def _start_over(self) -> None:
        self.keeper.drop()
        self.keeper.restart()
        self.banner.hide()
        self.kept.hide()
        self.fields.take_draft({})
        if self.record is not None:
            self.fields.show_person(self.record)
        self.consents.take_draft({})
        self.reason.clear()
        self.first_focus().setFocus()

    def _changes(self) -> dict[str, object]:
        """What differs from the record, by field."""
        if self.record is None:
            return {}
        before = PersonFields(self._today)
        before.show_person(self.record)
        old, new = asdict(before.person()), asdict(self.fields.person())
        before.deleteLater()
        return {name: value for name, value in new.items() if old[name] != value}
