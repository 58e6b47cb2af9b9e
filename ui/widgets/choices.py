"""One answer of a few, all visible: chips reached by Tab once, then by arrow keys or by their digit."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.spoken.announcer import say_choice
from ui.texts import tr
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout

_STEPS = {
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
}


class _Chip(Button):
    """One answer; the group hears its keys."""

    spoken_role = "choice"

    def __init__(self, words: str, group: "ChoiceChips") -> None:
        super().__init__(words, "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self._group = group

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._group.hear(self, event):
            super().keyPressEvent(event)


class ChoiceChips(QWidget):
    """`options` are (value, words); `changed` carries the value chosen by the person, None after it was taken back.

    Pressing the chosen chip again (or Delete) takes the answer back where `optional`.
    """

    spoken_role = "group"

    changed = Signal(object)

    def __init__(self, options: Sequence[tuple[object, str]], *, name: str = "", optional: bool = True) -> None:
        super().__init__()
        self._optional = optional
        self._values = [value for value, _ in options]
        self._chips = [_Chip(words, self) for _, words in options]
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        layout = FlowLayout(self, gap=1)
        for number, chip in enumerate(self._chips):
            self._group.addButton(chip, number)
            layout.addWidget(chip)
            chip.clicked.connect(lambda _checked=False, at=number: self._press(at))
        self._reach()
        if name:
            self.setAccessibleName(name)

    def value(self) -> object:
        """The value chosen, None where none is."""
        return next((value for value, chip in zip(self._values, self._chips, strict=True) if chip.isChecked()), None)

    def set_value(self, value: object) -> None:
        """Choose without telling; a value that is no option leaves all chips open."""
        for option, chip in zip(self._values, self._chips, strict=True):
            self._switch(chip, on=value is not None and option == value)
        self._reach()

    def offer(self, values: Collection[object]) -> None:
        """Show the chips of these values alone; what was chosen stays chosen."""
        for value, chip in zip(self._values, self._chips, strict=True):
            chip.setVisible(value in values)
        self.updateGeometry()

    def set_words(self, value: object, words: str) -> None:
        """Change what stands on one chip (a count in it, for example)."""
        chip = self._chips[self._values.index(value)]
        if chip.text() != words:
            chip.set_text(words)
            self._name_chip(chip)

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        for chip in self._chips:
            self._name_chip(chip)

    def _name_chip(self, chip: _Chip) -> None:
        """Its own words: a reader says the name of the group on the way in. A bare sign ("++") says nothing alone."""
        words = chip.text()
        bare = not any(sign.isalnum() for sign in words)
        chip.setAccessibleName(f"{self.accessibleName()}: {words}" if bare and self.accessibleName() else words)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        for chip in self._chips:
            chip.setAccessibleDescription(description)

    def hear(self, chip: _Chip, event: QKeyEvent) -> bool:
        """Arrow keys move the answer, digits choose it, Delete takes it back; tells whether the key was one of them."""
        at = self._chips.index(chip)
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._choose((at + _STEPS[key]) % len(self._chips))
            return True
        if event.text().isdigit() and 1 <= int(event.text()) <= len(self._chips):
            self._switch(self._chips[int(event.text()) - 1], on=True)
            self._choose(int(event.text()) - 1)
            return True
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._optional:
            self.set_value(None)
            self.changed.emit(None)
            return True
        return False

    def _switch(self, chip: _Chip, *, on: bool) -> None:
        """Where the keyboard stands on it already, no reader says by itself that a digit or Delete has switched it."""
        if chip.isChecked() != on:
            chip.setChecked(on)
            words = chip.accessibleName() or chip.text()
            say_choice(chip, tr("spoken.chosen" if on else "spoken.not_chosen", words=words))

    def _press(self, at: int) -> None:
        """After a click Qt has already switched the chip."""
        if self._chips[at].isChecked() or not self._optional:
            self._choose(at)
        else:
            self._reach()
            self.changed.emit(None)

    def _choose(self, at: int) -> None:
        for number, chip in enumerate(self._chips):
            chip.setChecked(number == at)
        self._reach()
        self._chips[at].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit(self._values[at])

    def _reach(self) -> None:
        """Tab stops once per group: at the chosen chip, else at the first."""
        chosen = next((chip for chip in self._chips if chip.isChecked()), self._chips[0])
        for chip in self._chips:
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus if chip is chosen else Qt.FocusPolicy.ClickFocus)
        self.setFocusProxy(chosen)
