"""Which conditions of a bed alarm, and which somebody switched off: each is said as long as it lasts."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from app.ward.alarms.conditions import Condition, conditions
from app.ward.alarms.model import Off
from app.ward.alarms.words import Priority
from app.ward.picture.model import ShownBed
from ui.bridge import Op
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr
from ui.ward.bed.alarms.condition_names import name_of_condition
from ui.ward.review.times import clock
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.confirm_sheet import ask
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.table import Column, Table, TableModel, no_more


@dataclass(frozen=True)
class OffRow:
    """One condition; `off` where somebody switched it off, `since` when."""

    condition: Condition
    name: str
    off: Off | None
    since: str = ""

    @property
    def state(self) -> str:
        """In words."""
        if self.off is None:
            return tr("ward_off.on")
        return tr("ward_off.off_by", who=self.off.who, time=self.since)


class OffView(QWidget):
    """Enter on a line, or the button, switches it; off only after a question."""

    def __init__(self, context: UiContext, bed: str) -> None:
        super().__init__()
        self._context, self._ward, self._bed = context, context.station.ward, bed
        self._may = context.may(Action.SET_LIMITS)
        self._rows: dict[str, OffRow] = {}
        self._label = ""
        layout = column(self, gap=2, margin=3, sides=4)
        self.banner = Banner()
        layout.addWidget(self.banner)
        layout.addWidget(Text(tr("ward_off.hint" if self._may else "ward_off.hint_read"), "muted", wrap=True))
        self.model: TableModel[OffRow] = TableModel(_columns(), no_more)
        self.table = Table(self.model, name=tr("ward_off.table_name"))
        self.table.opened.connect(self.switch)
        self.table.chosen.connect(self._chosen)
        layout.addWidget(self.table, 1)
        below = row(gap=2)
        self.button = SecondaryButton(tr("ward_off.switch_off"), on_press=self._press)
        below.addWidget(self.button)
        below.addStretch(1)
        layout.addLayout(below)
        if not self._may:
            self.button.hide()
        self.button.setEnabled(False)
        always = [name_of_condition(one.code) for one in conditions().values() if one.lethal]
        layout.addWidget(Text(tr("ward_off.always", names=", ".join(sorted(always))), "small", wrap=True))

    def show_bed(self, bed: ShownBed, now: float) -> None:
        """How each condition stands now."""
        self._label = bed.label
        off = {one.code: one for one in bed.silence.off}
        wall = self._context.station.clock.now().timestamp()
        zone = self._context.station.profile.time_zone
        rows = {}
        for one in conditions().values():
            if not one.stays_on:
                switched = off.get(one.code)
                since = clock(round(wall - now + switched.at), zone, seconds=False) if switched is not None else ""
                rows[one.code] = OffRow(one, name_of_condition(one.code), switched, since)
        if rows == self._rows:
            return
        chosen = self.model.id_at(self.table.currentIndex().row())
        self._rows = rows
        ordered = sorted(rows.values(), key=lambda one: (one.off is None, one.condition.priority, one.name))
        self.model.show_ids([one.condition.code for one in ordered], ordered)
        codes = [one.condition.code for one in ordered]
        if chosen in codes:
            self.table.selectRow(codes.index(chosen))
        self._chosen(chosen)

    def switch(self, code: object) -> None:
        """Off after a question, on at once."""
        if not self._may or not isinstance(code, str) or code not in self._rows:
            return
        one, session, bed = self._rows[code], self._context.session, self._bed
        if one.off is not None:
            self._do(lambda: self._ward.alarm_on(session, bed, code), one, "ward_off.now_on")
            return
        ask(
            self,
            tr("ward_off.question", name=one.name, bed=self._label),
            tr("ward_off.switch_off"),
            lambda: self._do(lambda: self._ward.alarm_off(session, bed, code), one, "ward_off.now_off"),
            explanation=tr("ward_off.means"),
            danger=True,
        )

    def _do(self, call: Callable[[], None], one: OffRow, said: str) -> None:
        def done(_answer: object) -> None:
            code = one.condition.code
            undo = (tr("ward_limits.undo"), lambda: self.switch(code)) if said == "ward_off.now_off" else None
            tone = "warn" if said == "ward_off.now_off" else "success"
            self.banner.show_message(tone, tr(said, name=one.name), action=undo)

        def failed(error: Exception) -> None:
            words = words_of(error)
            self.banner.show_message("error", words.title, words.next_step)

        Op(self, call).on_success(done).on_failure(failed).start()

    def _press(self) -> None:
        self.switch(self.model.id_at(self.table.currentIndex().row()))

    def _chosen(self, code: object) -> None:
        one = self._rows.get(code) if isinstance(code, str) else None
        self.button.setEnabled(one is not None)
        self.button.set_text(tr("ward_off.switch_on" if one is not None and one.off else "ward_off.switch_off"))


def _columns() -> tuple[Column[OffRow], ...]:
    return (
        Column(tr("ward_off.column_name"), lambda one: one.name, stretch=True),
        Column(tr("ward_off.column_priority"), lambda one: priority_words(one.condition.priority)),
        Column(tr("ward_off.column_state"), lambda one: one.state),
    )


def priority_words(priority: Priority) -> str:
    """ "** intermediate": mark and word."""
    return f"{'*' * (3 - int(priority))} {tr(f'ward_alarms.priority_{priority.name.lower()}')}"
