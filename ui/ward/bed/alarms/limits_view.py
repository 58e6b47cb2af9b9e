"""All limits of a bed in one table, one of them open beside it; what was sent is shown until the ward has taken it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from app.security.roles import Action
from app.ward.alarms.limits import VitalLimits, defaults
from app.ward.alarms.model import SetBy
from app.ward.picture.model import ShownBed
from ui.bridge import Op
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import in_chosen, tr
from ui.theme import current_theme
from ui.ward.bed.alarms.limit_editor import LimitEditor
from ui.ward.bed.alarms.limit_words import LIMITS, LimitRow, delays_words, limit_words, sign_words
from ui.ward.review.times import clock, day
from ui.ward.setting_lines import SettingLines
from ui.widgets.confirm_sheet import ask
from ui.widgets.labels import Text
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.table import Column, Table, TableModel, no_more

QWIDGETSIZE_MAX: Final = 16_777_215
"""Qt's own: no bound."""
_CONFIRM_SECONDS: Final = 10.0
"""The ward tells each change at once; after so long something is wrong on the way."""


@dataclass(frozen=True)
class _Sent:
    """What was sent and is not yet in force, as far as the window knows; `before`: what to go back to."""

    vital: str
    limits: VitalLimits
    before: VitalLimits
    at: float


