"""The place of the ward: the wall, and beside it the bed that somebody opened."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.security.roles import Action
from app.ward.alarms.engine import STATION
from app.ward.picture.model import ShownBed
from app.ward.service import Hearing
from ui.bridge import Op
from ui.shell.context import UiContext
from ui.shell.places import PlaceWidget
from ui.shell.shortcuts import covers
from ui.texts import tr
from ui.ward.alarm_words import alarm_words
from ui.ward.bed.page import BedPage
from ui.ward.bed_panel import BedPanel
from ui.ward.care import NOTHING_KNOWN
from ui.ward.layouts.alarm_strip import AlarmStrip
from ui.ward.layouts.arrange_bar import ArrangeBar
from ui.ward.layouts.board import WallBoard
from ui.ward.layouts.controls import WallControls
from ui.ward.layouts.desk import WallLayouts
from ui.ward.layouts.scroll import WallScroll
from ui.ward.no_sectors import NoSectors
from ui.ward.node_banner import NodeBanner
from ui.ward.toolbar import WardEntry, WardToolbar, entries_for
from ui.widgets.banner import Banner
from ui.widgets.layouts import Scroll, column, row
from ui.widgets.side_panel import SidePanel

_LOOK_MS: Final = 500


class WardPage(PlaceWidget):
    """Wall on the left, the opened bed on the right; a banner as long as the node is not heard."""

    def __init__(self, context: UiContext) -> None:
        super().__init__()
        self._context, self._ward = context, context.station.ward
        self._opened = ""
        self._instead: PlaceWidget | None = None
        layout = column(self, gap=0)
        self.layouts = WallLayouts(context.station, self, context.session)
        self.layouts.opened.connect(self._from_second)
        self.layouts.entered.connect(self._from_second)
        self.strip = AlarmStrip(self._go_to)
        self.controls = WallControls(context, self.layouts, self.show_whole)
        self.toolbar = WardToolbar(entries_for(context), self.open_entry, self.back, self.strip, self.controls)
        layout.addWidget(self.toolbar)
        layout.addWidget(ArrangeBar(self.layouts))
        self.banner = Banner()
        self.silence, self.station = NodeBanner(), Banner()
        layout.addWidget(self.banner)
        layout.addWidget(self.silence)
        layout.addWidget(self.station)
        self.states = QStackedWidget()
        layout.addWidget(self.states, 1)
        beds = next((entry for entry in entries_for(context) if entry.key == "beds"), None)
        self.empty = NoSectors(partial(self.open_entry, beds) if beds is not None else None)
        self.states.addWidget(self.empty)
        self.wall = self.layouts.wall
        self.wall.bed_opened.connect(self._enter)
        self.wall.bed_entered.connect(self.open_page)
        self.wall.bed_chosen.connect(self._chosen)
        self.wall_scroll = WallScroll(self.wall)
        self.wall.dragged_to.connect(lambda at: self.wall_scroll.ensureVisible(at.x(), at.y()))
        self.panel = SidePanel(on_close=self._closed)
        self.bed = BedPanel(context.may(Action.ANSWER_ALARMS), opens=True)
        self.bed.asked.connect(self._do)
        self.panel.hold(Scroll(self.bed, width=None))
        holder = QWidget()
        beside = row(holder, gap=0)
        beside.addWidget(self.wall_scroll, 1)
        beside.addWidget(self.panel)
        self.states.addWidget(holder)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        whole = QShortcut(QKeySequence("F11"), self)
        whole.setContext(Qt.ShortcutContext.WindowShortcut)
        whole.activated.connect(self._turn_whole)
        self.layouts.load()

    def arrive(self, subject: str | None) -> None:
        self._ward.follow()
        self._context.station.router.follow()
        self._timer.start()
        side = self._context.window
        if side.end_kiosk is not None or (self.window().isFullScreen() and not side.is_bare()):
            self.show_whole(True)
        else:
            self.controls.show_bare(side.is_bare())
        self.look()
        if subject:
            self.back()
            self.open_bed(subject)
        elif self._instead is not None:
            self._instead.arrive(None)

    def leave(self) -> None:
        self._timer.stop()
        if self._instead is not None:
            self._instead.leave()

    def locked(self) -> WallBoard | None:
        """Alarms go on being seen, without names."""
        self.layouts.show_names(False)
        if not self._ward.picture.beds and self._ward.hearing() in (Hearing.HEARD, Hearing.NO_BEDS):
            return None
        return WallBoard(self._ward, self.layouts.beside_lock())

    def unlocked(self) -> None:
        self.layouts.show_names(True)
        if self.isVisible():
            self.arrive(None)

    def show_whole(self, on: bool) -> None:
        """The wall alone on the whole screen, or the window as it was."""
        side = self._context.window
        if not on and side.end_kiosk is not None:
            side.end_kiosk()
            return
        side.show_bare(on)
        self.controls.show_bare(on)

    def _turn_whole(self) -> None:
        if not covers(self) and not self.controls.whole_screen.isHidden():
            self.controls.whole_screen.click()

    def _from_second(self, bed: str) -> None:
        """A bed that was opened on the second screen shows itself on this one."""
        if self.isVisible():
            self._enter(bed)
        else:
            self._context.navigate("ward", bed)

    def _go_to(self, bed: str) -> None:
        """To the bed that the strip names, wherever one is: from one bed's own page to the other's."""
        if isinstance(self._instead, BedPage):
            self.open_page(bed)
            return
        self.back()
        self.open_bed(bed)

    def open_entry(self, entry: WardEntry) -> None:
        """A screen of the row over the wall."""
        self.show_instead(entry.build(self._context, self.back), entry.key)

    def show_instead(self, screen: PlaceWidget, key: str = "") -> None:
        """Put a screen in the wall's place until `back`; `key` is the entry of the row that it belongs to."""
        self.back()
        self._instead, self.can_print = screen, screen.can_print
        self.states.addWidget(screen)
        self.states.setCurrentWidget(screen)
        self.toolbar.show_open(key)
        screen.arrive(None)
        (screen.first_focus() or self.toolbar.back).setFocus()

    def back(self) -> None:
        """The wall again."""
        screen, self._instead, self.can_print = self._instead, None, False
        self.toolbar.show_open(None)
        if screen is None:
            return
        screen.leave()
        self.states.removeWidget(screen)
        screen.hide()
        screen.deleteLater()
        self.look()
        self.wall.setFocus()

    def print_current(self) -> None:
        if self._instead is not None:
            self._instead.print_current()

    def keeps_draft(self) -> bool:
        return self._instead is not None and self._instead.keeps_draft()

    def step_back(self) -> bool:
        if self._instead is not None:
            if not self._instead.step_back():
                self.back()
            return True
        if self.layouts.arranging is not None:
            self.layouts.cancel()
            return True
        if not self._opened:
            return False
        self.panel.close_panel()
        return True

    def first_focus(self) -> QWidget | None:
        if self._instead is not None:
            return self._instead.first_focus() or self.toolbar.back
        return self.wall if self._ward.picture.beds else self.empty.action

    def help_topic(self) -> str:
        return self.toolbar.help_topic

    def keys_here(self) -> Sequence[tuple[str, str]]:
        if self._instead is not None:
            return self._instead.keys_here()
        return (
            ("← → ↑ ↓", tr("ward.keys_arrows")),
            ("Enter", tr("ward.keys_enter")),
            ("Esc", tr("ward.keys_esc")),
            ("F11", tr("ward_layouts.key_whole")),
        )

    def look(self) -> None:
        """Whether the node is heard, whether there are beds, and how the opened bed stands now."""
        beds = self._ward.picture.beds
        if self._instead is None:
            self.states.setCurrentIndex(1 if beds else 0)
        self.empty.look(self._ward.hearing())
        self.silence.look(self._ward.node_problem(), silent=self._ward.is_silent() and bool(beds))
        self._look_at_station()
        self.strip.show_ward(beds, self._ward.picture.station_alarms, silent=self._ward.is_silent())
        shown = self._bed(self._opened)
        if shown is not None:
            self._show_panel(shown)

    def _show_panel(self, shown: ShownBed) -> None:
        now, care = self._ward.picture.now(), self.layouts.care
        if care is not None:
            care.look(now)
        self.bed.show_bed(shown, now, care.of(shown.bed) if care is not None else NOTHING_KNOWN)

    def _look_at_station(self) -> None:
        """What alarms and belongs to no bed stands over the wall until somebody has seen it."""
        unseen = [shown.alarm for shown in self._ward.picture.station_alarms if shown.alarm.is_unseen]
        if not unseen:
            self.station.hide()
            return
        words, key = alarm_words(unseen[0]), unseen[0].key
        if self.station.title.text() != words or not self.station.isVisible():
            act = (tr("ward.do_acknowledge"), lambda: self._do("acknowledge", STATION, key))
            may = self._context.may(Action.ANSWER_ALARMS)
            self.station.show_message("error", words, action=act if may else None, closable=False)

    def open_bed(self, bed: str) -> None:
        """Show one bed beside the wall."""
        shown = self._bed(bed)
        if shown is None:
            return
        self._opened = bed
        self._show_panel(shown)
        self.panel.show_title(shown.label)
        self.panel.show()
        self.wall.choose(bed)

    def open_page(self, bed: str) -> None:
        """One bed in the wall's place."""
        if self._bed(bed) is not None:
            self.show_instead(BedPage(self._context, bed, self._do))

    def _enter(self, bed: str) -> None:
        """Enter opens the panel; Enter once more the bed's own page."""
        if bed == self._opened:
            self.open_page(bed)
        else:
            self.open_bed(bed)

    def _chosen(self, bed: str) -> None:
        """The panel, once open, follows the frame of the keyboard."""
        if self._opened:
            self.open_bed(bed)

    def _closed(self) -> None:
        self._opened = ""
        self.wall.setFocus()

    def _bed(self, bed: str) -> ShownBed | None:
        return next((each for each in self._ward.picture.beds if each.bed == bed), None)

    def _do(self, name: str, bed: str, alarm: str) -> None:
        """What somebody asked for in the panel; refused or not answered, the banner says so."""
        session = self._context.session
        if name == "open":
            self.open_page(bed)
            return
        acts: dict[str, Callable[[], None]] = {
            "acknowledge": lambda: self._ward.acknowledge(session, bed, alarm),
            "acknowledge_all": lambda: self._ward.acknowledge_all(session, bed),
            "pause_audio": lambda: self._ward.pause_audio(session, bed),
            "pause_alarms": lambda: self._ward.pause_alarms(session, bed),
            "resume": lambda: self._ward.resume(session, bed),
            "setting_seen": lambda: self._ward.setting_seen(session, bed),
        }
        Op(self, acts[name]).start()
