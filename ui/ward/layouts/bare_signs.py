"""What a window without its top bar must still say: the time of day, and where the data is."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.station import Station
from ui.bridge import Op
from ui.shell.status_chip import BackupWatch, StatusChip, SyncWatch
from ui.texts.formats import show_hour
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import row

_LOOK_MS = 1000
_ZONE_MS = 60_000
"""A display runs for months: what an administrator chooses meanwhile holds without a new start."""


class BareSigns(QWidget):
    """Clock and chip; it looks for itself, and needs nobody signed in."""

    def __init__(self, station: Station) -> None:
        super().__init__()
        profile = station.profile
        self._station, self._zone = station, profile.time_zone
        layout = row(self, gap=3)
        self.chip = StatusChip()
        large = current_theme().is_large
        # With very large text its sign alone, the words in its tool tip: the line of the alarms needs the room.
        self.chip.words.setHidden(large)
        self.chip.setMaximumWidth(current_theme().px("top_bar" if large else "field_medium"))
        self.clock = Text("", "heading")
        layout.addWidget(self.chip)
        layout.addWidget(self.clock)
        self._sync = SyncWatch(self, station, profile.time_zone, self.chip)
        for watch in (BackupWatch(self, station, self.chip), self._sync):
            watch.begin()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.zone_timer = QTimer(self, interval=_ZONE_MS)
        self.zone_timer.timeout.connect(self.ask_zone)
        self.zone_timer.start()
        self.look()

    def look(self) -> None:
        """The time as it is now."""
        self.clock.setText(show_hour(self._station.clock.now(), self._zone))

    def ask_zone(self) -> None:
        """Where the unit stands, asked in a worker; what cannot be asked now is asked again in a minute."""
        asked = Op(self, lambda: self._station.profile.time_zone)
        asked.on_success(self._stand_in).on_failure(lambda _error: None).start()

    def _stand_in(self, zone: str) -> None:
        self._zone = zone
        self._sync.stand_in(zone)
        self.look()
