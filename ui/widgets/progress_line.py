"""Work that takes longer than a moment: what is done, how far it is, and a way to stop it."""

from collections.abc import Callable

from PySide6.QtWidgets import QProgressBar, QWidget

from ui.texts import tr
from ui.widgets.buttons import QuietButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class ProgressLine(QWidget):
    """Hidden until `begin`; without a known total the bar stays empty and the words say what is going on."""

    def __init__(self, *, on_cancel: Callable[[], object] | None = None, cancel_words: str = "") -> None:
        super().__init__()
        layout = column(self, gap=1)
        line = row(gap=2)
        self._words = Text("", "small")
        line.addWidget(self._words, 1)
        self._cancel = QuietButton(cancel_words or tr("common.cancel"), on_press=on_cancel)
        if on_cancel is None:
            self._cancel.hide()
        line.addWidget(self._cancel)
        layout.addLayout(line)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        layout.addWidget(self._bar)
        self.hide()

    def begin(self, words: str) -> None:
        """Show it."""
        self._words.setText(words)
        self._bar.setRange(0, 100)
        self._bar.setValue(0)
        self._bar.setAccessibleName(words)
        self.show()

    def advance(self, done: int, total: int, words: str = "") -> None:
        """Show how far it is."""
        self._bar.setRange(0, max(1, total))
        self._bar.setValue(done)
        if words:
            self._words.setText(words)

    def end(self) -> None:
        """Hide it."""
        self.hide()
