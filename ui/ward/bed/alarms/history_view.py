"""The alarms that a bed has had: when each began and ended, how bad it was, who saw it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.roles import Action
from app.ward.alarms.words import Priority
from app.ward.picture.model import ShownBed
from app.ward.recording.model import AlarmMark
from ui.bridge import Latest
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.ward.bed.recorded import Recorded
from ui.ward.review.marks import name_words, stars, value_words
from ui.ward.review.times import clock, day, lasted
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.empty_state import EmptyState
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.skeleton import Skeleton
from ui.widgets.table import Column, Table, TableModel, no_more

HOURS: Final = (12, 24, 72)
_LOADING, _EMPTY, _FULL, _WRONG = range(4)


@dataclass(frozen=True)
class History:
    """The alarms that stood at any moment in [start, end), the newest first; `simulated` where no person was there."""

    start: float
    end: float
    marks: tuple[AlarmMark, ...]
    simulated: bool


class HistoryView(QWidget):
    """`narrowed` to a priority by the chips; read again whenever the bed's alarms change."""

    def __init__(self, context: UiContext, bed: str, on_print: Callable[[], object]) -> None:
        super().__init__()
        self._zone = context.station.profile.time_zone
        self._clock = context.station.clock
        self._recorded = Recorded(context, bed)
        self._asking = Latest(self)
        self._stood: object = None
        self.history: History | None = None
        layout = column(self, gap=2, margin=3, sides=4)
        tools = row(gap=4)
        self.hours = ChoiceChips(
            [(one, tr("ward_history.hours", hours=one)) for one in HOURS], name=tr("ward_history.span"), optional=False
        )
        self.hours.set_value(24)
        self.hours.changed.connect(lambda _value: self.read())
        self.priorities = ChoiceChips([(one, _priority(one, 0)) for one in Priority], name=tr("ward_history.priority"))
        self.priorities.changed.connect(lambda _value: self._fill())
        self.print = SecondaryButton(tr("ward_history.print"), icon_name="printer", on_press=on_print)
        if not context.may(Action.PRINT_RECORD):
            self.print.hide()
        tools.addWidget(self.hours)
        tools.addWidget(self.priorities, 1)
        tools.addWidget(self.print)
        layout.addLayout(tools)
        self.banner = Banner()
        layout.addWidget(self.banner)
        self.states = QStackedWidget()
        layout.addWidget(self.states, 1)
        self.states.addWidget(Skeleton(8))
        self.states.addWidget(EmptyState("bell", tr("ward_history.none"), tr("ward_history.none_first")))
        self.states.addWidget(self._full())
        self.states.addWidget(EmptyState("alert-triangle", tr("ward_history.wrong"), tr("ward_history.wrong_next")))

    def _full(self) -> QWidget:
        full = QWidget()
        inside = column(full, gap=2)
        self.count = Text("", "muted")
        inside.addWidget(self.count)
        self.model: TableModel[AlarmMark] = TableModel(self._columns(), no_more)
        self.table = Table(self.model, name=tr("ward_history.table_name"))
        inside.addWidget(self.table, 1)
        return full

    def _columns(self) -> Sequence[Column[AlarmMark]]:
        return (
            Column(tr("ward_history.column_began"), self.began),
            Column(tr("ward_history.column_lasted"), lasted_words),
            Column(
                tr("ward_history.column_alarm"), lambda one: f"{stars(one.priority)} {name_words(one)}", stretch=True
            ),
            Column(tr("ward_history.column_value"), value_words),
            Column(tr("ward_history.column_seen"), self.seen),
        )

    @property
    def marks(self) -> tuple[AlarmMark, ...]:
        """Those of the chosen priority, the newest first."""
        wanted = self.priorities.value()
        marks = self.history.marks if self.history is not None else ()
        return tuple(one for one in marks if wanted is None or one.priority is wanted)

    def show_bed(self, bed: ShownBed) -> None:
        """Read again when an alarm came, went or was seen."""
        stands = tuple((one.alarm.key, one.alarm.presence, one.alarm.priority) for one in bed.alarms)
        if stands != self._stood:
            self._stood = stands
            self.read()

    def read(self) -> None:
        """Read the alarms of the chosen hours."""
        hours = self.hours.value()
        if not isinstance(hours, int):
            return
        end = self._clock.now().timestamp()
        start, recorded = end - hours * 3600.0, self._recorded

        def reading() -> History:
            recording = recorded.open()
            marks = recording.alarms(start, end)
            newest = tuple(sorted(marks, key=lambda one: (-one.began_at, one.key)))
            return History(start, end, newest, recording.simulated())

        self._asking.ask(reading, self._show, self._tell)

    def began(self, mark: AlarmMark) -> str:
        """Day and time."""
        return f"{day(mark.began_at, self._zone)} {clock(mark.began_at, self._zone)}"

    def seen(self, mark: AlarmMark) -> str:
        """By whom, and when."""
        if mark.seen_at is None:
            return tr("ward_history.nobody")
        return f"{mark.seen_by} {clock(mark.seen_at, self._zone, seconds=False)}".strip()

    def _show(self, history: History) -> None:
        self.history = history
        self.banner.hide()
        for one in Priority:
            self.priorities.set_words(one, _priority(one, sum(mark.priority is one for mark in history.marks)))
        self._fill()

    def _fill(self) -> None:
        if self.history is None:
            return
        marks = self.marks
        self.print.setEnabled(bool(marks))
        if not marks:
            self.states.setCurrentIndex(_EMPTY)
            return
        self.states.setCurrentIndex(_FULL)
        unseen = sum(mark.seen_at is None for mark in marks)
        self.count.setText(tr("ward_history.count", count=len(marks), unseen=unseen))
        at = self.model.id_at(self.table.currentIndex().row())
        ids = [f"{mark.key}@{mark.began_at:.3f}" for mark in marks]
        bar = self.table.verticalScrollBar()
        top = bar.value()
        self.model.show_ids(ids, marks)
        bar.setValue(top)
        if at in ids:
            self.table.selectRow(ids.index(at))

    def _tell(self, error: Exception) -> None:
        words = words_of(error)
        self.banner.show_message("error", words.title, words.next_step, action=(tr("ward_history.again"), self.read))
        if self.history is None:
            self.states.setCurrentIndex(_WRONG)


def lasted_words(mark: AlarmMark) -> str:
    """How long, or that it still is."""
    return tr("ward_history.still") if mark.ended_at is None else lasted(mark.ended_at - mark.began_at)


def _priority(priority: Priority, count: int) -> str:
    word = tr(f"ward_alarms.priority_{priority.name.lower()}")
    return f"{stars(priority)} {word}" if not count else f"{stars(priority)} {word} · {count}"
