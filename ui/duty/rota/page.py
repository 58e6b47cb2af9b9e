"""The rota: who is on duty now, what will be missing, and the week as a table; one field opens beside it."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.router.duty.model import Copied, PostGap
from app.security.roles import Action
from ui.administration.beside import Beside
from ui.administration.frame import SectionPage
from ui.administration.states import States
from ui.bridge import Latest
from ui.duty.reading import Rota, read_rota
from ui.duty.rota.grid import Key, WeekGrid
from ui.duty.rota.now_strip import NowStrip
from ui.duty.rota.paper import rota_offer
from ui.duty.rota.slot_panel import SlotPanel
from ui.duty.week import DAYS, local_day, monday_of
from ui.duty.words import day_words, gap_words, slot_words
from ui.errors import words_of
from ui.papers.issue import issue_now
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.ward.toolbar import InSection
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton, QuietButton, SecondaryButton
from ui.widgets.confirm_sheet import ask
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row

_AGAIN_MS = 60_000
_ROOM_FOR_ALL = 230
_HEIGHT_FOR_NOW = 120
"""Both in steps of the grid."""


class RotaPage(SectionPage):
    """`rota` is what is shown; None before the first was read."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("duty.title"), tr("duty.about"))
        self.rota: Rota | None = None
        self.panel: SlotPanel | None = None
        self._first: date | None = None
        self._opened: Key | None = None
        self._reading = Latest(self)
        self.may = context.may(Action.MANAGE_BEDS)
        self.copy_button = SecondaryButton(tr("duty.copy"), icon_name="copy", on_press=self.ask_copy)
        self.print_button = SecondaryButton(tr("duty.print"), icon_name="printer", on_press=self.print_current)
        if self.may:
            self.add_action(self.copy_button)
        self.add_action(self.print_button)
        self.lacking = Banner()
        self.now = NowStrip()
        self.grid = WeekGrid()
        self.grid.opened.connect(self.open_slot)
        self.week = Text("", "heading")
        self.this_week = QuietButton(tr("duty.this_week"), on_press=partial(self.show_week, None))
        self.states = States(lines=8)
        self.nobody = Text(tr("duty.nobody_this_week"), "muted", wrap=True)
        self.nobody.hide()
        self.pages = QStackedWidget()
        self._build()
        self._timer = QTimer(self, interval=_AGAIN_MS)
        self._timer.timeout.connect(self._read)

    def _build(self) -> None:
        whole = QWidget()
        layout = column(whole, gap=3)
        layout.addWidget(self.lacking)
        layout.addWidget(self.now)
        line = row(gap=2)
        before = IconButton("chevron-left", tr("duty.week_before"), on_press=lambda: self.step_week(-1))
        after = IconButton("chevron-right", tr("duty.week_after"), on_press=lambda: self.step_week(1))
        for part in (before, self.week, after, self.this_week):
            line.addWidget(part)
        line.addStretch(1)
        layout.addLayout(line)
        layout.addWidget(self.nobody)
        self.states.full.addWidget(self.grid, 1)
        layout.addWidget(self.states, 1)
        self.beside = Beside(whole, self._closed)
        self.pages.addWidget(self.beside)
        self.body.addWidget(self.pages, 1)

    def refresh(self) -> None:
        """Read the week again; what stands there stays until the newer is read."""
        if self.states.state != "full":
            self.states.show_loading()
        self._read()
        self._timer.start()

    def leave(self) -> None:
        self._timer.stop()

    def show_week(self, first: date | None) -> None:
        """Another week; None: this one."""
        self.beside.panel.close_panel()
        self._first = first
        self._read()

    def step_week(self, by: int) -> None:
        """The week before or after."""
        if self.rota is not None:
            self.show_week(self.rota.first + timedelta(days=by * DAYS))

    def open_slot(self, key: Key) -> None:
        """One field beside the table."""
        slot = self.grid.slot_of(key)
        if slot is None or self.rota is None:
            return
        self.grid.choose(key)
        self._opened = key
        self.panel = SlotPanel(self, self.rota, slot)
        self.beside.open(slot_words(slot), self.panel)
        self._arrange()
        self.panel.begin()

    def settled(self, words: str) -> None:
        """Something was changed: say so, and read again."""
        self.show_done(words)
        self._read()

    def ask_copy(self) -> None:
        """Copy the week before into the one on show."""
        rota = self.rota
        if rota is None:
            return
        before = rota.first - timedelta(days=DAYS)
        ask(
            self,
            tr("duty.copy_question", week=_week_words(rota.first)),
            tr("duty.copy_verb"),
            partial(self._copy, rota),
            explanation=tr("duty.copy_about", week=_week_words(before)),
        )

    def print_current(self) -> None:
        """The week as a paper, before it is printed."""
        if self.rota is None or self.pages.currentIndex():
            return
        offer = rota_offer(self.rota, issue_now(self.context, self.context.station.profile))
        preview = PaperPreview(self.context, offer, on_close=self._close_preview, back=tr("duty.back"))
        self.pages.addWidget(preview)
        self.pages.setCurrentWidget(preview)
        preview.setFocus()

    def step_back(self) -> bool:
        if self.pages.currentIndex():
            self._close_preview()
            return True
        if self.beside.panel.isHidden():
            return False
        self.beside.panel.close_panel()
        return True

    def first_focus(self) -> QWidget | None:
        """The table, once there is one."""
        return self.grid if self.states.state == "full" else None

    def keys_here(self) -> Sequence[tuple[str, str]]:
        return (
            ("← → ↑ ↓", tr("duty.keys_arrows")),
            ("Enter", tr("duty.keys_enter")),
            ("Ctrl+P", tr("duty.print")),
            ("Esc", tr("duty.keys_esc")),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Where there is little room, what is opened has it, and the week: whoever is on duty now stands bold in it."""
        theme = current_theme()
        narrow = self._opened is not None and self.width() < theme.gap(_ROOM_FOR_ALL)
        low = self.height() < theme.gap(_HEIGHT_FOR_NOW)
        self.now.setVisible(not narrow and not low and self.rota is not None)
        self.lacking.setVisible(not narrow and self.rota is not None and bool(self.rota.soon))

    def _read(self) -> None:
        station, session, first = self.context.station, self.context.session, self._first
        self._reading.ask(lambda: read_rota(station, session, first), self._show, self._failed)

    def _failed(self, error: Exception) -> None:
        self.states.show_wrong(words_of(error).together, self.refresh)

    def _show(self, rota: Rota) -> None:
        fresh = self.rota is None
        self.rota = rota
        this_week = rota.first == monday_of(local_day(rota.now, rota.zone))
        self.week.setText(_week_words(rota.first))
        self.this_week.setVisible(not this_week)
        self.now.show_rota(rota)
        self.grid.show_rota(rota)
        self.nobody.setVisible(rota.is_empty)
        self.states.show_full()
        self._show_lacking(rota)
        if self._opened is not None:
            self._show_panel_again(self._opened, rota)
        elif fresh and self.isVisible():
            self.grid.setFocus()

    def _show_panel_again(self, key: Key, rota: Rota) -> None:
        """What stands beside the table is made anew only where the field changed: nobody's typing is lost."""
        slot = self.grid.slot_of(key)
        if slot is None:
            self.beside.panel.close_panel()
        elif self.panel is None or slot != self.panel.slot:
            self.open_slot(key)

    def _show_lacking(self, rota: Rota) -> None:
        if not rota.soon:
            self._arrange()
            return
        first = [gap_words(gap, rota.now, rota.zone) for gap in rota.soon[:2]]
        more = len(rota.soon) - len(first)
        said = " ".join(first) + (f" {tr_count('duty.gaps_more', more)}" if more else "")
        now = any(gap.begins <= rota.now for gap in rota.soon)
        act = (tr("duty.fill"), partial(self._fill, rota.soon[0])) if self.may else None
        title = tr("duty.lacking_now" if now else "duty.lacking_soon")
        self.lacking.show_message("error" if now else "warn", title, said, action=act, closable=False)
        self._arrange()

    def _fill(self, gap: PostGap) -> None:
        """To the field in which nobody is on duty, in this week or the next."""
        rota = self.rota
        if rota is None:
            return
        for line in rota.lines:
            for slot in line.slots:
                if slot.post is gap.post and slot.begins <= gap.begins < slot.until:
                    self.open_slot(slot.key)
                    return
        day = monday_of(local_day(gap.begins, rota.zone))
        if day != rota.first:
            self.show_week(day)

    def _copy(self, rota: Rota) -> None:
        context, back = self.context, timedelta(days=DAYS)
        begins, until = rota.begins - back, rota.until - back
        copy = context.station.duty.copy
        self.does(lambda: copy(context.session, begins, until, DAYS, rota.zone), self._copied)

    def _copied(self, done: Copied) -> None:
        if not done.put:
            self.banner.show_message("info", tr("duty.copied_nothing"), tr("duty.copied_nothing_next"))
        else:
            left_out = tr_count("duty.left_out", done.left_out) if done.left_out else ""
            self.show_done(tr_count("duty.copied", done.put), left_out)
        self._read()

    def _closed(self) -> None:
        self._opened, self.panel = None, None
        self._arrange()
        self.grid.setFocus()

    def _close_preview(self) -> None:
        preview = self.pages.widget(1)
        if preview is not None:
            self.pages.removeWidget(preview)
            preview.deleteLater()
        self.print_button.setFocus()


def _week_words(first: date) -> str:
    return tr("duty.week", first=day_words(first), last=day_words(first + timedelta(days=DAYS - 1)))


class RotaScreen(InSection):
    """The page as a tab of the alarms; it can be printed."""

    can_print = True

    def __init__(self, page: RotaPage) -> None:
        super().__init__(page)
        self._rota = page

    def first_focus(self) -> QWidget | None:
        return self._rota.first_focus()


def build(context: UiContext) -> RotaScreen:
    """The tab "Plantão"."""
    return RotaScreen(RotaPage(context))
