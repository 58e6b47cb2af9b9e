"""One wording being written: subject and message in one language, how long it gets, and where something is wrong."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QScrollArea, QWidget

from app.kernel.errors import KnownError
from app.reminders.template_model import LANGUAGES
from app.reminders.templates import TemplateProblem, read_body, read_subject
from app.reminders.templates import Text as Read
from ui.reminders.templates.words import counted_words, first_problem, problem_words
from ui.texts import tr
from ui.widgets.buttons import QuietButton
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.text_fields import LongTextField, TextField

_LINES = 6


def asks_for_value(event: QKeyEvent) -> bool:
    """Ctrl+Space."""
    return event.key() == Qt.Key.Key_Space and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)


class _Subject(TextField):
    """`asked`: a value from the list is wanted."""

    asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if asks_for_value(event):
            self.asked.emit()
            return
        super().keyPressEvent(event)

    def put_caret(self, _line: int, column_number: int) -> None:
        """To a 1-based place."""
        self.setCursorPosition(_units(self.text(), column_number - 1))

    def put_in(self, words: str) -> None:
        """At the caret."""
        self.insert(words)


class _Body(LongTextField):
    """As `_Subject`, of several lines."""

    asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if asks_for_value(event):
            self.asked.emit()
            return
        super().keyPressEvent(event)

    def put_caret(self, line: int, column_number: int) -> None:
        """To a 1-based place."""
        block = self.document().findBlockByNumber(line - 1)
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + _units(block.text(), column_number - 1))
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def put_in(self, words: str) -> None:
        """At the caret."""
        self.insertPlainText(words)


class TextPad(QWidget):
    """`changed` at every key; `asked` when a value from the list is wanted."""

    changed = Signal()
    asked = Signal()

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.subject, self.body = _Subject(), _Body(lines=_LINES)
        hint = "body_hint" if language == LANGUAGES[0] else "body_hint_en"
        self.subject_field = Field(tr("templates_page.subject"), self.subject)
        self.body_field = Field(
            tr("templates_page.body"),
            self.body,
            hint=tr(f"templates_page.{hint}"),
            required=language == LANGUAGES[0],
        )
        self.counts, self.why = Text("", "strong"), Text("", "small", wrap=True)
        self.go_there = QuietButton(tr("templates_page.go_there"), on_press=self.go_to_problem)
        self._problem: tuple[TemplateProblem, bool] | None = None
        self._last: _Subject | _Body = self.body
        self._build()
        self._count()

    def _build(self) -> None:
        layout = column(self, gap=3, margin=3, sides=0)
        layout.addWidget(self.subject_field)
        layout.addWidget(self.body_field)
        line = row(gap=2)
        line.addWidget(self.counts, 1)
        line.addWidget(self.go_there)
        layout.addLayout(line)
        layout.addWidget(self.why)
        layout.addStretch(1)
        self.go_there.hide()
        for one in (self.subject, self.body):
            one.changed.connect(self._typed)
            one.asked.connect(lambda which=one: self._ask(which))

    def texts(self) -> tuple[str, str]:
        """Subject and message as they stand; the message keeps the blanks before it, so that places stay true."""
        return self.subject.value(), self.body.toPlainText().rstrip()

    def set_texts(self, subject: str, body: str) -> None:
        """Put a wording in."""
        self.subject.set_value(subject)
        self.body.set_value(body)

    def is_empty(self) -> bool:
        """Whether no word is written."""
        return not any(one.strip() for one in self.texts())

    def problem(self) -> TemplateProblem | None:
        """The first thing that is wrong; an empty pad in another language than Portuguese is none."""
        return found[0] if (found := self._find()) else None

    def check(self, *, also_empty: bool = False) -> TemplateProblem | None:
        """Say below the field what is wrong. `also_empty`: not only what is written but what is missing."""
        self._problem = None if self.is_empty() and not also_empty else self._find()
        for field, about_subject in ((self.subject_field, True), (self.body_field, False)):
            here = self._problem is not None and self._problem[1] is about_subject
            problem = self._problem[0] if here and self._problem else None
            field.set_error(problem_words(problem, subject=about_subject) if problem else None)
        self.go_there.setVisible(self._problem is not None and self._problem[0].code != "nothing")
        return self._problem[0] if self._problem else None

    def go_to_problem(self) -> None:
        """Put the caret where it is wrong."""
        if self._problem is not None:
            problem, about_subject = self._problem
            control = self.subject if about_subject else self.body
            control.setFocus()
            control.put_caret(problem.line, problem.column)
            _scroll_to(self.subject_field if about_subject else self.body_field)

    def put_in(self, code: str) -> None:
        """Put a placeholder where somebody wrote last."""
        self._last.put_in(f"{{{{{code}}}}}")
        self._last.setFocus()

    def noticed(self) -> None:
        """Which of the two fields somebody writes in."""
        if self.subject.hasFocus() or self.body.hasFocus():
            self._last = self.subject if self.subject.hasFocus() else self.body

    def _ask(self, which: "_Subject | _Body") -> None:
        self._last = which
        self.asked.emit()

    def _typed(self, _words: object) -> None:
        self.noticed()
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        subject, body = self.texts()
        self.subject_field.set_hint("" if subject or not body else tr("templates_page.subject_hint"))
        try:
            read = read_body(body)
        except KnownError:
            read = Read(body, (body,))
        counts, why = counted_words(read)
        self.counts.setText(counts)
        self.why.setText(why)

    def _find(self) -> tuple[TemplateProblem, bool] | None:
        subject, body = self.texts()
        if self.language != LANGUAGES[0] and self.is_empty():
            return None
        try:
            if subject:
                read_subject(subject)
        except KnownError as refused:
            found = first_problem(refused)
            return (found, True) if found else None
        try:
            read_body(body)
        except KnownError as refused:
            found = first_problem(refused)
            return (found, False) if found else None
        return None


def _units(words: str, signs: int) -> int:
    """How far Qt counts to after so many signs: it counts some (an emoji) twice."""
    return len(words[:signs].encode("utf-16-le")) // 2


def _scroll_to(field: QWidget) -> None:
    """With what is said below the field, not only the line of the caret."""
    above = field.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    if above is not None:
        above.ensureWidgetVisible(field)
