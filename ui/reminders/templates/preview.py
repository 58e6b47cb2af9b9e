"""How a text reads for one synthetic person, while it is being written."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.sms_text import segments
from app.reminders.template_model import VARIANTS
from app.reminders.template_service import Rendered
from ui.bridge import Latest
from ui.errors import words_of
from ui.reminders.templates.content import only
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.widgets.cards import Card
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class Preview(QWidget):
    """`ask` shows a wording; `changed` when somebody else is chosen as the example."""

    changed = Signal()

    def __init__(self, context: UiContext, people: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._context = context
        self._people = dict(people)
        self._latest = Latest(self)
        self.who = Dropdown(list(people))
        self.who_field = Field(tr("templates_page.preview_of"), self.who)
        self.subject, self.body = Text("", "strong", wrap=True), Text("", wrap=True)
        self.counts = Text("", "small", wrap=True)
        self._card = Card(margin=3, gap=2)
        self._spoken_by: QWidget | None = None
        self._said = ""
        self._build()
        self.who.changed.connect(lambda _id: self.changed.emit())

    def _build(self) -> None:
        layout = column(self, gap=2)
        layout.addWidget(Text(tr("templates_page.preview"), "heading"))
        layout.addWidget(self.who_field)
        self._card.body.addWidget(self.subject)
        self._card.body.addWidget(self.body)
        layout.addWidget(self._card)
        layout.addWidget(self.counts)
        if not self._people:
            self.who_field.hide()
            self._say(tr("templates_page.preview_nobody"))
        else:
            self._say(tr("templates_page.preview_waiting"))

    def spoken_by(self, button: QWidget) -> None:
        """It stands from now on as the description of what saves the text: whoever checks by ear hears it there."""
        self._spoken_by = button
        button.setAccessibleDescription(self._said)

    def ask(self, subject: str, body: str, language: str, *, broken: bool) -> None:
        """Show this wording for the chosen person, as soon as it can be filled."""
        person_id = str(self.who.value() or "")
        if not person_id:
            return
        if broken or not body.strip():
            self._latest.drop()
            self._say(tr("templates_page.preview_broken" if broken else "templates_page.preview_waiting"))
            return
        templates, session = self._context.station.reminders.templates, self._context.session
        call = partial(templates.render, session, only(subject, body), person_id, VARIANTS[0], language)
        self._latest.ask(call, self._show, partial(self._refused, person_id))

    def _show(self, shown: Rendered) -> None:
        self.subject.setText(shown.subject or tr("templates_page.preview_no_subject"))
        self.subject.set_role("strong" if shown.subject else "small")
        self.subject.show()
        self.body.setText(shown.body)
        self.body.set_role("body")
        count = segments(shown.body).count
        self.counts.setText(tr_count("templates_page.preview_counts", count, signs=len(shown.body)))
        self._tell(*([self.subject.text()] if shown.subject else []), shown.body, self.counts.text())

    def _refused(self, person_id: str, error: Exception) -> None:
        if isinstance(error, KnownError) and error.code == "templates.value_missing":
            self._say_missing(person_id, str(error.values["placeholder"]))
        else:
            self._say(words_of(error).together)

    def _say_missing(self, person_id: str, placeholder: str) -> None:
        """Whose value it is that is missing: hers, or the unit's own, without which nobody gets the message."""
        if placeholder == "unit_phone":
            self._say(tr("templates_page.preview_no_phone"))
            self.body.set_role("error")
            return
        word = tr(f"placeholders.{placeholder}")
        self._say(tr("templates_page.preview_missing", name=self._people[person_id], placeholder=word))

    def _say(self, words: str) -> None:
        self.subject.hide()
        self.body.setText(words)
        self.body.set_role("muted")
        self.counts.setText("")
        self._tell(words)

    def _tell(self, *parts: str) -> None:
        whose = self._people.get(str(self.who.value() or ""), "")
        head = tr("templates_page.preview_spoken", name=whose) if whose else tr("templates_page.preview")
        self._said = f"{head}: {' '.join(parts)}"
        if self._spoken_by is not None:
            self._spoken_by.setAccessibleDescription(self._said)
