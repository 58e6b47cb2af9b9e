"""Every version of one template: who changed what and when, and two of them compared word by word."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QHeaderView, QWidget

from app.reminders.template_service import TemplateVersion
from ui.administration.tab_order import in_reading_order
from ui.reminders.templates.changes import changed_headings, parts
from ui.reminders.templates.diff_text import DiffText
from ui.reminders.templates.words import changed_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.labels import ElidedText, Text
from ui.widgets.layouts import Scroll, add_all, clear, column, row
from ui.widgets.table import Column, Table, TableModel, no_more

_TWO_LINES = 14
"""Steps of the grid: two lines of words with some air."""


class VersionsView(QWidget):
    """The list at the left, the chosen version at the right; `back` leads on. The latest comes first.

    `reading`: begin with what a version says instead of what it changed.
    """

    def __init__(
        self,
        versions: Sequence[TemplateVersion],
        zone: str,
        back: Callable[[], object],
        back_words: str,
        *,
        reading: bool = False,
    ) -> None:
        super().__init__()
        self._reading = reading
        self._versions = tuple(versions)
        self._zone = zone
        self.model: TableModel[TemplateVersion] = TableModel(self._columns(), no_more)
        self.table = Table(self.model, name=tr("templates_page.versions_title", name=self._versions[0].name))
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
        self.model.show_ids([one.id for one in self._versions], list(self._versions))
        self.table.selectRow(0)

    def _columns(self) -> tuple[Column[TemplateVersion], ...]:
        return (
            Column(tr("templates_page.column_version"), lambda one: str(one.number), figures=True),
            Column(tr("templates_page.column_what"), self._what, stretch=True),
        )

    def _build(self) -> None:
        layout = column(self, gap=3)
        head = row(gap=3)
        head.addWidget(self.back)
        head.addWidget(ElidedText(tr("templates_page.versions_title", name=self._versions[0].name), "heading"), 1)
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
        layout.addLayout(beside, 1)
        in_reading_order([self.back, self.table, self.with_which])

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def _what(self, version: TemplateVersion) -> str:
        before = next((one for one in self._versions if one.number == version.number - 1), None)
        return f"{changed_headings(before, version)}\n{changed_words(version, self._zone)}"

    def _choose(self, version_id: object) -> None:
        """Compare with the one before, unless somebody wants another."""
        shown = next((one for one in self._versions if one.id == version_id), None)
        if shown is None:
            return
        nothing: tuple[object, str] = (0, tr("templates_page.compare_nothing"))
        others = [one.number for one in self._versions if one.number != shown.number]
        words = [(one, tr("templates_page.compare_version", number=one)) for one in others]
        self.with_which.blockSignals(True)
        self.with_which.set_options([nothing, *words])
        self.with_which.set_value(0 if self._reading else shown.number - 1)
        self.with_which.blockSignals(False)
        self._show()

    def _show(self) -> None:
        shown = self._versions[max(self.table.currentIndex().row(), 0)]
        other = next((one for one in self._versions if one.number == self.with_which.value()), None)
        self._legend.setHidden(other is None)
        clear(self._parts)
        told = [one for one in parts(other, shown) if one.changed or other is None]
        if not told:
            self._parts.addWidget(Text(tr("templates_page.no_difference"), "muted", wrap=True))
        for part in told:
            holder = QWidget()
            add_all(column(holder, gap=0), (Text(part.heading, "label", wrap=True), DiffText(part)))
            self._parts.addWidget(holder)
