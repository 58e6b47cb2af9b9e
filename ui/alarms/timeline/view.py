"""One alarm: what it was, its steps or how it came to each receiver, what its history lacks; printed and saved."""

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from app.router.delivery.proving import gaps
from app.router.history.model import AlarmRun
from ui.alarms.timeline.lines import ReceiverPath, after_words, lines_of, paths_of
from ui.alarms.timeline.steps_list import StepsList
from ui.texts import tr
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton
from ui.widgets.choices import ChoiceChips
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.skeleton import Skeleton
from ui.widgets.table import Column, Table, TableModel, no_more

_STEPS, _RECEIVERS = "steps", "receivers"
_LOADING, _EMPTY, _LINES, _PATHS = range(4)


class TimelineView(QWidget):
    """`show_run` shows an alarm, `show_loading` nothing yet; `on_print`, `on_save`: None where that is not offered.

    `follows`: its newest step stays in sight.
    """

    def __init__(
        self,
        zone: str,
        *,
        on_print: Callable[[], object] | None,
        on_save: Callable[[], object] | None,
        follows: bool = True,
    ) -> None:
        super().__init__()
        self._zone = zone
        self.run: AlarmRun | None = None
        layout = column(self, gap=2)
        head = row(gap=1)
        self.kind = ChoiceChips(
            [(_STEPS, tr("alarms.by_step")), (_RECEIVERS, tr("alarms.by_receiver"))],
            name=tr("alarms.timeline"),
            optional=False,
        )
        self.kind.set_value(_STEPS)
        self.kind.changed.connect(lambda _value: self._fill())
        head.addWidget(self.kind, 1)
        self.print = IconButton("printer", tr("alarms.print_timeline"), on_press=on_print)
        self.save = IconButton("download", tr("alarms.save_timeline"), on_press=on_save)
        for button, wanted in ((self.print, on_print), (self.save, on_save)):
            head.addWidget(button)
            if wanted is None:
                button.hide()
        layout.addLayout(head)
        self.lacks = Banner()
        layout.addWidget(self.lacks)
        self.states = QStackedWidget()
        self.states.addWidget(Skeleton(8))
        self.empty = Text(tr("alarms.no_steps"), "muted", wrap=True)
        nothing = QWidget()
        inside = column(nothing, gap=0)
        inside.addWidget(self.empty)
        inside.addStretch(1)
        self.states.addWidget(nothing)
        self.steps = StepsList(tr("alarms.by_step"), follows=follows)
        self.states.addWidget(self.steps)
        self.paths: TableModel[ReceiverPath] = TableModel(_columns(), no_more)
        self.states.addWidget(Table(self.paths, name=tr("alarms.by_receiver")))
        layout.addWidget(self.states, 1)
        self.show_loading()

    def show_loading(self) -> None:
        """Another alarm is being read."""
        self.run = None
        self.lacks.hide()
        self._offer()
        self.states.setCurrentIndex(_LOADING)

    def show_run(self, run: AlarmRun | None) -> None:
        """This alarm as far as it came; None: nothing of it was kept."""
        other = run is None or self.run is None or run.key != self.run.key
        if run is not None and not other and self.run is not None and len(run.entries) == len(self.run.entries):
            return
        self.run = run
        self._offer()
        missing = gaps(run.entries) if run is not None else ()
        if missing:
            self.lacks.show_message("warn", tr("alarms.lacks"), "; ".join(missing), closable=False)
        else:
            self.lacks.hide()
        self._fill()

    def choose(self, kind: str) -> None:
        """Step by step ("steps") or by receiver ("receivers")."""
        self.kind.set_value(kind)
        self._fill()

    def _offer(self) -> None:
        for button in (self.print, self.save):
            button.setEnabled(self.run is not None)

    def _fill(self) -> None:
        if self.run is None:
            self.states.setCurrentIndex(_EMPTY)
            return
        if self.kind.value() == _STEPS:
            self.steps.show_lines(lines_of(self.run, self._zone))
            self.states.setCurrentIndex(_LINES)
            return
        paths = paths_of(self.run)
        self.paths.show_ids([str(at) for at in range(len(paths))], paths)
        self.states.setCurrentIndex(_PATHS)


def _columns() -> tuple[Column[ReceiverPath], ...]:
    return (
        Column(tr("alarms.column_receiver"), lambda one: one.receiver, stretch=True),
        Column(tr("alarms.column_shown"), _shown, figures=True),
        Column(tr("alarms.column_answer"), lambda one: f"{one.answer} {_after(one.answered)}".strip()),
    )


def _shown(one: ReceiverPath) -> str:
    """When it stood on the screen; else how far it came."""
    if one.shown is not None:
        return after_words(one.shown)
    return tr("alarms.only_sent" if one.sent is not None else "alarms.only_queued")


def _after(seconds: float | None) -> str:
    return "" if seconds is None else after_words(seconds)
