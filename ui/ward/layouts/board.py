"""The wall for looking alone: on a second screen, on a locked one, and where nobody is signed in."""

from typing import Final

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from app.ward.service import WardService
from ui.texts import tr
from ui.ward.layouts.alarm_strip import AlarmStrip
from ui.ward.layouts.arrangeable import ArrangeableWall
from ui.ward.layouts.scroll import WallScroll
from ui.ward.no_sectors import NoSectors
from ui.widgets.banner import Banner
from ui.widgets.layouts import column, row

_LOOK_MS: Final = 500


class WallBoard(QWidget):
    """Sectors, and over them what must be said of the whole ward. Nothing here acts on an alarm.

    `strip`: also the line with the worst alarm; the caller puts more into `head`. `untouched`: it answers to nobody.
    """

    def __init__(self, ward: WardService, wall: ArrangeableWall, *, strip: bool = True, untouched: bool = True) -> None:
        super().__init__()
        self._ward = ward
        layout = column(self, gap=0)
        self.head = row(gap=2, margin=1, sides=2)
        self.strip = AlarmStrip()
        if strip:
            self.head.addWidget(self.strip, 1)
            layout.addLayout(self.head)
        else:
            self.strip.hide()
            self.strip.setParent(self)
        self.silence = Banner()
        layout.addWidget(self.silence)
        self.states = QStackedWidget()
        self.empty = NoSectors()
        self.states.addWidget(self.empty)
        self.wall = wall
        if untouched:
            self.wall.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.wall.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.scroll_area = WallScroll(self.wall)
        self.states.addWidget(self.scroll_area)
        layout.addWidget(self.states, 1)
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """Whether the node is heard, and how the whole ward stands."""
        picture = self._ward.picture
        beds, silent = picture.beds, self._ward.is_silent()
        self.states.setCurrentIndex(1 if beds else 0)
        self.empty.look(self._ward.hearing())
        if silent and beds and self.silence.isHidden():
            self.silence.show_message("error", tr("ward.node_gone"), tr("ward.node_gone_next"), closable=False)
        elif not (silent and beds):
            self.silence.hide()
        self.strip.show_ward(beds, picture.station_alarms, silent=silent)
