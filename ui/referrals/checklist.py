"""What must be in the record before it is referred: what is there, what is missing, and the way to enter it."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.clinic.problems import Problem
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.field import Field
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import clear, column, row
from ui.widgets.number_field import NumberField

THINGS: Final = ("physical_exam", "pregnancies_count", "lmp", "assessment")
COUNT: Final = "pregnancies_count"
_MOST_PREGNANCIES: Final = 30


class Checklist(QWidget):
    """`go(thing)` leads to where it is entered; the number of pregnancies is entered here: `note(number)`.

    `may`: whether this person may enter any of it.
    """

    def __init__(self, go: Callable[[str], object], note: Callable[[int], object], *, may: bool) -> None:
        super().__init__()
        self._go, self._note, self._may = go, note, may
        self.buttons: dict[str, SecondaryButton] = {}
        self.number = NumberField(minimum=1, maximum=_MOST_PREGNANCIES)
        self.field: Field | None = None
        self._layout = column(self, gap=2)
        self.setAccessibleName(tr("compose.compulsory"))

    def show_problems(self, problems: Sequence[Problem], *, waits: bool = True) -> None:
        """Show what is missing with what to do, and in one line what is there; an emergency waits for none of it."""
        clear(self._layout)
        self.buttons, self.field = {}, None
        missing = {one.field for one in problems}
        if missing:
            self._layout.addWidget(Text(tr("compose.compulsory"), "label"))
        for thing in THINGS:
            if thing in missing:
                self._layout.addWidget(self._missing(thing))
        if not waits:
            self._layout.addWidget(self._there(tr("compose.waits_for_nothing")))
        elif len(missing) < len(THINGS):
            there = [tr(f"compose.{thing}") for thing in THINGS if thing not in missing]
            self._layout.addWidget(self._there(" · ".join(there)))

    def first_missing(self) -> QWidget | None:
        """What the keyboard should reach first; None where nothing is missing."""
        buttons: list[QWidget] = list(self.buttons.values())
        return self.number if self.field is not None and len(buttons) == 1 else next(iter(buttons), None)

    def _there(self, words: str) -> QWidget:
        holder = QWidget()
        line = row(holder, gap=3)
        line.addWidget(IconLabel("check", "success", "icon"), 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(words, "muted", wrap=True), 1)
        return holder

    def _missing(self, thing: str) -> QWidget:
        holder = QWidget()
        line = row(holder, gap=3)
        sign = IconLabel("alert-triangle", "warn", "icon")
        sign.setFixedHeight(current_theme().px("target"))
        line.addWidget(sign, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(tr(f"compose.{thing}_missing"), "strong", wrap=True), 1)
        if not self._may:
            return holder
        if thing == COUNT:
            self.number = NumberField(minimum=1, maximum=_MOST_PREGNANCIES)
            self.number.line.setObjectName("pregnancies_count")
            self.number.line.returnPressed.connect(self._take_number)
            self.field = Field(tr("compose.pregnancies_count_label"), self.number)
            line.addWidget(self.field)
        press = self._take_number if thing == COUNT else lambda: self._go(thing)
        button = SecondaryButton(tr(f"compose.{thing}_go"), on_press=press)
        button.setObjectName(f"go_{thing}")
        self.buttons[thing] = button
        line.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        return holder

    def _take_number(self) -> None:
        value = self.number.value()
        wrong = self.number.problem() or (tr("compose.pregnancies_count_empty") if value is None else None)
        if self.field is not None:
            self.field.set_error(wrong)
        if wrong or value is None:
            self.number.setFocus()
            return
        self._note(int(value))