class LimitsView(QWidget):
    """Enter on a line opens its limits beside the table."""

    def __init__(self, context: UiContext, bed: str) -> None:
        super().__init__()
        self._context, self._ward, self._bed = context, context.station.ward, bed
        self._may_set = context.may(Action.SET_LIMITS)
        self._rows: dict[str, LimitRow] = {}
        self._sent: _Sent | None = None
        self._shown: ShownBed | None = None
        self.editor: LimitEditor | None = None
        whole = column(self, gap=0)
        self.settings = SettingLines(context.may(Action.ANSWER_ALARMS))
        self.settings.setContentsMargins(*[current_theme().gap(3)] * 4)
        self.settings.seen.connect(self._seen)
        whole.addWidget(self.settings)
        layout = row(gap=0)
        whole.addLayout(layout, 1)
        self.left = QWidget()
        left = column(self.left, gap=2, margin=2, sides=4)
        left.addWidget(
            Text(tr("ward_limits.table_hint" if self._may_set else "ward_limits.table_read"), "muted", wrap=True)
        )
        self.model: TableModel[LimitRow] = TableModel(_columns(), no_more)
        self.table = Table(self.model, name=tr("ward_limits.table_name"))
        self.table.opened.connect(self.open)
        self.table.clicked.connect(lambda index: self.open(self.model.id_at(index.row())))
        left.addWidget(self.table, 1)
        layout.addWidget(self.left, 1)
        self._holder = QWidget()
        self._room = column(self._holder, gap=0, margin=4)
        self.side = Scroll(self._holder, width=None)
        self.side.hide()
        layout.addWidget(self.side)

    def show_bed(self, bed: ShownBed, now: float) -> None:
        """What is in force now; an editor in which somebody types is left alone."""
        self._shown = bed
        state = self._ward.picture.state(self._bed)
        if state is None:
            return
        usual = defaults(bed.age)
        rows = {
            vital: LimitRow(vital, limits, usual[vital], self._changed(state.set_by.get(vital), now))
            for vital, limits in state.limits.items()
            if vital in usual
        }
        if rows != self._rows:
            self._take(rows)
        self.settings.show_settings(state.settings, now)
        self._look_at_sent(now)

    def _changed(self, by: SetBy | None, now: float) -> str:
        if by is None:
            return ""
        station = self._context.station
        moment = round(station.clock.now().timestamp() - now + by.at)
        zone = station.profile.time_zone
        return tr("ward_limits.changed", who=by.who, day=day(moment, zone), time=clock(moment, zone, seconds=False))

    def _take(self, rows: dict[str, LimitRow]) -> None:
        at = self.table.currentIndex().row()
        ordered = sorted(rows.values(), key=lambda one: one.sign.order)
        self._rows = rows
        self.model.show_ids([one.vital for one in ordered], ordered)
        if at >= 0:
            self.table.selectRow(at)
        editor = self.editor
        if editor is not None and self._shown is not None and not editor.is_touched():
            editor.show_row(rows[editor.row.vital], self._shown.age)

    def open(self, vital: object) -> None:
        """The limits of one vital sign beside the table."""
        if not isinstance(vital, str) or vital not in self._rows or self._shown is None:
            return
        if self.editor is not None and self.editor.row.vital == vital:
            self.editor.fields["low"].setFocus()
            return
        self.close_editor()
        self.editor = editor = LimitEditor(self._rows[vital], self._shown.age, self._may_set)
        editor.wanted.connect(self._wanted)
        editor.device_wanted.connect(self._device_wanted)
        editor.usual_wanted.connect(lambda: self._send(vital, self._rows[vital].usual))
        editor.closed.connect(self.close_editor)
        self._room.addWidget(editor)
        self._share()
        self.side.show()
        editor.fields["low"].setFocus()

    def close_editor(self) -> bool:
        """Put the editor away; whether there was one."""
        if self.editor is None:
            return False
        self.editor.hide()
        self.editor.deleteLater()
        self.editor = None
        self.side.hide()
        self._share()
        self.table.setFocus()
        return True

    def _share(self) -> None:
        """Where both have no room beside each other, the open limits take the place of the table."""
        alone = self.editor is not None and self.width() < current_theme().px("rail_room")
        self.left.setHidden(alone)
        if alone:
            self.side.setMinimumWidth(0)
            self.side.setMaximumWidth(QWIDGETSIZE_MAX)
        else:
            self.side.setFixedWidth(current_theme().px("side_panel_narrow") + current_theme().gap(8))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share()

    def _wanted(self, limits: VitalLimits) -> None:
        editor = self.editor
        if editor is None:
            return
        vital, now = editor.row.vital, editor.row.limits
        if limits == now:
            editor.state.show_message("info", tr("ward_limits.same"))
            return
        self._asking_first(vital, now, limits, lambda: self._send(vital, limits))

    def _device_wanted(self, limits: VitalLimits) -> None:
        editor = self.editor
        if editor is not None:
            vital = editor.row.vital
            self._asking_first(vital, editor.row.limits, limits, lambda: self._ask_device(vital, limits))

    def _ask_device(self, vital: str, limits: VitalLimits) -> None:
        """What becomes of it is told with the bed's state."""
        session, bed = self._context.session, self._bed
        asked = Op(self, lambda: self._ward.set_device_limits(session, bed, vital, limits))
        asked.on_failure(lambda error: self._refused(vital, error)).start()

    def _seen(self) -> None:
        session, bed = self._context.session, self._bed

        def failed(error: Exception) -> None:
            self._context.message("error", words_of(error).together)

        Op(self, lambda: self._ward.setting_seen(session, bed)).on_failure(failed).start()

    def _asking_first(self, vital: str, now: VitalLimits, limits: VitalLimits, send: Callable[[], object]) -> None:
        """A limit that is taken off is asked about."""
        gone = [name for name in ("low", "high") if getattr(limits, name) is None and getattr(now, name) is not None]
        if not gone:
            send()
            return
        ask(
            self,
            tr("ward_limits.take_off", limit=tr(f"ward_limits.field_{gone[0]}"), sign=self._label(vital)),
            tr("ward_limits.take_off_verb"),
            send,
            explanation=tr("ward_limits.take_off_means"),
            danger=True,
        )

    def _send(self, vital: str, limits: VitalLimits) -> None:
        session, bed, before = self._context.session, self._bed, self._rows[vital].limits
        sent = self._sent = _Sent(vital, limits, before, self._ward.picture.now())
        self._say("info", tr("ward_limits.sent"), tr("ward_limits.sent_next"))
        self._allow(False)

        def failed(error: Exception) -> None:
            if self._sent is sent:
                self._sent = None
            self._refused(vital, error)

        Op(self, lambda: self._ward.set_limits(session, bed, vital, limits)).on_failure(failed).start()

    def _refused(self, vital: str, error: Exception) -> None:
        self._allow(True)
        editor = self.editor
        if editor is None or editor.row.vital != vital:
            self._context.message("error", words_of(error).together)
            return
        editor.state.hide()
        if isinstance(error, KnownError) and error.values.get("field"):
            editor.show_refusal(error)
            return
        words = words_of(error)
        self._say("error", tr("ward_limits.not_taken"), words.together)

    def _look_at_sent(self, now: float) -> None:
        sent = self._sent
        if sent is None:
            return
        if self._rows[sent.vital].limits == sent.limits:
            self._sent = None
            self._taken(sent)
        elif now - sent.at > _CONFIRM_SECONDS:
            self._sent = None
            self._allow(True)
            self._say("error", tr("ward_limits.not_taken"), tr("ward_limits.not_confirmed"))

    def _taken(self, sent: _Sent) -> None:
        self._allow(True)
        if self.editor is not None and self.editor.row.vital == sent.vital and self._shown is not None:
            self.editor.show_row(self._rows[sent.vital], self._shown.age)
        undo: tuple[str, Callable[[], object]] = (
            tr("ward_limits.undo"),
            lambda: self._send(sent.vital, sent.before),
        )
        self._say("success", tr("ward_limits.taken", sign=self._label(sent.vital)), action=undo)

    def _say(
        self, tone: str, title: str, body: str = "", action: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        if self.editor is not None:
            self.editor.state.show_message(tone, title, body, action=action)
        else:
            self._context.message(tone, f"{title} {body}".strip())

    def _allow(self, allowed: bool) -> None:
        if self.editor is not None:
            self.editor.apply.setEnabled(allowed)
            self.editor.usual.setEnabled(allowed and not self.editor.row.is_usual)

    def _label(self, vital: str) -> str:
        return in_chosen(self._rows[vital].sign.label)


def _columns() -> tuple[Column[LimitRow], ...]:
    def shown(field: str) -> Callable[[LimitRow], str]:
        return lambda one: limit_words(one, field)

    return (
        Column(tr("ward_limits.column_sign"), lambda one: sign_words(one.sign), stretch=True),
        *(Column(tr(f"ward_limits.column_{field}"), shown(field), figures=True) for field in LIMITS),
        Column(tr("ward_limits.column_delay"), delays_words, figures=True),
        Column(
            tr("ward_limits.column_state"), lambda one: tr(f"ward_limits.{'is_usual' if one.is_usual else 'is_set'}")
        ),
    )
