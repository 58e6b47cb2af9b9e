"""The line beside a name: what she is allergic to, in words. A press opens the list, where there is one to open."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.clinic.allergies.model import AllergyList, ListState
from ui.allergies.words import head_words
from ui.bridge import Latest
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.buttons import IconButton
from ui.widgets.labels import Text
from ui.widgets.layouts import row


class AllergyLine(QWidget):
    """Asks by itself, in a worker (`read`), or is shown what somebody else has read (`show_list`).

    Weight and words tell an allergy, never a colour: red, yellow and cyan are the alarms'. `said` carries the words.
    """

    said = Signal(str)

    def __init__(self, context: UiContext, person_id: str, on_open: Callable[[], object] | None = None) -> None:
        super().__init__()
        self._context, self._person_id = context, person_id
        self._latest = Latest(self)
        self.known: AllergyList | None = None
        line = row(self, gap=1)
        self.words = Text("", "muted", wrap=True)
        self.words.setObjectName("allergy_words")
        line.addWidget(self.words, 1)
        self.open: IconButton | None = None
        if on_open is not None:
            self.open = IconButton("pencil", tr("allergies.open"), on_press=on_open)
            self.open.setObjectName("open_allergies")
            line.addWidget(self.open)

    def read(self) -> None:
        """Ask what is known now."""
        allergies, session, whose = self._context.station.allergies, self._context.session, self._person_id
        self._latest.ask(lambda: allergies.of_person(session, whose), self.show_list, self._tell)

    def show_list(self, known: AllergyList) -> None:
        """Show this list."""
        self.known = known
        words = head_words(known)
        quiet = known.state is ListState.NONE_KNOWN and not known.disputed
        self._say(
            f"{words} — {tr('allergies.head_disputed')}" if known.disputed else words, "muted" if quiet else "strong"
        )

    def _tell(self, _error: Exception) -> None:
        """Not knowing is said: an empty line would read as none."""
        self._say(tr("allergies.head_failed"), "strong")

    def _say(self, words: str, role: str) -> None:
        self.words.setText(words)
        self.words.set_role(role)
        self.said.emit(words)
