"""Every version of one text or reminder: who changed what and when, and two of them compared word by word."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QHeaderView, QWidget

from ui.administration.tab_order import in_reading_order
from ui.reminders.parts.diff_text import DiffText
from ui.reminders.parts.differences import Part
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, add_all, clear, column, row, stack_large
from ui.widgets.table import Column, Table, TableModel, no_more

_TWO_LINES = 14
"""Steps of the grid: two lines of words with some air."""


@dataclass(frozen=True)
class Entry:
    """One version. `number` counts from 1, or is 0 for what is not saved yet; `called`: its number in words; `what`:
    what changed, and below it who and when."""

    number: int
    called: str
    what: str


Compare = Callable[[int | None, int], tuple[Part, ...]]
"""(number of the other or None, number of the one on show) → what they say"""


class VersionsView(QWidget):
    """The list at the left, the chosen version at the right; `back` leads on. The latest comes first.

    `reading`: begin with what a version says instead of what it changed.
    """

    def __init__(
        self,
        title: str,
        entries: Sequence[Entry],
        compare: Compare,
        back: Callable[[], object],
        back_words: str,
        *,
        reading: bool = False,
    ) -> None:
        super().__init__()
        self._reading = reading
        self._entries = tuple(entries)
        self._compare = compare
        self._title = title
        self.model: TableModel[Entry] = TableModel(self._columns(), no_more)
        self.table = Table(self.model, name=title)
        self.with_which = Dropdown([])
        self.table.setWordWrap(True)
        rows = self.table.verticalHeader()
        rows.setMinimumSectionSize(current_theme().gap(_TWO_LINES))
        rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.back = QuietButton(back_words, icon_name="arrow-left", on_press=back)
        self._legend = Text(tr("templates_page.legend"), "small", wrap=True)
        self._parts = column(gap=3)
        self._build()
        self.table.chosen.connect(self._choose)
        self.with_which.changed.connect(lambda _number: self._show())
        self.model.show_ids([str(one.number) for one in self._entries], list(self._entries))
        self.table.selectRow(0)

    def _columns(self) -> tuple[Column[Entry], ...]:
        return (
            Column(tr("templates_page.column_version"), lambda one: one.called, figures=True),
            Column(tr("templates_page.column_what"), lambda one: one.what, stretch=True),
        )

    def _build(self) -> None:
        layout = column(self, gap=3)
        head = row(gap=3)
        head.addWidget(self.back)
        head.addWidget(ElidedText(self._title, "heading"), 1)
        layout.addLayout(head)
        layout.addWidget(Text(tr("templates_page.versions_about"), "small", wrap=True))
        beside = row(gap=5)
        beside.addWidget(self.table, 3)
        right = QWidget()
        inside = column(right, gap=3)
        inside.addWidget(Field(tr("templates_page.compare_with"), self.with_which))
        inside.addWidget(self._legend)
        inside.addLayout(self._parts)
        inside.addStretch(1)
        scroll = Scroll(right, width=None)
        scroll.setMinimumWidth(current_theme().px("side_panel_narrow"))
        beside.addWidget(scroll, 2)
        stack_large(beside, self.table, scroll)
        layout.addLayout(beside, 1)
        in_reading_order([self.back, self.table, self.with_which])

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def _choose(self, chosen: object) -> None:
        """Compare with the one before, unless somebody wants another."""
        at = next((place for place, one in enumerate(self._entries) if str(one.number) == chosen), None)
        if at is None:
            return
        others = [one for one in self._entries if str(one.number) != chosen]
        words: list[tuple[object, str]] = [(None, tr("templates_page.compare_nothing"))]
        words += [(one.number, tr("templates_page.compare_version", number=one.called)) for one in others]
        before = self._entries[at + 1].number if at + 1 < len(self._entries) else None
        self.with_which.blockSignals(True)
        self.with_which.set_options(words)
        self.with_which.set_value(None if self._reading else before)
        self.with_which.blockSignals(False)
        self._show()

    def _show(self) -> None:
        shown = self._entries[max(self.table.currentIndex().row(), 0)]
        other = self.with_which.value()
        number = other if isinstance(other, int) else None
        self._legend.setHidden(number is None)
        clear(self._parts)
        told = [one for one in self._compare(number, shown.number) if one.changed or number is None]
        if not told:
            self._parts.addWidget(Text(tr("templates_page.no_difference"), "muted", wrap=True))
        for part in told:
            holder = QWidget()
            add_all(column(holder, gap=0), (Text(part.heading, "label", wrap=True), DiffText(part)))
            self._parts.addWidget(holder)
