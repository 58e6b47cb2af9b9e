"""After a failure, at the next start: that something stopped, that what was saved is safe, and what may be done."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from app.support.crashes import CrashReport
from ui.shell.context import UiContext
from ui.shell.sheet import Sheet
from ui.support.failure_band import FailureBand
from ui.support.pane import CopyButton, TextPane
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.labels import Text

_LINES = 50


class CrashBand(FailureBand):
    """The station's: asked for once, when somebody has signed in."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        self._window = window
        support, session = context.station.support, context.session
        unseen, seen = partial(support.unseen_crashes, session), partial(support.put_away, session)
        super().__init__(unseen, seen, tr("support.crash_safe"), self.look_closer)

    def look_closer(self) -> "CrashSheet":
        """The reports as they are."""
        return CrashSheet(self._window, self.reports, self.put_away)


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
