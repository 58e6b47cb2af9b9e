"""The alarms of the 24 hours as a list, the newest first; narrowed by priority and by what it was."""

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ward.alarms.words import Priority
from app.ward.recording.model import AlarmMark
from ui.texts import tr
from ui.ward.review.marks import SHAPES, name_words, short_words
from ui.ward.review.times import clock, day
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.shapes import SIGNS
from ui.widgets.table import Column, Table, TableModel, no_more

ALL: Final = "all"


def mark_id(mark: AlarmMark) -> str:
    """What an alarm is known by: the same condition comes again and again."""
    return f"{mark.key}@{mark.began_at:.3f}"


class Events(QWidget):
    """`chosen(mark)`: look at this one. `narrowed(marks)`: only these are wanted."""

    chosen = Signal(object)
    narrowed = Signal(object)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._all: tuple[AlarmMark, ...] = ()
        self._choosing = False
        layout = column(self, gap=2)
        options: list[tuple[object, str]] = [(one, _priority_words(one, 0)) for one in Priority]
        self.priorities = ChoiceChips(options, name=tr("ward_review.priority"))
        self.conditions = Dropdown([(ALL, tr("ward_review.all_conditions"))], name=tr("ward_review.condition"))
        self.none = Text("", "muted", wrap=True)
        columns: Sequence[Column[AlarmMark]] = (
            Column(tr("ward_review.time"), self._time),
            Column(tr("ward_review.alarm"), _said, stretch=True),
        )
        self.model: TableModel[AlarmMark] = TableModel(columns, no_more)
        self.table = Table(self.model, name=tr("ward_review.events"))
        self.table.horizontalHeader().hide()
        for part in (self.priorities, self.conditions, self.none):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        self.priorities.changed.connect(lambda _value: self._narrow())
        self.conditions.changed.connect(lambda _value: self._narrow())
        self.table.chosen.connect(self._choose)

    @property
    def marks(self) -> tuple[AlarmMark, ...]:
        """Those that are wanted, in the order of their beginning."""
        return tuple(mark for mark in self._all if self._is_wanted(mark))

    def show_marks(self, marks: Sequence[AlarmMark]) -> None:
        """The alarms of other hours; the choice of priority and condition stays, where there are any of it."""
        if tuple(marks) == self._all and marks:
            return
        self._all = tuple(marks)
        for one in Priority:
            self.priorities.set_words(one, _priority_words(one, sum(mark.priority is one for mark in marks)))
        chosen = self.conditions.value()
        codes = sorted({mark.code: name_words(mark) for mark in marks}.items(), key=lambda pair: pair[1])
        self.conditions.blockSignals(True)
        self.conditions.set_options([(ALL, tr("ward_review.all_conditions")), *codes])
        self.conditions.set_value(chosen if chosen in dict(codes) else ALL)
        self.conditions.blockSignals(False)
        self._narrow()

    def choose(self, mark: AlarmMark | None) -> None:
        """Put the cursor on an alarm without telling; None takes it away."""
        shown = [mark_id(one) for one in reversed(self.marks)]
        self._choosing = True
        try:
            if mark is None or mark_id(mark) not in shown:
                self.table.clearSelection()
                self.table.setCurrentIndex(self.model.index(-1, -1))
            else:
                self.table.selectRow(shown.index(mark_id(mark)))
        finally:
            self._choosing = False

    def _choose(self, chosen: Any) -> None:
        if self._choosing or chosen is None:
            return
        self.chosen.emit(next(mark for mark in self._all if mark_id(mark) == chosen))

    def _is_wanted(self, mark: AlarmMark) -> bool:
        priority, code = self.priorities.value(), self.conditions.value()
        return (priority is None or mark.priority is priority) and code in (ALL, None, mark.code)

    def _narrow(self) -> None:
        marks = self.marks
        newest_first = marks[::-1]
        self._choosing = True
        self.model.show_ids([mark_id(mark) for mark in newest_first], newest_first)
        self._choosing = False
        self.none.setText(tr("ward_review.no_alarms" if not self._all else "ward_review.none_of_these"))
        self.none.setVisible(not marks)
        self.table.setVisible(bool(marks))
        self.narrowed.emit(marks)

    def _time(self, mark: AlarmMark) -> str:
        """With seconds on the day of the newest one, with the day before it."""
        on = day(mark.began_at, self._zone)
        if on == day(self._all[-1].began_at, self._zone):
            return clock(mark.began_at, self._zone)
        return f"{on} {clock(mark.began_at, self._zone, seconds=False)}"


def _said(mark: AlarmMark) -> str:
    return f"{SIGNS[SHAPES[mark.priority]]} {short_words(mark)}"


def _priority_words(priority: Priority, count: int) -> str:
    return f"{SIGNS[SHAPES[priority]]} {tr(f'ward_alarms.priority_{priority.name.lower()}')} {count}"
