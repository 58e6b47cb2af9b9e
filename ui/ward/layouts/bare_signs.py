"""What a window without its top bar must still say: the time of day, and where the data is."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.station import Station
from ui.shell.status_chip import BackupWatch, StatusChip, SyncWatch
from ui.texts.formats import show_hour
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import row

_LOOK_MS = 1000


class BareSigns(QWidget):
    """Clock and chip; it looks for itself, and needs nobody signed in."""

    def __init__(self, station: Station) -> None:
        super().__init__()
        profile = station.profile
        self._station, self._zone = station, profile.time_zone
        layout = row(self, gap=3)
        self.chip = StatusChip()
        self.chip.setMaximumWidth(current_theme().px("field_medium"))
        self.clock = Text("", "heading")
        layout.addWidget(self.chip)
        layout.addWidget(self.clock)
        self._watches = (
            BackupWatch(self, station, self.chip),
            SyncWatch(self, station, profile.time_zone, self.chip),
        )
        for watch in self._watches:
            watch.begin()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def look(self) -> None:
        """The time as it is now."""
        self.clock.setText(show_hour(self._station.clock.now(), self._zone))
