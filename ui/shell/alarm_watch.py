"""The ward's alarms in the top bar: whoever may see the ward sees its worst alarm wherever they work.

Only where beds are in use; the ward itself has its own strip.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from app.security.session import Session
from app.station import Station
from ui.bridge import Op
from ui.spoken.announcer import announcer
from ui.theme import current_theme
from ui.ward.place import PLACE

if TYPE_CHECKING:
    from ui.spoken.alarms import AlarmSpeaker
    from ui.ward.layouts.alarm_strip import AlarmStrip

_LOOK_MS: Final = 500


class AlarmWatch(QObject):
    """`put` is given the strip once there is one; a press on it goes to the bed."""

    def __init__(
        self,
        window: QWidget,
        station: Station,
        session: Session,
        navigate: Callable[[str, str | None], None],
        put: Callable[[QWidget], object],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._station, self._session, self._navigate, self._put = station, session, navigate, put
        self.strip: AlarmStrip | None = None
        self._speaker: AlarmSpeaker | None = None
        self._here, self._covered = "", False
        self._heard: set[object] = set()
        self._silent = True
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Ask whether the station has beds in use; from then on, look."""
        station, session = self._station, self._session
        if PLACE.open_to(session) and station.profile.role not in PLACE.not_at:
            asked = Op(self, lambda: bool(station.beds.beds(session))).on_success(self._follow)
            # A store that cannot be read says so in every place; here there is only no strip.
            asked.on_failure(lambda _error: None).start()

    def arrive(self, place: str) -> None:
        """Somebody went to this place."""
        self._here = place
        if self.strip is not None:
            # With very large text the ward is scrolled as a whole, and its own strip with it.
            self.strip.setVisible(place != PLACE.key or self._covered or current_theme().is_large)

    def cover(self, covered: bool) -> None:
        """Whether something stands over the place, and with it over the ward's own strip."""
        self._covered = covered
        self.arrive(self._here)

    def look(self) -> None:
        """How the ward stands now."""
        ward = self._station.ward
        if self._speaker is not None and announcer().listened_to():
            from ui.spoken.alarms import heard_alarms  # noqa: PLC0415 - loaded with the speaker

            heard = heard_alarms(ward.picture.beds, ward.picture.station_alarms)
            self._speaker.look(heard, silent=ward.is_silent())
        self._point()
        if self.strip is not None and self.strip.isVisible():
            picture = ward.picture
            self.strip.show_ward(picture.beds, picture.station_alarms, silent=ward.is_silent())

    def _point(self) -> None:
        """The ward sounds whatever window is in front: until somebody comes to this one the desktop points at it, at
        each alarm that begins to be heard, also after a pause, and where the ward is not heard any more."""
        ward = self._station.ward
        silent, picture = ward.is_silent(), ward.picture
        shown = [("", one) for one in picture.station_alarms]
        shown += [(bed.bed, one) for bed in picture.beds for one in bed.alarms]
        heard: set[object] = {(bed, one.sign.key, one.sign.burst) for bed, one in shown if one.sign.burst is not None}
        if (silent and not self._silent) or (not silent and heard - self._heard):
            QApplication.alert(self._window, 0)
        self._heard, self._silent = heard, silent

    def _follow(self, in_use: bool) -> None:
        if not in_use:
            return
        from ui.spoken.alarms import AlarmSpeaker  # noqa: PLC0415 - most stations have no ward
        from ui.ward.layouts.alarm_strip import AlarmStrip  # noqa: PLC0415 - as above

        self._station.ward.follow()
        self._speaker = AlarmSpeaker(self._window, announcer())
        clock = self._station.clock
        self.strip = AlarmStrip(lambda bed: self._navigate(PLACE.key, bed), least="search_least", phase=clock.monotonic)
        self._put(self.strip)
        self.arrive(self._here)
        self._timer.start()
        self.look()
