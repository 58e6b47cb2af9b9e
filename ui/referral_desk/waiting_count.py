"""How many referrals wait for this hospital, told at the rail wherever one is; with another colour once one is late."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from app.security.roles import Action
from app.settings import StationRole
from ui.bridge import Latest
from ui.shell.context import UiContext
from ui.texts import tr_count

_EVERY_MILLISECONDS: Final = 30_000
Tell = Callable[[int, str, bool], object]
Counts = tuple[int, int]
"""How many wait, and how many of them are late."""


class WaitingCount(QObject):
    """`tell(count, words, pressing)`. It rests everywhere but at a hospital, and for whoever sees no referrals."""

    def __init__(self, parent: QObject, context: UiContext, tell: Tell) -> None:
        super().__init__(parent)
        self._context = context
        self._tell = tell
        self._latest = Latest(self)
        at_hospital = context.station.profile.role is StationRole.HOSPITAL
        self.asks = at_hospital and context.may(Action.VIEW_REFERRALS)
        self.timer = QTimer(self)
        self.timer.setInterval(_EVERY_MILLISECONDS)
        self.timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look now, and from now on."""
        if self.asks:
            self.look()
            self.timer.start()

    def look(self) -> None:
        """Ask in a worker; what cannot be asked now is asked again in half a minute."""
        if self.asks:
            self._latest.ask(self._read, self._show, lambda _error: None)

    def _read(self) -> Counts:
        waiting = self._context.station.referral_desk.inbox(self._context.session)
        return len(waiting), sum(one.course.escalated or one.is_overdue for one in waiting)

    def _show(self, counts: Counts) -> None:
        waiting, late = counts
        words = [tr_count("referral_desk.waiting", waiting)]
        if late:
            words.append(tr_count("referral_desk.late", late))
        self._tell(waiting, ", ".join(words), late > 0)
