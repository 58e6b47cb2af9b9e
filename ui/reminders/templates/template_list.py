"""Every text in a list; where there is none yet, ready-made ones to begin with."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.reminders.template_service import TemplateVersion
from ui.reminders.templates.content import STARTERS
from ui.reminders.templates.words import changed_day_words, fits_words, languages_words, version_words
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.buttons import Button, QuietButton, SecondaryButton
from ui.widgets.empty_state import EmptyState
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.table import Column, Table, TableModel, no_more
from ui.widgets.toggles import Switch

_VERSION, _ROOM_FOR_ALL = 3, 200
"""In a list narrower than so many steps of the grid the version steps back: the text itself shows it."""


class _Table(Table):
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setColumnHidden(_VERSION, self.width() < current_theme().gap(_ROOM_FOR_ALL))


class TemplateList(QWidget):
    """`opened` carries the template's id."""

    opened = Signal(object)

    def __init__(self, zone: str) -> None:
        super().__init__()
        self._zone = zone
        self._drafts: frozenset[str] = frozenset()
        self._all: tuple[TemplateVersion, ...] = ()
        self.model: TableModel[TemplateVersion] = TableModel(self._columns(), no_more)
        self.table = _Table(self.model, name=tr("templates_page.list"))
        self.retired = Switch(tr("templates_page.show_retired"))
        layout = column(self, gap=3)
        layout.addWidget(self.table, 1)
        line = row(gap=2)
        line.addWidget(self.retired)
        line.addStretch(1)
        layout.addLayout(line)
        self.table.opened.connect(self.opened.emit)
        self.retired.changed.connect(lambda _on: self._show())

    def show_templates(self, templates: Sequence[TemplateVersion], drafts: Collection[str]) -> None:
        """Show these; `drafts`: the templates that this person has begun to change."""
        self._all, self._drafts = tuple(templates), frozenset(drafts)
        self.retired.setVisible(any(one.retired for one in templates))
        self._show()

    def _show(self) -> None:
        before = self.model.id_at(self.table.currentIndex().row())
        shown = [one for one in self._all if self.retired.isChecked() or not one.retired]
        self.model.show_ids([one.template_id for one in shown], shown)
        line = next((at for at, one in enumerate(shown) if one.template_id == before), 0)
        self.table.selectRow(line)

    def _columns(self) -> tuple[Column[TemplateVersion], ...]:
        return (
            Column(tr("templates_page.column_name"), self._name, stretch=True),
            Column(tr("templates_page.column_fits"), lambda one: fits_words(one.content), stretch=True),
            Column(tr("templates_page.column_languages"), lambda one: languages_words(one.content)),
            Column(tr("templates_page.column_version"), version_words),
            Column(
                tr("templates_page.column_changed"),
                lambda one: changed_day_words(one, self._zone),
                width="field_medium",
            ),
        )

    def _name(self, one: TemplateVersion) -> str:
        name = tr("templates_page.name_retired", name=one.name) if one.retired else one.name
        return tr("templates_page.name_draft", name=name) if one.template_id in self._drafts else name


class NoTemplates(QWidget):
    """What to do first: a ready-made text, or an empty one."""

    def __init__(self, begin: Callable[[str], object], *, may_write: bool) -> None:
        super().__init__()
        content = QWidget()
        layout = column(content, gap=2)
        step = "empty_first" if may_write else "empty_viewer"
        layout.addWidget(EmptyState("file-text", tr("templates_page.empty"), tr(f"templates_page.{step}")))
        self.buttons: list[Button] = []
        for code in (*STARTERS, "") if may_write else ():
            name = tr(f"templates_page.starter_{code}" if code else "templates_page.blank")
            rank = SecondaryButton if code else QuietButton
            self.buttons.append(rank(name, icon_name="file-text" if code else "pencil", on_press=partial(begin, code)))
            self.buttons[-1].setMinimumWidth(current_theme().px("field_long"))
            layout.addWidget(self.buttons[-1], 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        column(self, gap=0).addWidget(Scroll(content))
