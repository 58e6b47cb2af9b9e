"""Days counted from today, said as people say them: in the next seven days, in the last thirty, from a to b."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.reminders.criteria import Condition, Field
from ui.reminders.criteria.controls import number_problem
from ui.reminders.criteria.words import dates_words
from ui.texts import tr
from ui.widgets.dropdown import Dropdown
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.number_field import NumberField

NEXT, LAST, AHEAD, AGO, AROUND = "next", "last", "ahead", "ago", "around"
_USUAL_DAYS = 7


class Days(QWidget):
    """A way of saying it, then one number or two; below, the dates that it means today where `today` is known."""

    changed = Signal(object)

    def __init__(self, field: Field, today: date | None) -> None:
        super().__init__()
        self._field = field
        self._today = today
        self.way = Dropdown([(one, tr(f"criteria_editor.way_{one}")) for one in (NEXT, LAST, AHEAD, AGO, AROUND)])
        self.first = NumberField(minimum=0, maximum=field.highest)
        self.second = NumberField(unit=tr("criteria_editor.unit_days"), minimum=0, maximum=field.highest)
        self._and = Text(tr("criteria_editor.and"), "muted")
        self._and.setMinimumHeight(self.first.sizeHint().height())
        self._means = Text("", "small", wrap=True)
        layout = column(self, gap=1)
        self._line = QWidget()
        flow = FlowLayout(self._line, gap=2)
        for part in (self.way, self.first, self._and, self.second):
            flow.addWidget(part)
        layout.addWidget(self._line)
        layout.addWidget(self._means)
        self._means.hide()
        self.second.set_value(_USUAL_DAYS)
        self.way.changed.connect(lambda _way: self._tell())
        self.first.changed.connect(lambda _number: self._tell())
        self.second.changed.connect(lambda _number: self._tell())
        self.setFocusProxy(self.way)
        self._arrange()

    def condition(self) -> Condition | None:
        """None while a number is missing or out of range."""
        if self.problem():
            return None
        least, most = self._ends()
        return Condition(self._field.code, least=least, most=most)

    def problem(self) -> str | None:
        """Missing, out of range, or the wrong way round."""
        wrong = (number_problem(self.first) if self._two() else None) or number_problem(self.second)
        if wrong or self.way.value() not in (AHEAD, AGO):
            return wrong
        first, second = int(self.first.value() or 0), int(self.second.value() or 0)
        if first > second:
            return tr("criteria_editor.wrong_way_round", least=first, most=second)
        return None

    def show_condition(self, one: Condition) -> None:
        """Say it in the way that fits it."""
        least, most = one.least or 0, one.most or 0
        way = NEXT if least == 0 else LAST if most == 0 else AHEAD if least > 0 else AGO if most < 0 else AROUND
        first, second = {
            NEXT: (None, most),
            LAST: (None, -least),
            AHEAD: (least, most),
            AGO: (-most, -least),
            AROUND: (-least, most),
        }[way]
        self._put(way, first, second)

    def draft(self) -> dict[str, Any]:
        """What is chosen and typed."""
        return {"way": self.way.value(), "least": self.first.line.text(), "most": self.second.line.text()}

    def show_draft(self, kept: Mapping[str, Any]) -> None:
        """Choose and type it again."""
        self._put(str(kept.get("way", NEXT)), None, None)
        self.first.line.setText(str(kept.get("least", "")))
        self.second.line.setText(str(kept.get("most", "")))

    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        self.way.setAccessibleName(name)
        self.first.setAccessibleName(f"{name}: {tr('criteria_editor.first_number')}")
        self.second.setAccessibleName(f"{name}: {tr('criteria_editor.last_number')}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._line.setMinimumHeight(max(self._line.heightForWidth(self.width()), 0))

    def _put(self, way: str, first: int | None, second: int | None) -> None:
        for part in (self.way, self.first, self.second):
            part.blockSignals(True)
        self.way.set_value(way)
        self.first.set_value(first)
        self.second.set_value(second)
        for part in (self.way, self.first, self.second):
            part.blockSignals(False)
        self._arrange()

    def _tell(self) -> None:
        self._arrange()
        self.changed.emit(None)

    def _two(self) -> bool:
        return self.way.value() in (AHEAD, AGO, AROUND)

    def _arrange(self) -> None:
        for part in (self.first, self._and):
            part.setHidden(not self._two())
        words = "" if self._today is None or self.problem() else dates_words(*self._ends(), self._today)
        self._means.setText(words)
        self._means.setHidden(not words)
        self._line.setMinimumHeight(max(self._line.heightForWidth(self.width()), 0))

    def _ends(self) -> tuple[int, int]:
        first, second = int(self.first.value() or 0), int(self.second.value() or 0)
        ends = {NEXT: (0, second), LAST: (-second, 0), AHEAD: (first, second), AGO: (-second, -first)}
        return ends.get(str(self.way.value()), (-first, second))
