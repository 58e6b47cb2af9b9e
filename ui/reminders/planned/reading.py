"""How the one message reads for the person it is for, and when it goes out, while it is being chosen."""

from functools import partial

from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.reminders.messages import NewMessage
from app.reminders.single_preview import SinglePreview
from ui.bridge import Latest
from ui.errors import words_of
from ui.reminders.parts.words import channel_words, moved_words, reason_words
from ui.shell.context import UiContext
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.widgets.cards import Card
from ui.widgets.labels import Text
from ui.widgets.layouts import column


class Reading(QWidget):
    """`ask` shows a message. What it says is also the description of `button`, which schedules it: whoever checks by
    ear hears it there."""

    def __init__(self, context: UiContext, button: QWidget) -> None:
        super().__init__()
        self._context, self._button = context, button
        self._latest = Latest(self)
        self.about = Text("", "small", wrap=True)
        self.subject, self.body = Text("", "strong", wrap=True), Text("", wrap=True)
        self._card = Card(margin=3, gap=2)
        self._card.body.addWidget(self.subject)
        self._card.body.addWidget(self.body)
        layout = column(self, gap=2)
        layout.addWidget(self.about)
        layout.addWidget(self._card)
        self.wait()

    def wait(self) -> None:
        """Something is not chosen yet."""
        self._latest.drop()
        self._say(tr("planned_page.reading_waiting"))

    def ask(self, new: NewMessage, name: str) -> None:
        """Show it as it stands now; `name`: whom it is for."""
        context = self._context
        call = partial(context.station.reminders.single_previews.preview, context.session, new)
        self._latest.ask(call, partial(self._show, name), partial(self._refused, name))

    def _show(self, name: str, read: SinglePreview) -> None:
        at = show_instant(read.due_at, self._context.station.profile.time_zone)
        why = tr("planned_page.moved_because", why=moved_words(read.moved)) if read.moved else ""
        whose = tr("campaigns_page.example_for", name=name, channel=channel_words(read.channel))
        self.about.setText(" ".join(part for part in (tr("planned_page.reading_at", at=at), why, whose) if part))
        self.about.show()
        self.subject.setText(read.subject)
        self.subject.setHidden(not read.subject)
        self.body.setText(read.text)
        self.body.set_role("body")
        self._card.show()
        self._tell(self.about.text(), read.subject, read.text)

    def _refused(self, name: str, error: Exception) -> None:
        words = words_of(error).together
        if isinstance(error, KnownError) and error.code == "templates.value_missing":
            lacking = tr(f"placeholders.{error.values['placeholder']}")
            words = tr("planned_page.reading_lacks", name=name, placeholder=lacking)
        elif isinstance(error, KnownError) and error.code == "messages.not_reachable":
            words = tr("planned_page.not_reachable", why=reason_words(str(error.values["reason"])))
        self._say(words, "error")

    def _say(self, words: str, role: str = "muted") -> None:
        self.about.hide()
        self.subject.hide()
        self.body.setText(words)
        self.body.set_role(role)
        self._tell(words)

    def _tell(self, *parts: str) -> None:
        self._button.setAccessibleDescription(" ".join(part for part in parts if part))
