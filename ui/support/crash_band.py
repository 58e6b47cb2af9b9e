"""After a failure, at the next start: that something stopped, that what was saved is safe, and what may be done."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.support.crashes import CrashReport, Kind
from ui.bridge import Latest, Op
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.support.pane import CopyButton, TextPane
from ui.texts import tr, tr_count
from ui.theme import current_theme
from ui.widgets.banner import Banner
from ui.widgets.labels import Text
from ui.widgets.layouts import column

_LINES = 50


class CrashBand(QWidget):
    """Without height while there is nothing to tell; asked for once, when somebody has signed in. A failure that was
    told to whoever was working is no news."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__()
        self._context, self._window, self._latest = context, window, Latest(self)
        self.reports: tuple[CrashReport, ...] = ()
        self.banner = Banner()
        column(self, gap=0, margin=2, sides=4).addWidget(self.banner)
        self.banner.closed.connect(self.put_away)
        self.hide()
        self.look()

    def look(self) -> None:
        """Ask whether something failed since anybody looked."""
        support, session = self._context.station.support, self._context.session
        # What goes wrong here is no second failure to be told of.
        self._latest.ask(partial(support.unseen_crashes, session), self._show, lambda _error: None)

    def _show(self, found: tuple[CrashReport, ...]) -> None:
        self.reports = tuple(one for one in found if one.kind is not Kind.CAUGHT)
        if self.reports:
            title = tr_count("support.crash_title", len(self.reports))
            self.banner.show_message(
                "info", title, tr("support.crash_safe"), action=(tr("support.crash_look"), self.look_closer)
            )
        self.setVisible(bool(self.reports))

    def look_closer(self) -> "CrashSheet":
        """The reports as they are."""
        return CrashSheet(self._window, self.reports, self.put_away)

    def put_away(self) -> None:
        """Seen by whoever closed it; kept for who helps."""
        self.hide()
        support, session = self._context.station.support, self._context.session
        Op(self, partial(support.put_away, session, self.reports)).on_failure(lambda _error: None).start()


class CrashSheet(Sheet):
    """What failed, where, and how often: to be copied, and then put away."""

    def __init__(self, host: QWidget, reports: tuple[CrashReport, ...], seen: Callable[[], object]) -> None:
        super().__init__(host, tr("support.crash_sheet"), tr("support.crash_sheet_about"), width="palette_width")
        text = "\n".join(one.as_text() for one in reports)
        self.body.addWidget(Text(tr("support.crash_safe"), wrap=True))
        self.pane = TextPane(tr("support.report"))
        self.pane.setPlainText(text)
        self.pane.setFixedHeight(current_theme().gap(_LINES))
        self.body.addWidget(self.pane)
        self.copy = CopyButton(text)
        self.buttons.addWidget(self.copy)
        self._seen = seen
        self.add_buttons(tr("support.crash_seen"), self._put_away, tr("common.close"))
        self.open()

    def _put_away(self) -> None:
        self.leave()
        self._seen()
