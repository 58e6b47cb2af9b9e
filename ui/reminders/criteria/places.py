"""Municipalities: found by typing, each kept as a chip that takes itself away."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.reminders.criteria import MOST_VALUES, Condition, Field
from ui.reception.municipality_field import MunicipalityField
from ui.reminders.criteria.words import value_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button
from ui.widgets.flow import FlowLayout
from ui.widgets.layouts import column


class _Typed(MunicipalityField):
    """Enter takes what is typed into the list instead of handing the form in."""

    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.value():
            self.taken.emit()
            return
        super().keyPressEvent(event)


class Places(QWidget):
    """Typing, then Enter or leaving the field, adds a place."""

    changed = Signal(object)

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field
        self._name = ""
        self._codes: list[str] = []
        self.chips: dict[str, Button] = {}
        layout = column(self, gap=1)
        self._holder = QWidget()
        self._flow = FlowLayout(self._holder, gap=1)
        self.typed = _Typed()
        self.typed.setMaximumWidth(current_theme().px("field_long"))
        layout.addWidget(self._holder)
        layout.addWidget(self.typed)
        self._holder.hide()
        self.typed.taken.connect(self._take)
        self.typed.editingFinished.connect(self._take)
        self.typed.changed.connect(self.changed.emit)
        completer = self.typed.completer()
        completer.activated.connect(lambda _words: self._take())
        self.setFocusProxy(self.typed)

    def condition(self) -> Condition | None:
        """None while no place is chosen, or while something typed could not be found."""
        return None if self.problem() else Condition(self._field.code, values=tuple(self._all()))

    def problem(self) -> str | None:
        """What is typed is no place we know, or there is none."""
        typed = self.typed.value()
        if typed and not self.typed.chosen()[0]:
            return tr("criteria_editor.no_such_place", value=typed)
        if len(self._all()) > MOST_VALUES:
            return tr("criteria_editor.too_many_places", count=len(self._all()), most=MOST_VALUES)
        return None if self._all() else tr("criteria_editor.choose_place")

    def show_condition(self, one: Condition) -> None:
        """Show its places."""
        self._show(list(one.values))

    def draft(self) -> dict[str, Any]:
        """The places, and what is being typed."""
        return {"values": list(self._codes), "typed": self.typed.value()}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Show them again."""
        self._show([str(one) for one in kept.get("values", ())])
        self.typed.setText(str(kept.get("typed", "")))

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self._name = name
        self.typed.setAccessibleName(name)

    def setAccessibleDescription(self, description: str) -> None:
        super().setAccessibleDescription(description)
        self.typed.setAccessibleDescription(description)

    def _all(self) -> list[str]:
        """The chips, and what is typed in full: leaving the field must not be needed for it to count."""
        code = self.typed.chosen()[0] if self.typed.value() else ""
        return [*self._codes, code] if code and code not in self._codes else list(self._codes)

    def _take(self) -> None:
        if not self.typed.value() or not self.typed.chosen()[0]:
            return
        self._show(self._all())
        self.typed.clear()
        self.changed.emit(None)

    def _show(self, codes: list[str]) -> None:
        self._codes = codes
        for code in [one for one in self.chips if one not in codes]:
            gone = self.chips.pop(code)
            gone.hide()
            self._flow.removeWidget(gone)
            gone.deleteLater()
        for code in [one for one in codes if one not in self.chips]:
            self.chips[code] = self._chip(code)
            self._flow.addWidget(self.chips[code])
        self._holder.setVisible(bool(codes))
        self._holder.setMinimumHeight(max(self._flow.heightForWidth(self.width()), 0))

    def _chip(self, code: str) -> Button:
        words = value_words(self._field.code, code)
        chip = Button(words, "chip", on_press=lambda: self._drop(code), parent=self._holder)
        chip.setAutoDefault(False)
        chip.set_trailing("x")
        chip.setAccessibleName(tr("criteria_editor.take_place_away", place=words))
        chip.setToolTip(tr("criteria_editor.take_place_away", place=words))
        return chip

    def _drop(self, code: str) -> None:
        self._show([one for one in self._codes if one != code])
        self.typed.setFocus()
        self.changed.emit(None)
