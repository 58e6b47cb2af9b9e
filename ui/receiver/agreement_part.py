"""The agreement of confidentiality beside the alarms: read and accepted in one act, and in nobody's way."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.router.requests import Agree, Agreement
from ui.texts import chosen_language, tr
from ui.texts.formats import show_date
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, QuietButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, clear, column, row


class AgreementPart(QWidget):
    """`asked(request)`: the person accepts it. `later()` folds it: it waits, and every alarm goes on."""

    asked = Signal(object)

    def __init__(self, later: Callable[[], object]) -> None:
        super().__init__()
        self._text: Agreement | None = None
        self._waits = False
        layout = column(self, gap=3)
        self.title = Text("", "heading", wrap=True)
        layout.addWidget(self.title)
        layout.addWidget(Text(tr("receiver.agreement_about"), "muted", wrap=True))
        holder = QWidget()
        self._paragraphs = column(holder, gap=3)
        layout.addWidget(Scroll(holder, width=None), 1)
        self.version = Text("", "small", wrap=True)
        layout.addWidget(self.version)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self.accept = PrimaryButton(tr("privacy.agreement_accept"), icon_name="check", on_press=self._accept)
        self.later = QuietButton(tr("receiver.agreement_later"), on_press=later)
        buttons = row(gap=2)
        buttons.addWidget(self.accept)
        buttons.addWidget(self.later)
        buttons.addStretch(1)
        layout.addLayout(buttons)

    def show_text(self, text: Agreement | None, *, connected: bool) -> None:
        """What is to be accepted, in the words of the chosen language; None: nothing."""
        if text != self._text:
            # Another text before anything was accepted: the one that was being read does not count any more.
            changed = self._text is not None and text is not None and self._waits
            self._text, self._waits = text, False
            self._show_words()
            if changed:
                self.banner.show_message("info", tr("receiver.agreement_changed"), closable=False)
            else:
                self.banner.hide()
        if not connected:
            self._waits = False
        self.accept.setEnabled(connected and text is not None and not self._waits)

    def words(self) -> list[str]:
        """What is read, paragraph by paragraph."""
        items = [self._paragraphs.itemAt(at) for at in range(self._paragraphs.count())]
        found = [one.widget() for one in items if one is not None]
        return [one.text() for one in found if isinstance(one, Text)]

    def refused(self, words: str) -> None:
        """Why it could not be kept; it may be tried again."""
        self._waits = False
        self.banner.show_message("error", words)

    def _show_words(self) -> None:
        clear(self._paragraphs)
        if self._text is None:
            return
        language = chosen_language()
        title = self._text.title(language)
        self.title.setText(title)
        self.setAccessibleName(title)
        for paragraph in self._text.read(language):
            self._paragraphs.addWidget(Text(paragraph, wrap=True))
        self._paragraphs.addStretch(1)
        issued = show_date(date.fromisoformat(self._text.issued))
        self.version.setText(tr("privacy.agreement_version", version=self._text.version, date=issued))

    def _accept(self) -> None:
        if self._text is None or self._waits:
            return
        self._waits = True
        self.accept.setEnabled(False)
        self.asked.emit(Agree(self._text.version, chosen_language()))
