"""What the hospital has answered and nobody has read, told wherever one is: a figure on the rail and a band."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from app.clinic.referral.model import WAITING
from app.security.roles import Action, Role
from app.settings import StationRole
from ui.bridge import Latest
from ui.shell.context import UiContext
from ui.texts import tr, tr_count
from ui.widgets.banner import Banner
from ui.widgets.layouts import column

_EVERY_MILLISECONDS = 60_000
PLACE = "referrals"


@dataclass(frozen=True)
class News:
    """Ids of the referrals whose answer is unread, and of those that the server has said are late."""

    unread: tuple[str, ...]
    late: tuple[str, ...]


class ReferralNews(QWidget):
    """`tell(count, words)` carries the figure for the rail. Without height while there is nothing new to say.

    At a hospital nothing is said here: its own list stands in the place. Only a coordinator is told of what is late.
    """

    def __init__(self, context: UiContext, tell: Callable[[int, str], object]) -> None:
        super().__init__()
        self._context, self._tell = context, tell
        self._latest = Latest(self)
        self._seen: set[str] = set()
        self._here = ""
        self.news = News((), ())
        self.banner = Banner()
        self.banner.closed.connect(self._put_away)
        column(self, gap=0, margin=2, sides=4).addWidget(self.banner)
        self.hide()
        at_ubs = context.station.profile.role is StationRole.PRIMARY_CARE
        self.asks = at_ubs and context.may(Action.VIEW_REFERRALS)
        self.timer = QTimer(self)
        self.timer.setInterval(_EVERY_MILLISECONDS)
        self.timer.timeout.connect(self.look)

    def arrive(self, place: str) -> None:
        """Somebody went to a place: what stands there is not said again above it."""
        self._here = place
        self.look()

    def look(self) -> None:
        """Ask in a worker; what cannot be asked now is asked again in a minute."""
        if not self.asks:
            return
        if not self.timer.isActive():
            self.timer.start()
        self._latest.ask(self._read, self._show, lambda _error: None)

    def _read(self) -> News:
        station, session = self._context.station, self._context.session
        late: tuple[str, ...] = ()
        if session.role is Role.COORDINATOR:
            late = tuple(
                one.referral.id for one in station.referrals.outbox(session) if one.escalated and one.state in WAITING
            )
        return News(tuple(one.referral.id for one in station.referrals.unread(session)), late)

    def _show(self, news: News) -> None:
        self.news = news
        count = len(news.unread) + len(news.late)
        self._tell(count, _spoken(news))
        if self._here == PLACE:
            self._seen.update((*news.unread, *news.late))
        new = [one for one in (*news.unread, *news.late) if one not in self._seen]
        if not new:
            self.hide()
            return
        subject = new[0] if len(new) == 1 else None
        action = (tr("outbox.news_look"), partial(self._go, subject))
        unread = [one for one in news.unread if one in new]
        key, number = ("outbox.news", len(unread)) if unread else ("outbox.news_late", len(new))
        self.banner.show_message("info" if unread else "warn", tr_count(key, number), action=action)
        self.show()

    def _put_away(self) -> None:
        """Closed: not said again; the figure on the rail stays."""
        self._seen.update((*self.news.unread, *self.news.late))
        self.hide()

    def _go(self, subject: str | None) -> None:
        self._context.navigate(PLACE, subject)


def _spoken(news: News) -> str:
    parts = []
    if news.unread:
        parts.append(tr_count("outbox.news", len(news.unread)))
    if news.late:
        parts.append(tr_count("outbox.news_late", len(news.late)))
    return ", ".join(parts)
