"""Whose pregnancy this is and how far: name, age, gestational age, due date, and the last period behind them."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from app.clinic.dating import due_date, gestational_age
from app.clinic.pregnancies.model import NewObservation
from app.clinic.problems import InputError
from app.security.roles import Action
from ui.bridge import Op
from ui.errors import words_of
from ui.papers.identity import document_words
from ui.pregnancy.age_words import AgeWords
from ui.pregnancy.in_force import InForce
from ui.pregnancy.record_view import RecordView
from ui.pregnancy.words import gestational_words
from ui.reception.hits import years_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_date
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, PrimaryButton
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import column, row
from ui.widgets.synthetic_mark import SyntheticMark, beside_name
from ui.widgets.text_fields import TextField

_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RecordHead(QWidget):
    """`back` leaves the record, `dated` says that the last period was recorded or corrected."""

    back = Signal()
    dated = Signal()

    def __init__(self, context: UiContext, view: RecordView) -> None:
        super().__init__()
        self._context = context
        self._view = view
        self._confirmed: set[str] = set()
        self.age = AgeWords(view.pregnancy.gestational_age)
        self.lmp = DateField(today=view.today, latest=view.today)
        self.reason = TextField(placeholder=tr("pregnancy.lmp_reason_hint"))
        self.in_force = InForce(view.profile.time_zone)
        self.banner = Banner()
        self._dating = QWidget()
        self._grid = QGridLayout()
        self._narrow = False
        self._build()

    def show_view(self, view: RecordView) -> None:
        """The record was read again."""
        self._view = view
        self.age.show_age(view.pregnancy.gestational_age)
        self._due_words.setText(self._words_when_due())

    def _build(self) -> None:
        layout = column(self, gap=2, margin=3, sides=5)
        layout.addLayout(self._lines())
        layout.addWidget(self.in_force)
        layout.addWidget(self._dating)
        layout.addWidget(self.banner)
        self._build_dating()

    def _lines(self) -> QGridLayout:
        """Two lines: who and how far; then what else tells her apart, and when the child is due."""
        theme, person, lines = current_theme(), self._view.person, self._grid
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setHorizontalSpacing(theme.gap(3))
        lines.setVerticalSpacing(0)
        lines.setColumnStretch(1, 1)
        back = IconButton("arrow-left", tr("pregnancy.back"), on_press=self.back.emit)
        back.setObjectName("back_to_list")
        name = ElidedText(person.shown_name, "heading")
        name.setObjectName("record_name")
        words = f"{years_words(person.birth_date, self._view.today)} · {document_words(person.cpf, person.cns)}"
        self._about = Text(words, "small", wrap=True)
        for giving_way in (name, self._about):
            policy = giving_way.sizePolicy()
            policy.setHorizontalPolicy(QSizePolicy.Policy.Ignored)
            giving_way.setSizePolicy(policy)
        lines.addWidget(back, 0, 0)
        self._mark = SyntheticMark()
        self._who = beside_name(name, self._mark)
        lines.addLayout(self._who, 0, 1)
        if not person.synthetic:
            self._mark.hide()
        lines.addWidget(self.age, 0, 2, _AT_RIGHT)
        self._when_due = self._due()
        lines.addWidget(self._about, 1, 1)
        lines.addWidget(self._when_due, 1, 2, _AT_RIGHT)
        return lines

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < current_theme().px("head_room")
        if narrow != self._narrow:
            self._narrow = narrow
            self._grid.removeWidget(self._about)
            self._grid.removeWidget(self._when_due)
            self._grid.addWidget(self._about, 1, 1, 1, 2 if narrow else 1)
            self._grid.addWidget(self._when_due, 2 if narrow else 1, 2, _AT_RIGHT)
            # In short room the name needs the whole first line.
            if narrow:
                self._who.removeWidget(self._mark)
                self._grid.addWidget(self._mark, 2, 1)
            else:
                self._grid.removeWidget(self._mark)
                self._who.insertWidget(1, self._mark)

    def _due(self) -> QWidget:
        part = QWidget()
        line = row(part, gap=1)
        self._due_words = Text(self._words_when_due(), "small")
        line.addWidget(self._due_words)
        if self._context.may(Action.RECORD_OBSERVATION):
            words = tr("pregnancy.lmp_change" if self._view.lmp else "pregnancy.lmp_tell")
            self.change = IconButton("pencil", words, on_press=self._switch)
            self.change.setObjectName("change_lmp")
            line.addWidget(self.change)
        return part

    def _words_when_due(self) -> str:
        due = self._view.pregnancy.due_date
        return tr("pregnancy.due", date=show_date(due)) if due else ""

    def _build_dating(self) -> None:
        body = column(self._dating, gap=2)
        line = row(gap=4)
        self._field = Field(tr("pregnancy.lmp"), self.lmp, hint=tr("pregnancy.lmp_hint"))
        line.addWidget(self._field)
        reason_field = Field(tr("pregnancy.lmp_reason"), self.reason)
        if self._view.lmp is None:
            reason_field.hide()
        line.addWidget(reason_field, 1)
        self._follows = Text("", "strong")
        line.addWidget(self._follows)
        line.addWidget(PrimaryButton(tr("pregnancy.lmp_save"), on_press=self.save), 0, Qt.AlignmentFlag.AlignVCenter)
        body.addLayout(line)
        self._dating.hide()
        self.lmp.set_day(self._view.pregnancy.lmp)
        self.lmp.day_changed.connect(self._show_what_follows)

    def _switch(self) -> None:
        self._dating.setVisible(self._dating.isHidden())
        if not self._dating.isHidden():
            self.lmp.setFocus()

    def _show_what_follows(self, day: object) -> None:
        self._field.set_error(None)
        if isinstance(day, date) and day <= self._view.today:
            age = gestational_words(gestational_age(day, self._view.today))
            self._follows.setText(f"{age} · {tr('pregnancy.due', date=show_date(due_date(day)))}")
        else:
            self._follows.setText("")

    def save(self) -> None:
        """Record the last period, or correct it with a reason."""
        day = self.lmp.day()
        problem = self.lmp.problem() or (None if day else tr("common.expected_text"))
        self._field.set_error(problem)
        if problem or day is None:
            return
        pregnancies, session = self._context.station.pregnancies, self._context.session
        view, reason, confirmed = self._view, self.reason.value(), frozenset(self._confirmed)

        def write() -> object:
            if view.lmp is None:
                new = [NewObservation("lmp", day.isoformat())]
                return pregnancies.record(session, view.pregnancy.id, new, confirmed=confirmed)
            return pregnancies.correct(session, view.lmp.id, day.isoformat(), reason, confirmed=confirmed)

        Op(self, write).on_success(lambda _done: self.dated.emit()).on_failure(self._on_failed).start()

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, InputError):
            first = error.problems[0]
            if first.confirmable:
                action = (tr("risk_form.confirm"), lambda: self._confirm(first.code))
                self.banner.show_message("warn", tr(first.code, **first.values), action=action, closable=False)
            else:
                self._field.set_error(tr(first.code, **first.values))
            return
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    def _confirm(self, code: str) -> None:
        self._confirmed.add(code)
        self.banner.hide()
        self.save()
