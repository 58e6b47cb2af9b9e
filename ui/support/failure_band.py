"""After a failure, at the next start: that something stopped, and what may be done; whatever program it was."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.support.crashes import CrashReport, Kind
from ui.bridge import Latest, Op
from ui.texts import tr, tr_count
from ui.widgets.banner import Banner
from ui.widgets.layouts import column


class FailureBand(QWidget):
    """Without height while there is nothing to tell. A failure that was told to whoever was working is no news.

    `unseen` and `seen` read and put away (for workers); `safe`: what is safe, in words; `closer` opens the reports.
    """

    def __init__(
        self,
        unseen: Callable[[], tuple[CrashReport, ...]],
        seen: Callable[[tuple[CrashReport, ...]], None],
        safe: str,
        closer: Callable[[], object],
        *,
        narrow: bool = False,
    ) -> None:
        super().__init__()
        self._unseen, self._seen, self._safe, self._closer = unseen, seen, safe, closer
        self._latest = Latest(self)
        self.reports: tuple[CrashReport, ...] = ()
        self.banner = Banner(action_below=narrow)
        column(self, gap=0, margin=0 if narrow else 2, sides=0 if narrow else 4).addWidget(self.banner)
        self.banner.closed.connect(self.put_away)
        self.hide()
        self.look()

    def look(self) -> None:
        """Ask whether something failed since anybody looked."""
        # What goes wrong here is no second failure to be told of.
        self._latest.ask(self._unseen, self._show, lambda _error: None)

    def _show(self, found: tuple[CrashReport, ...]) -> None:
        self.reports = tuple(one for one in found if one.kind is not Kind.CAUGHT)
        if self.reports:
            title = tr_count("support.crash_title", len(self.reports))
            self.banner.show_message("info", title, self._safe, action=(tr("support.crash_look"), self._closer))
        self.setVisible(bool(self.reports))

    def put_away(self) -> None:
        """Seen by whoever closed it; kept for who helps."""
        self.hide()
        Op(self, partial(self._seen, self.reports)).on_failure(lambda _error: None).start()
