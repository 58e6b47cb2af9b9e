"""Open a pregnancy: one date, and what follows from it before anything is saved."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.dating import due_date, gestational_age
from app.clinic.pregnancies.model import Pregnancy
from app.clinic.problems import InputError
from ui.bridge import Op
from ui.errors import words_of
from ui.pregnancy.words import gestational_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton
from ui.widgets.date_field import DateField
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class OpenPregnancy(QWidget):
    """`opened` carries the id of the new pregnancy."""

    opened = Signal(str)

    def __init__(self, context: UiContext, person_id: str, today: date) -> None:
        super().__init__()
        self._context = context
        self._person_id = person_id
        self._today = today
        self._confirmed: set[str] = set()
        self.lmp = DateField(today=today, latest=today)
        self.lmp.setObjectName("lmp")
        self.field = Field(tr("pregnancy.lmp"), self.lmp, hint=tr("pregnancy.lmp_hint"))
        self.follows = Text("", "title")
        self.banner = Banner()
        self.button = PrimaryButton(tr("reception.open_pregnancy"), icon_name="pregnancy", on_press=self.open)
        self.button.setObjectName("open_pregnancy")
        body = column(self, gap=3)
        body.addWidget(Text(tr("reception.no_pregnancy"), "heading"))
        line = row(gap=6)
        line.addWidget(self.field)
        line.addWidget(self.follows)
        line.addStretch(1)
        body.addLayout(line)
        body.addWidget(self.banner)
        foot = row(gap=2)
        foot.addWidget(self.button)
        foot.addStretch(1)
        body.addLayout(foot)
        self.setFocusProxy(self.lmp)
        self.lmp.day_changed.connect(self._show_what_follows)
        self.lmp.returnPressed.connect(self.button.setFocus)

    def open(self) -> None:
        """Open it, unless the date is wrong; an unlikely date or age is asked about first."""
        problem = self.lmp.problem()
        self.field.set_error(problem)
        if problem:
            self.lmp.setFocus()
            return
        pregnancies, session = self._context.station.pregnancies, self._context.session
        person_id, day, confirmed = self._person_id, self.lmp.day(), frozenset(self._confirmed)
        self.button.setEnabled(False)
        Op(self, lambda: pregnancies.open(session, person_id, day, confirmed=confirmed)).on_success(
            self._on_opened
        ).on_failure(self._on_failed).start()

    def _on_opened(self, pregnancy: Pregnancy) -> None:
        self.button.setEnabled(True)
        self.opened.emit(pregnancy.id)

    def _on_failed(self, error: Exception) -> None:
        self.button.setEnabled(True)
        if not isinstance(error, InputError):
            words = words_of(error)
            self.banner.show_message("error", words.title, words.next_step)
            return
        first = error.problems[0]
        words_said = tr(first.code, **first.values)
        if first.confirmable:
            action = (tr("risk_form.confirm"), lambda: self._confirm(first.code))
            self.banner.show_message("warn", words_said, action=action, closable=False)
        else:
            self.banner.show_message("error", words_said)

    def _confirm(self, code: str) -> None:
        self._confirmed.add(code)
        self.banner.hide()
        self.open()

    def _show_what_follows(self, day: object) -> None:
        self.field.set_error(None)
        if not isinstance(day, date) or day > self._today:
            self.follows.setText("")
            return
        age = gestational_words(gestational_age(day, self._today))
        self.follows.setText(f"{age} · {tr('pregnancy.due', date=show_date(due_date(day)))}")
