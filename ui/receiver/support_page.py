"""The window of a receiver's support: its log, its failures and the bundle, as at a station."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.support.bundle import gather, save
from app.support.crashes import CrashReport, all_reports
from app.support.dumps import take_up
from app.support.log_reading import processes, read_page
from ui.administration.frame import WorkPage
from ui.support.bundle_part import BundlePart
from ui.support.crashes_part import CrashesPart
from ui.support.logs_part import LogsPart
from ui.support.source import SupportSource
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.tabs import Tabs

if TYPE_CHECKING:
    from ui.receiver.support import ReceiverSupport

PARTS: Final = ("logs", "crashes", "bundle")
_MARGIN: Final = 4


def of_receiver(support: "ReceiverSupport") -> SupportSource:
    """What the parts read: the same as at a station, of this receiver's folder alone."""
    logs = support.logs
    return SupportSource(
        partial(processes, logs),
        partial(read_page, logs),
        partial(_crashes, logs),
        lambda: gather(logs, "\n".join(support.lines()) + "\n", tr("support.read_me")),
        save,
    )


def _crashes(logs: Path) -> tuple[CrashReport, ...]:
    take_up(logs)
    return all_reports(logs)


class SupportPage(WorkPage):
    """Log, failures and bundle, as a window."""

    def __init__(self, of: QWidget, source: SupportSource) -> None:
        super().__init__(tr("support.title"), tr("receiver.support_about"))
        self.setParent(of, Qt.WindowType.Window)
        self.setWindowTitle(f"Plantão · {tr('support.title')}")
        theme = current_theme()
        gap = theme.gap(_MARGIN)
        self.setContentsMargins(gap, gap, gap, gap)
        self.tabs = Tabs()
        self.log, self.crashes = LogsPart(self, source), CrashesPart(self, source)
        self.bundle = BundlePart(self, source)
        for name, part in zip(PARTS, (self.log, self.crashes, self.bundle), strict=True):
            self.tabs.add(tr(f"support.{name}"), part)
        self.body.addWidget(self.tabs, 1)
        self.tabs.changed.connect(lambda _number: self.refresh())
        room = of.screen().availableGeometry()
        width = min(2 * theme.px("side_panel") + theme.px("field_long"), room.width())
        self.resize(width, min(theme.px("window_height"), room.height()))

    def refresh(self) -> None:
        """Read what is shown."""
        (self.log, self.crashes, self.bundle)[self.tabs.current()].refresh()
