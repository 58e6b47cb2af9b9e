"""What the window looks at by itself: backups, the network, answers of the hospital, what waits there, alarms."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from app.security.session import Session
from app.settings import StationRole
from app.station import Station
from ui.referral_desk.waiting_count import WaitingCount
from ui.referrals.news import ReferralNews
from ui.shell.alarm_watch import AlarmWatch
from ui.shell.context import UiContext
from ui.shell.policy_news import PolicyBand
from ui.shell.rail import Rail
from ui.shell.status_chip import BackupWatch, SyncWatch
from ui.shell.top_bar import TopBar
from ui.shell.update_news import UpdateBand
from ui.support.crash_band import CrashBand
from ui.tour.door import TourDoor

if TYPE_CHECKING:
    from ui.shell.window import Shell

_REFERRALS = "referrals"


@dataclass(frozen=True)
class Watches:
    """`context` is the one that every place receives; whoever changes something tells it, and the watch looks again."""

    backups: BackupWatch
    sync: SyncWatch
    news: ReferralNews
    waiting: WaitingCount
    alarms: AlarmWatch
    updates: UpdateBand
    crashes: CrashBand
    policy: PolicyBand
    tour: TourDoor
    context: UiContext

    def begin(self) -> None:
        """Look now, and from now on."""
        self.backups.begin()
        self.sync.begin()
        self.waiting.begin()
        self.alarms.begin()
        self.tour.begin()

    def bands(self) -> tuple[QWidget, ...]:
        """What stands above every place while it has something to say."""
        return self.policy, self.crashes, self.updates, self.news, self.tour

    def arrive(self, place: str) -> None:
        """Somebody went to this place."""
        self.news.arrive(place)
        self.updates.look()
        self.policy.look()
        self.alarms.arrive(place)


def watches(
    window: "Shell",
    bar: TopBar,
    rail: Rail,
    station: Station,
    session: Session,
    navigate: Callable[[str, str | None], None],
    message: Callable[[str, str], None],
) -> Watches:
    """Make them for one window."""
    profile, chip = station.profile, bar.status
    backups = BackupWatch(window, station, chip)
    sync = SyncWatch(window, station, profile.time_zone, chip)
    count = partial(rail.show_count, _REFERRALS)
    alone = UiContext(station, session, navigate, message, at_hospital=profile.role is StationRole.HOSPITAL)
    news = ReferralNews(alone, count)
    context = replace(alone, backups_changed=backups.look, referrals_changed=news.look, network_changed=sync.look)
    alarms = AlarmWatch(window, station, session, navigate, bar.put_strip)
    bands = UpdateBand(context, window), CrashBand(context, window), PolicyBand(context), TourDoor(window)
    return Watches(backups, sync, news, WaitingCount(window, context, count), alarms, *bands, context)
