"""Support in the administration: how this station stands, what its programs wrote, what failed, what may be sent."""

from typing import Final

from ui.administration.frame import SectionPage
from ui.shell.context import UiContext
from ui.support.bundle_part import BundlePart
from ui.support.crashes_part import CrashesPart
from ui.support.findings_part import FindingsPart
from ui.support.logs_part import LogsPart
from ui.support.source import of_station
from ui.texts import tr
from ui.widgets.tabs import Tabs

PARTS: Final = ("findings", "logs", "crashes", "bundle")


class SupportSection(SectionPage):
    """Each part reads when it is first looked at, and again by its button or by coming back."""

    def __init__(self, context: UiContext) -> None:
        super().__init__(context, tr("support.title"), tr("support.about"))
        self.tabs = Tabs()
        source = of_station(context)
        self.findings, self.logs = FindingsPart(self), LogsPart(self, source)
        self.crashes, self.bundle = CrashesPart(self, source), BundlePart(self, source)
        for name, part in zip(PARTS, (self.findings, self.logs, self.crashes, self.bundle), strict=True):
            self.tabs.add(tr(f"support.{name}"), part)
        self.body.addWidget(self.tabs, 1)
        self.tabs.changed.connect(lambda _number: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        """Read what is shown."""
        (self.findings, self.logs, self.crashes, self.bundle)[self.tabs.current()].refresh()

    def open_subject(self, subject: str) -> None:
        """`logs`, `crashes`, …"""
        if subject in PARTS:
            self.tabs.choose(PARTS.index(subject))
