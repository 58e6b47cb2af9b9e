"""Former alarms: which, narrowed by time, bed, priority and person; the way of the chosen one beside the list."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final, cast

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QWidget

from app.router.history.model import AlarmRun, HistoryFilter, RunList
from app.security.roles import Action
from ui.administration.states import States
from ui.alarms.counting import Counting
from ui.alarms.history.words import accepted_words, began_words, passed_words, present_words, run_words
from ui.alarms.leaving import WithPaper, run_what, save_table
from ui.alarms.timeline.paper import run_offer
from ui.alarms.timeline.view import TimelineView
from ui.alarms.words import bed_words, priority_words
from ui.bridge import Latest
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.texts import text_of, tr
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.dropdown import Dropdown
from ui.widgets.flow import FlowLayout
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row, stack_large
from ui.widgets.table import Column, Table, TableModel, no_more
from ui.widgets.toggles import Switch

HOURS: Final = (12, 24, 168, 720)
_ROOM_FOR: Final = {4: 260, 5: 320}
"""Column → steps of the grid that the page has to be wide for it; what is hidden stands beside, step by step."""
_MARGIN: Final = 1.0
"""Seconds beyond now: what was just written belongs to it."""


class HistoryPage(PlaceWidget):
    """`arrive("late")` shows what somebody let wait."""

    can_print = True

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context, self._zone = context, context.station.profile.time_zone
        self._history = context.station.alarm_history
        self._steps = Latest(self)
        self.found: RunList | None = None
        self._asked: HistoryFilter | None = None
        self.counting = Counting(self, self._stopped)
        self.banner, self.states = Banner(), States(lines=8)
        self.hours = ChoiceChips(
            [(hours, tr(f"alarm_history.hours_{hours}")) for hours in HOURS],
            name=tr("alarm_history.period"),
            optional=False,
        )
        self.hours.set_value(24)
        self.priorities = ChoiceChips(
            [(priority, priority_words(priority)) for priority in range(3)], name=tr("alarm_history.priority")
        )
        self.bed = Dropdown([("", tr("alarm_history.all_beds"))], name=tr("alarm_history.bed"))
        self.who = Dropdown([("", tr("alarm_history.everybody"))], name=tr("alarm_history.who"))
        self.late = Switch(tr("alarm_history.only_late"))
        self.count = Text("", "muted")
        self.save = SecondaryButton(tr("alarm_history.save"), icon_name="download", on_press=self._save)
        self.model: TableModel[AlarmRun] = TableModel(_columns(self._zone), no_more)
        self.table = Table(self.model, name=tr("alarm_history.table"))
        may_print, may_save = context.may(Action.PRINT_RECORD), context.may(Action.EXPORT_LIST)
        self.timeline = TimelineView(
            self._zone,
            on_print=self.print_current if may_print else None,
            on_save=self._save_run if may_save else None,
            follows=False,
        )
        if not may_save:
            self.save.hide()
        self.title = Text("", "heading", wrap=True)
        self.pages = WithPaper(self._main(), self.table.setFocus)
        column(self, gap=0).addWidget(self.pages)
        for control in (self.hours, self.priorities, self.bed, self.who, self.late):
            control.changed.connect(lambda _value: self.read())
        self.table.chosen.connect(self._choose)

    def _main(self) -> QWidget:
        main = QWidget()
        across = row(main, gap=0)
        left = column(gap=2, margin=3)
        tools = FlowLayout(gap=2)
        for control in (self.hours, self.priorities, self.bed, self.who, self.late):
            tools.addWidget(control)
        left.addLayout(tools)
        left.addWidget(self.banner)
        left.addWidget(self.counting.line)
        head = row(gap=2)
        head.addWidget(self.count, 1)
        head.addWidget(self.save)
        self.states.full.addLayout(head)
        self.states.full.addWidget(self.table, 1)
        left.addWidget(self.states, 1)
        across.addLayout(left, 8)
        self.beside = QFrame()
        self.beside.setProperty("look", "side")
        self.beside.setMinimumWidth(current_theme().px("side_panel_narrow"))
        inside = column(self.beside, gap=3, margin=4)
        inside.addWidget(self.title)
        inside.addWidget(self.timeline, 1)
        across.addWidget(self.beside, 5)
        self.beside.hide()
        stack_large(across, self.table, self.beside, steps=60)
        return main

    # the place

    def arrive(self, subject: str | None) -> None:
        if subject == "late" and not self.late.isChecked():
            self.late.setChecked(True)
        self.read()

    def leave(self) -> None:
        self.counting.drop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        steps = self.width() / current_theme().gap(1)
        for number, room in _ROOM_FOR.items():
            self.table.setColumnHidden(number, steps < room)

    def first_focus(self) -> QWidget | None:
        return None if self.pages.shows_paper else self.hours

    def step_back(self) -> bool:
        if self.pages.shows_paper:
            self.pages.close_paper()
            return True
        return False

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (("↑ ↓", tr("alarms.keys_arrows")), ("Ctrl+P", tr("alarms.print_timeline")))

    def print_current(self) -> None:
        run = self.timeline.run
        if run is not None and not self.pages.shows_paper:
            offer = run_offer(run, issue_now(self._context, self._context.station.profile))
            self.pages.show_paper(self._context, offer, tr("alarm_history.back"))

    # the list

    def wanted(self) -> HistoryFilter:
        """What is chosen, up to now."""
        until = self._context.station.clock.now().timestamp() + _MARGIN
        return HistoryFilter(
            since=until - cast(int, self.hours.value()) * 3600.0,
            until=until,
            bed=str(self.bed.value() or ""),
            priority=cast(int | None, self.priorities.value()),
            who=str(self.who.value() or ""),
            only_late=self.late.isChecked(),
        )

    def read(self) -> None:
        """Read what is chosen."""
        wanted, history, session = self.wanted(), self._history, self._context.session
        if self.found is None:
            self.states.show_loading()
        self.banner.hide()
        self.counting.ask(
            tr("alarm_history.reading"),
            lambda progress: history.runs(session, wanted, progress),
            lambda found: self._show(wanted, found),
            lambda error: self.states.show_wrong(words_of(error).together, self.read),
        )

    def _show(self, wanted: HistoryFilter, found: RunList) -> None:
        self.found, self._asked = found, wanted
        _offer(self.bed, tr("alarm_history.all_beds"), [one for one in found.beds if one[0]])
        _offer(self.who, tr("alarm_history.everybody"), found.people)
        if not found.runs:
            plain = replace(wanted, bed="", priority=None, who="", only_late=False) == wanted
            if plain:
                self.states.show_empty("history", tr("alarm_history.none"), tr("alarm_history.none_next"))
            else:
                self.states.show_empty("history", tr("alarm_history.none_such"), tr("alarm_history.none_such_next"))
            self.beside.hide()
            return
        key = "alarm_history.newest" if found.more else "alarm_history.count"
        late = sum(run.is_late for run in found.runs)
        self.count.setText(tr(key, count=len(found.runs), late=late))
        chosen = self.model.id_at(self.table.currentIndex().row())
        ids = [run.key for run in found.runs]
        self.beside.show()
        self.states.show_full()
        self.model.show_ids(ids, found.runs)
        self.table.selectRow(ids.index(chosen) if chosen in ids else 0)

    def _choose(self, _key: object) -> None:
        at = self.table.currentIndex().row()
        if not 0 <= at < self.model.rowCount() or (run := self.model.row_at(at)) is None:
            return
        self.title.setText(f"{bed_words(run.label)} · {run_words(run)}")
        if self.timeline.run is None or self.timeline.run.key != run.key:
            self.timeline.show_loading()
        history, session = self._history, self._context.session
        self._steps.ask(lambda: history.run(session, run.bed, run.alarm, run.began), self._show_steps, self._tell)

    def _show_steps(self, run: AlarmRun | None) -> None:
        if run is not None:
            self.title.setText(f"{bed_words(run.label)} · {run_words(run)}")
        self.timeline.show_run(run)

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step)

    def _stopped(self) -> None:
        again = SecondaryButton(tr("alarm_history.again"), icon_name="refresh", on_press=self.read)
        self.states.show_empty("history", tr("alarm_history.stopped"), tr("alarm_history.stopped_next"), again)
        self.beside.hide()
        self.found = None

    # what leaves

    def _save(self) -> None:
        asked, history, session = self._asked, self._history, self._context.session
        if asked is not None:
            self._save_table(lambda: history.export_runs(session, asked, text_of, run_what), "alarm_history.csv_file")

    def _save_run(self) -> None:
        run, history, session = self.timeline.run, self._history, self._context.session
        if run is not None:
            self._save_table(lambda: history.export_run(session, run, text_of, run_what), "alarms.csv_name")

    def _save_table(self, make: Callable[[], str], name: str) -> None:
        save_table(self, tr("alarm_history.save"), tr(name), make, self.banner)


def _offer(control: Dropdown, all_words: str, found: Sequence[tuple[str, str]]) -> None:
    """Offer what the period knows; what was chosen stays chosen, though the period does not know it."""
    kept, words = control.value(), control.currentText()
    options: list[tuple[object, str]] = [("", all_words), *found]
    if kept and kept not in [value for value, _ in options]:
        options.append((kept, words))
    control.blockSignals(True)
    control.set_options(options)
    control.set_value(kept or "")
    control.blockSignals(False)


def _columns(zone: str) -> tuple[Column[AlarmRun], ...]:
    return (
        Column(tr("alarm_history.column_began"), lambda run: began_words(run, zone)),
        Column(tr("alarm_history.column_bed"), lambda run: bed_words(run.label)),
        Column(tr("alarm_history.column_what"), run_words, stretch=True),
        Column(tr("alarm_history.column_accepted"), accepted_words),
        Column(tr("alarm_history.column_passed"), passed_words),
        Column(tr("alarm_history.column_present"), present_words, figures=True),
    )


def build(context: UiContext) -> HistoryPage:
    """The tab "Histórico"."""
    return HistoryPage(context)
