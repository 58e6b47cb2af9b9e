"""Conditions put together on screen: each a line, all to hold; a line is added from a list and takes itself away."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.kernel.errors import KnownError
from app.reminders.criteria import MOST_CONDITIONS, Condition, fields
from ui.administration.tab_order import in_reading_order
from ui.reminders.criteria.rows import ConditionRow
from ui.reminders.criteria.words import field_words
from ui.spoken.roles import give_role
from ui.texts import tr
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row


class CriteriaEditor(QWidget):
    """No condition at all is everybody. `today`: days are also said as dates; None where they count from another day.

    `conditions()` raises KnownError `criteria.bad` while a condition is unfinished: leaving it out would choose more
    people than were meant. Ask `is_finished()` first, or `check()`, which says under each field what is wrong.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None, *, today: date | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.rows: list[ConditionRow] = []
        layout = column(self, gap=3)
        self._nobody_left_out = Text(tr("criteria_editor.everybody"), "muted", wrap=True)
        layout.addWidget(self._nobody_left_out)
        self._lines = column(gap=3)
        layout.addLayout(self._lines)
        self.add_button = SecondaryButton(tr("criteria_editor.add"), icon_name="plus", on_press=self._offer)
        give_role(self.add_button, "menu")
        foot = row(gap=3)
        foot.addWidget(self.add_button)
        self._all_hold = Text(tr("criteria_editor.all_hold"), "small", wrap=True)
        foot.addWidget(self._all_hold, 1)
        foot.addStretch(0)
        layout.addLayout(foot)
        self.setAccessibleName(tr("criteria_editor.name"))
        self.setFocusProxy(self.add_button)
        self._arrange()

    def conditions(self) -> tuple[Condition, ...]:
        """What is asked, in its order. KnownError `criteria.bad` where a condition is unfinished."""
        found = []
        for number, one in enumerate(self.rows, start=1):
            condition = one.asks.condition()
            if condition is None:
                expected = one.asks.problem() or ""
                raise KnownError("criteria.bad", number=number, field=one.code, value="", expected=expected)
            found.append(condition)
        return tuple(found)

    def set_conditions(self, conditions: Sequence[Condition]) -> None:
        """Show these instead of the ones before, without telling; a field that is asked no more is left out."""
        self._clear()
        for one in conditions:
            if one.field in fields():
                self._append(one.field).asks.show_condition(one)
        self._arrange()

    def is_finished(self) -> bool:
        """Whether every condition can be asked."""
        return all(one.asks.condition() is not None for one in self.rows)

    def check(self) -> bool:
        """Say under each field what is wrong and go to the first; True where nothing is."""
        wrong = [one for one in self.rows if not one.check()]
        if wrong:
            wrong[0].field.setFocus()
        return not wrong

    def draft(self) -> list[dict[str, Any]]:
        """What stands there, finished or not, for `show_draft`."""
        return [{"field": one.code, **one.asks.draft()} for one in self.rows]

    def show_draft(self, kept: Sequence[Mapping[str, Any]]) -> None:
        """Put a draft back, without telling."""
        self._clear()
        for one in kept:
            if one.get("field") in fields():
                self._append(str(one["field"])).asks.show_draft(one)
        self._arrange()

    def add(self, code: str) -> ConditionRow:
        """One more condition, ready to be answered."""
        added = self._append(code)
        self._arrange()
        added.field.setFocus()
        self.changed.emit()
        return added

    def offered(self) -> tuple[str, ...]:
        """What can still be asked."""
        asked = {one.code for one in self.rows}
        return tuple(code for code in fields() if code not in asked) if len(self.rows) < MOST_CONDITIONS else ()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._arrange()

    def _append(self, code: str) -> ConditionRow:
        added = ConditionRow(code, self._today, self._remove)
        self.rows.append(added)
        self._lines.addWidget(added)
        added.control.changed.connect(lambda *_: self._heard(added))  # type: ignore[attr-defined]  # see the protocol
        return added

    def _heard(self, line: ConditionRow) -> None:
        line.forgive()
        self.changed.emit()

    def _remove(self, line: ConditionRow) -> None:
        at = self.rows.index(line)
        self.rows.remove(line)
        self._take_out(line)
        self._arrange()
        (self.rows[min(at, len(self.rows) - 1)].remove_button if self.rows else self.add_button).setFocus()
        self.changed.emit()

    def _clear(self) -> None:
        while self.rows:
            self._take_out(self.rows.pop())

    def _take_out(self, line: ConditionRow) -> None:
        self._lines.removeWidget(line)
        line.hide()
        line.deleteLater()

    def _offer(self) -> None:
        menu = QMenu(self)
        menu.setAccessibleName(self.add_button.text())
        for code in self.offered():
            menu.addAction(field_words(code)).triggered.connect(partial(self._add_from_menu, code))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))

    def _add_from_menu(self, code: str, _checked: bool = False) -> None:
        # Once the menu has gone: a reader that hears of the window after its new field stands on the window.
        QTimer.singleShot(0, self, partial(self.add, code))

    def _arrange(self) -> None:
        self._nobody_left_out.setHidden(bool(self.rows))
        self._all_hold.setHidden(len(self.rows) < 2)
        self.add_button.setEnabled(bool(self.offered()))
        if self.isVisible():
            parts = [part for one in self.rows for part in (one.field, one.remove_button)]
            # First all behind the button, which has its place on the screen; then the button behind them.
            in_reading_order([self.add_button, *parts])
            in_reading_order([*parts, self.add_button])
