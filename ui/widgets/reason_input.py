"""Why something is done: reasons that are often meant, as chips, and room for one's own words."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from ui.texts import tr
from ui.widgets.choices import ChoiceChips
from ui.widgets.layouts import column
from ui.widgets.text_fields import TextField


class ReasonInput(QWidget):
    """`value()` is the offered reason, the own words, or both; empty while neither is there."""

    changed = Signal(object)

    def __init__(self, offered: Sequence[str] = (), *, name: str = "") -> None:
        super().__init__()
        layout = column(self, gap=2)
        self.chips = ChoiceChips([(words, words) for words in offered], name=name) if offered else None
        own = tr("corrections.reason_own") if offered else ""
        self.line = TextField(placeholder=own, name=name)
        if self.chips is not None:
            layout.addWidget(self.chips)
            self.chips.changed.connect(lambda _value: self.changed.emit(self.value()))
        layout.addWidget(self.line)
        self.line.changed.connect(lambda _value: self.changed.emit(self.value()))
        self.setFocusProxy(self.line if self.chips is None else self.chips)

    def value(self) -> str:
        """The reason as it is kept."""
        chosen = self.chips.value() if self.chips is not None else None
        return " — ".join(part for part in (str(chosen or ""), self.line.value()) if part)

    def set_value(self, words: str) -> None:
        """Put a reason in: an offered one is chosen, other words stand in the line."""
        offered = self.chips is not None
        if self.chips is not None:
            self.chips.set_value(words)
            offered = self.chips.value() is not None
        self.line.set_value("" if offered else words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.chips is not None:
            # A layout forgets how high a flow becomes in its width where something above it is aligned.
            self.chips.setMinimumHeight(max(self.chips.heightForWidth(self.width()), 0))

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)
        if self.chips is not None:
            self.chips.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.line.setAccessibleDescription(description)
