"""Whose each bed is: gaps first in words, what waits for oneself, and one bed beside the list."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from app.security.roles import Action
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.bridge import Latest
from ui.duty.beds.panel import BedPanel, OfferForm
from ui.duty.beds.table import MINOR, HolderTable
from ui.duty.beds.words import BedLine, bed_lines
from ui.duty.reading import Held, read_beds
from ui.duty.words import with_names
from ui.errors import words_of
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.ward.toolbar import InSection
from ui.widgets.banner import Banner
from ui.widgets.buttons import SecondaryButton
from ui.widgets.labels import Text
from ui.widgets.layouts import column

_AGAIN_MS = 15_000
_ROOM_FOR_ALL = 230
"""In steps of the grid."""


class BedsOfPage(SectionPage):
    """`lines` are the beds as shown."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("duty_beds.title"), tr("duty_beds.about"))
        self.state: Held | None = None
        self.lines: tuple[BedLine, ...] = ()
        self.panel: BedPanel | None = None
        self._opened = ""
        self._reading = Latest(self)
        self.may = context.may(Action.ANSWER_ALARMS)
        self.offer_all = SecondaryButton(
            tr("duty_beds.hand_all"), icon_name="arrow-right", on_press=self.open_offer_all
        )
        self.offer_all.hide()
        self.add_action(self.offer_all)
        self.waiting = Banner()
        self.mine = Text("", "strong", wrap=True)
        self.lacking = Text("", "error", wrap=True)
        self.states = States(lines=8)
        self.table = HolderTable()
        self.table.opened.connect(self.open_bed)
        self.table.clicked.connect(lambda index: self._open_line(index.row()))
        self.states.full.addWidget(self.table, 1)
        whole = QWidget()
        layout = column(whole, gap=3)
        for part in (self.waiting, self.mine, self.lacking):
            layout.addWidget(part)
            part.hide()
        layout.addWidget(self.states, 1)
        self.beside = Beside(whole, self._closed)
        self.beside.hide_beside(self.table, MINOR)
        self.body.addWidget(self.beside, 1)
        self._timer = QTimer(self, interval=_AGAIN_MS)
        self._timer.timeout.connect(self._read)

    def refresh(self) -> None:
        """Read again; what stands there stays until the newer is read."""
        if self.states.state != "full":
            self.states.show_loading()
        self._read()
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def open_subject(self, subject: str) -> None:
        self._opened = subject
        if self.state is not None:
            self.open_bed(subject)

    def open_bed(self, bed: object) -> None:
        """One bed beside the list."""
        line = next((one for one in self.lines if one.bed.bed == bed), None)
        if line is None or self.state is None:
            return
        self._opened = line.bed.bed
        self.table.choose(line.bed.bed)
        self.panel = BedPanel(self, self.state, line)
        self.beside.open(line.bed.label, self.panel)
        self._arrange()
        self.panel.begin()

    def open_offer_all(self) -> None:
        """Hand over all of one's beds to one person: the end of a shift."""
        lines = [one for one in self.lines if one.is_mine and one.offer is None]
        if not lines or self.state is None:
            return
        self._opened, self.panel = "", None
        part = QWidget()
        layout = column(part, gap=4)
        layout.addWidget(Text(", ".join(one.bed.label for one in lines), "strong", wrap=True))
        form = OfferForm(self, self.state, lines)
        layout.addWidget(form)
        layout.addStretch(1)
        self.beside.open(tr("duty_beds.hand_all"), part)
        form.taker.setFocus()

    def settled(self, words: str) -> None:
        """Something was changed: say so, and read again."""
        self.show_done(words)
        if not self._opened:
            self.beside.panel.close_panel()
        self.panel = None
        self._read()

    def refused(self, error: Exception) -> None:
        """Say why something could not be done, with names, and show how it stands now."""
        state = self.state
        self.show_error(with_names(error, state.names, state.zone) if state is not None else error)
        self.panel = None
        self._read()

    def step_back(self) -> bool:
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def first_focus(self) -> QWidget | None:
        """The list, once there is one."""
        return self.table if self.states.state == "full" else None

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (
            ("↑ ↓", tr("duty_beds.keys_arrows")),
            ("Enter", tr("duty_beds.keys_enter")),
            ("Esc", tr("duty.keys_esc")),
        )

    def _read(self) -> None:
        station, session = self.context.station, self.context.session
        self._reading.ask(lambda: read_beds(station, session), self._show, self._failed)

    def _failed(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.refresh)

    def _show(self, state: Held) -> None:
        fresh = self.state is None
        self.state = state
        self.lines = bed_lines(state, self.context.session.account_id)
        self._tell()
        if not self.lines:
            self.states.show_empty("bed", tr("duty_beds.empty"), tr("duty_beds.empty_first"))
            return
        self.table.show_state(state, self.lines)
        self.states.show_full()
        opened = next((one for one in self.lines if one.bed.bed == self._opened), None)
        if opened is not None and (self.panel is None or self.panel.line != opened):
            self.open_bed(opened.bed.bed)
        elif fresh and self.isVisible():
            self.table.setFocus()

    def _tell(self) -> None:
        """Gaps, one's own beds, and what waits for one's word."""
        lacking = [one.bed.label for one in self.lines if one.gap is not None and one.bed.occupant is not None]
        self.lacking.setText(
            f"▲ {tr_count('duty_beds.lacking', len(lacking), beds=', '.join(lacking))}" if lacking else ""
        )
        own = [one for one in self.lines if one.is_mine]
        self.mine.setText(tr("duty_beds.mine", beds=", ".join(one.bed.label for one in own)) if own else "")
        self._arrange()
        self.offer_all.setVisible(sum(one.offer is None for one in own) > 1)
        waiting = [one for one in self.lines if one.waits_for_me] if self.may else []
        if not waiting or self.state is None:
            self.waiting.hide()
            return
        labels = ", ".join(one.bed.label for one in waiting)
        agree = (tr_count("duty_beds.agree", len(waiting)), partial(self._agree, tuple(waiting)))
        words = tr_count("duty_beds.waiting", len(waiting), beds=labels)
        self.waiting.show_message("info", words, tr("duty_beds.waiting_next"), action=agree, closable=False)

    def _agree(self, waiting: Sequence[BedLine]) -> None:
        duty, session = self.context.station.duty, self.context.session
        said = tr("duty_beds.agreed", beds=", ".join(one.bed.label for one in waiting))
        call = lambda: [duty.confirm(session, one.bed.bed) for one in waiting]  # noqa: E731 - done in a worker
        self.does(call, lambda _done: self.settled(said), self.refused)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where there is little room, what is opened has it."""
        narrow = not self.beside.panel.isHidden() and self.width() < current_theme().gap(_ROOM_FOR_ALL)
        for part in (self.mine, self.lacking):
            part.setVisible(bool(part.text()) and not narrow)

    def _open_line(self, line: int) -> None:
        if 0 <= line < len(self.lines):
            self.open_bed(self.lines[line].bed.bed)

    def _closed(self) -> None:
        self._opened, self.panel = "", None
        self._arrange()
        self.table.setFocus()


class BedsOfScreen(InSection):
    """The page as a tab of the alarms."""

    def __init__(self, page: BedsOfPage) -> None:
        super().__init__(page)
        self._beds = page

    def first_focus(self) -> QWidget | None:
        return self._beds.first_focus()


def build(context: UiContext) -> BedsOfScreen:
    """The tab "Leitos e responsáveis"."""
    return BedsOfScreen(BedsOfPage(context))
