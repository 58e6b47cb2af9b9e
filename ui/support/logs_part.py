"""The logs: by process, level and text, newest first, a page at a time, or as they are written."""

from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QWidget

from app.kernel.clock import from_text
from app.support.log_reading import LEVELS, Cursor, LogLine, Page, Question
from ui.administration.beside import Beside
from ui.administration.frame import WorkPage
from ui.administration.states import States
from ui.bridge import Latest
from ui.errors import words_of
from ui.support.pane import CopyButton, TextPane
from ui.support.source import SupportSource
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.buttons import QuietButton, SecondaryButton
from ui.widgets.dropdown import Dropdown
from ui.widgets.field import Field
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column
from ui.widgets.table import Column, Table, TableModel
from ui.widgets.text_fields import SearchField
from ui.widgets.toggles import CheckBox
from ui.widgets.turning import Turning

_FOLLOW_MS = 2000


class LogsPart(QWidget):
    """Enter opens a line in full beside the list; "older" reads on."""

    def __init__(self, page: WorkPage, source: SupportSource) -> None:
        super().__init__()
        self._page, self._source, self._latest = page, source, Latest(self)
        self._zone = source.zone
        self.lines: list[LogLine] = []
        self._more: Cursor | None = None
        everything: list[tuple[object, str]] = [("", tr("support.every_process"))]
        self.process = Dropdown(everything, name=tr("support.process"))
        levels: list[tuple[object, str]] = [(one, tr(f"support.level_{one}")) for one in LEVELS]
        self.level = Dropdown(levels, name=tr("support.level"))
        self.search = SearchField(placeholder=tr("support.search_hint"), name=tr("support.search"))
        self.count = Text("", "muted")
        self.follow = CheckBox(tr("support.follow"))
        self.copy = CopyButton(self._as_text, tr("support.copy_lines"))
        self._timer = QTimer(self, interval=_FOLLOW_MS)
        self.older = SecondaryButton(tr("support.older"), on_press=self._read_older)
        self.states = States()
        self._model: TableModel[LogLine] = TableModel(self._columns(), lambda _ids: [])
        self.table = Table(self._model, name=tr("support.logs"))
        self.beside = Beside(self.states, self.table.setFocus)
        self._build()

    def _build(self) -> None:
        holder = QWidget()
        filters = FlowLayout(holder, gap=3)
        for control in (self.process, self.level, self.search):
            control.setFixedWidth(current_theme().px("field_medium"))
        filters.addWidget(Field(tr("support.process"), self.process))
        filters.addWidget(Field(tr("support.level"), self.level))
        filters.addWidget(Field(tr("support.search"), self.search))
        head = Turning(gap=2)
        head.line.addWidget(self.count, 1)
        head.line.addWidget(self.follow)
        head.line.addWidget(self.copy)
        head.line.addWidget(QuietButton(tr("support.look_again"), icon_name="refresh", on_press=self.refresh))
        self.states.full.addWidget(self.table, 1)
        self.states.full.addWidget(self.older)
        self.beside.hide_beside(self.table, (1, 2))
        layout = column(self, gap=3, margin=3, sides=0)
        layout.addWidget(holder)
        layout.addWidget(head)
        layout.addWidget(self.beside, 1)
        self.process.changed.connect(lambda _value: self.read())
        self.level.changed.connect(lambda _value: self.read())
        self.search.searched.connect(lambda _text: self.read())
        self.table.opened.connect(self.open_line)
        self.follow.changed.connect(self._set_following)
        self._timer.timeout.connect(self.look)

    def _columns(self) -> tuple[Column[LogLine], ...]:
        return (
            Column(tr("support.at"), lambda one: _at(one.time, self._zone)),
            Column(tr("support.level"), lambda one: _level(one.level)),
            Column(tr("support.process"), lambda one: one.process),
            Column(tr("support.said"), lambda one: one.message, stretch=True),
        )

    def refresh(self) -> None:
        """Which processes have a log, and the newest lines."""
        self._page.does(self._source.processes, self._offer)

    def _offer(self, processes: tuple[str, ...]) -> None:
        chosen = self.process.value()
        self.process.blockSignals(True)
        self.process.set_options([("", tr("support.every_process")), *((one, one) for one in processes)])
        self.process.set_value(chosen if chosen in processes else "")
        self.process.blockSignals(False)
        self.read()

    @property
    def question(self) -> Question:
        """What is looked for."""
        return Question(str(self.process.value() or ""), str(self.level.value() or LEVELS[0]), self.search.value())

    def read(self) -> None:
        """The newest lines that fit; an answer to an earlier question is dropped."""
        self.states.show_loading()
        self._ask(None)

    def _read_older(self) -> None:
        # Whoever reads on wants these lines to stay.
        self._stop_following()
        self._ask(self._more)

    def _ask(self, after: Cursor | None) -> None:
        call = partial(self._source.log_page, self.question, after)
        self._latest.ask(call, partial(self._show, after is None), self._wrong)

    # ---- following

    def _set_following(self, on: bool) -> None:
        if on:
            self.look()
            self._timer.start()
        else:
            self._timer.stop()

    def _stop_following(self) -> None:
        self.follow.setChecked(False)
        self._timer.stop()

    def look(self) -> None:
        """Whether there is anything newer; what is on show stays until then."""
        call = partial(self._source.log_page, self.question, None)
        self._latest.ask(call, self._show_newer, self._wrong)

    def _show_newer(self, page: Page) -> None:
        if list(page.lines) == self.lines:
            return
        row = self.table.currentIndex().row()
        chosen = self.lines[row] if 0 <= row < len(self.lines) else None
        self._show(True, page)
        if chosen in self.lines:
            # The cursor stays on its line, which has moved down.
            self.table.selectRow(self.lines.index(chosen))

    def hideEvent(self, event: QHideEvent) -> None:
        self._stop_following()
        super().hideEvent(event)

    def _wrong(self, error: Exception) -> None:
        self._stop_following()
        self.states.show_wrong(words_of(error).together, self.read)

    def _show(self, anew: bool, page: Page) -> None:
        self.lines = [*(() if anew else self.lines), *page.lines]
        self._more = page.more
        self.older.setVisible(page.more is not None)
        self.count.setText(tr_count("support.lines", len(self.lines)))
        self.copy.setEnabled(bool(self.lines))
        self.copy.begin_anew()
        place = self.table.verticalScrollBar().value()
        self._model.show_ids([str(number) for number in range(len(self.lines))], self.lines)
        if not anew:
            self.table.verticalScrollBar().setValue(place)
        if self.lines or page.more is not None:
            self.states.show_full()
        else:
            self.states.show_empty("file-text", tr("support.no_lines"), tr("support.no_lines_step"))

    def _as_text(self) -> str:
        """The lines on show, in the order in which they were written."""
        return "\n".join(one.as_text() for one in reversed(self.lines)) + "\n"

    def open_line(self, row_id: str) -> None:
        """One line in full."""
        one = self.lines[int(row_id)]
        content, pane = QWidget(), TextPane(tr("support.line"))
        pane.setPlainText(one.as_text())
        layout = column(content, gap=3)
        layout.addWidget(pane, 1)
        layout.addWidget(CopyButton(one.as_text()))
        self.beside.open(_at(one.time, self._zone), content)


def _at(time: str, zone: str) -> str:
    try:
        at: datetime = from_text(time)
    except ValueError:
        return time
    return at.astimezone(ZoneInfo(zone) if zone else None).strftime("%d/%m/%Y %H:%M:%S")


def _level(level: str) -> str:
    return tr(f"support.level_{level}") if level in LEVELS else level
