"""What every section of the administration has in common: title, explanation, message, body, background work."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.administration.states import States
from ui.bridge import Op
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

Result = TypeVar("Result")


class WorkPage(QWidget):
    """Title, explanation, message and background work, with or without a station behind it. Add to `body`; put buttons
    beside the title by `add_action`."""

    def __init__(self, title: str, explanation: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        layout = column(self, gap=4)
        self._head = row(gap=2)
        words = column(gap=1)
        self.title = Text(title, "title", wrap=current_theme().is_large)
        words.addWidget(self.title)
        self.explanation = Text(explanation, "muted", wrap=True)
        words.addWidget(self.explanation)
        self._head.addLayout(words, 1)
        layout.addLayout(self._head)
        self._below = QWidget()
        self._actions = FlowLayout(self._below)
        self._below.hide()
        layout.addWidget(self._below)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self.body = column(gap=4)
        layout.addLayout(self.body, 1)

    def add_action(self, button: QWidget) -> None:
        """Put a button at the right of the title; below it where very large text would leave the title a slit."""
        if current_theme().is_large:
            self._actions.addWidget(button)
            self._below.show()
            return
        self._head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)

    def loads(self, states: States, call: Callable[[], Result], show: Callable[[Result], object]) -> None:
        """Fill `states`: grey lines while `call` runs in a worker, then `show`, or why not and a way to try again."""
        states.show_loading()
        retry = lambda: self.loads(states, call, show)  # noqa: E731 - the retry is this very call
        Op(self, call).on_success(show).on_failure(
            lambda error: states.show_wrong(words_of(error).together, retry)
        ).start()

    def does(
        self,
        call: Callable[[], Result],
        done: Callable[[Result], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Do something in a worker; a refusal stands in the section's message unless `failed` takes it."""
        Op(self, call).on_success(done).on_failure(failed or self.show_error).start()

    def show_error(self, error: Exception) -> None:
        """Say why something could not be done."""
        self.banner.show_message("error", tr("administration.could_not_do"), words_of(error).together)

    def show_done(self, words: str, details: str = "") -> None:
        """Say that something was done."""
        self.banner.show_message("success", words, details)


class SectionPage(WorkPage):
    """One section of the administration; `refresh` reads everything again."""

    def __init__(self, context: UiContext, title: str, explanation: str) -> None:
        super().__init__(title, explanation)
        self.context = context

    def refresh(self) -> None:
        """Read again what the section shows; called each time it is opened."""

    def open_subject(self, subject: str) -> None:
        """Open one thing of the section, by its id."""

    def step_back(self) -> bool:
        """Esc: one step back inside the section; False where there is none."""
        return False

    def print_current(self) -> None:
        """Ctrl+P: print what is shown, where there is something to print."""

    def leave(self) -> None:
        """Somebody goes elsewhere, locks or closes the window: keep drafts now."""

    def keeps_draft(self) -> bool:
        """Whether something unsaved is kept as a draft."""
        return False

    def keys_here(self) -> Sequence[tuple[str, str]]:
        """(key, words) of what only this page answers to."""
        return ()
