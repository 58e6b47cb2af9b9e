"""A small form over the window: title, fields, one verb."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.bridge import Op
from ui.errors import words_of
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.overlay import Overlay


class Sheet(Overlay):
    """Add to `body`; Enter presses the verb, Esc and "later" close."""

    def __init__(self, host: QWidget, title: str, explanation: str = "", *, width: str = "sheet") -> None:
        super().__init__(host)
        self.setAccessibleName(title)
        self.frame = QFrame()
        self.frame.setProperty("look", "sheet")
        self.frame.setFixedWidth(current_theme().px(width))
        layout = column(self.frame, gap=4, margin=6)
        layout.addWidget(Text(title, "heading", wrap=True))
        if explanation:
            layout.addWidget(Text(explanation, "muted", wrap=True))
        self.banner = Banner()
        layout.addWidget(self.banner)
        self.body = column(gap=4)
        layout.addLayout(self.body)
        self.buttons = row(gap=2)
        self.buttons.addStretch(1)
        layout.addLayout(self.buttons)
        self.float_above(self.frame)
        larger = current_theme().is_enlarged
        place = column(self, gap=0, margin=2 if larger else 4)
        if larger:
            holder = QWidget()
            place.addWidget(Scroll(holder, width=None))
            place = column(holder, gap=0)
        place.addStretch(2)
        # Not aligned: it would be given the height that its words need across the whole window.
        across = row(gap=0)
        across.addStretch(1)
        across.addWidget(self.frame)
        across.addStretch(1)
        place.addLayout(across)
        place.addStretch(3)
        self._verb: PrimaryButton | None = None
        self.closed: Callable[[], object] | None = None

    def add_buttons(self, verb: str | None, do: Callable[[], object], other: str) -> None:
        """The way on and the way out."""
        self.buttons.addWidget(SecondaryButton(other, on_press=self.leave))
        if verb is not None:
            self._verb = PrimaryButton(verb, on_press=do)
            self.buttons.addWidget(self._verb)

    def run(self, call: Callable[[], object], done: Callable[[], object]) -> None:
        """Do the work in a worker; close on success, else say inside the sheet what is wrong."""
        if self._verb is not None:
            self._verb.setEnabled(False)

        def succeeded(_answer: object) -> None:
            self.leave()
            done()

        Op(self, call).on_success(succeeded).on_failure(self._refused).start()

    def leave(self) -> None:
        """Close."""
        self.dismiss()
        self.deleteLater()
        if self.closed is not None:
            self.closed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._verb is not None:
            self._verb.click()
        else:
            super().keyPressEvent(event)

    def _refused(self, error: Exception) -> None:
        if self._verb is not None:
            self._verb.setEnabled(True)
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)


def say_done(words: str, message: Callable[[str, str], None]) -> Callable[[], None]:
    """What to do after a sheet succeeded: say so at the foot of the window."""
    return lambda: message("success", tr(words))
