"""The parts of a pregnancy's record in the order of their tabs; a new part is a folder and a line here."""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.security.roles import Action
from ui.pregnancy.section import RecordHost, RecordSection
from ui.shell.context import UiContext

CLASSIFICATION: Final = "classification"


@dataclass(frozen=True)
class SectionEntry:
    """One tab: its word is the text `pregnancy.tab_<key>`; `alone` where the risk card gives its room to the part."""

    key: str
    action: Action
    module: str
    page: str
    alone: bool = False

    def build(self, host: RecordHost) -> RecordSection:
        """Load and make the part."""
        page: Callable[[RecordHost], RecordSection] = getattr(importlib.import_module(self.module), self.page)
        return page(host)


_HERE = "ui.pregnancy"

SECTIONS: Final = (
    SectionEntry("summary", Action.VIEW_PREGNANCIES, f"{_HERE}.summary.section", "SummarySection"),
    SectionEntry("visits", Action.VIEW_PREGNANCIES, f"{_HERE}.visits.section", "VisitsSection", alone=True),
    SectionEntry(CLASSIFICATION, Action.VIEW_PREGNANCIES, f"{_HERE}.classification", "ClassificationSection"),
    SectionEntry("background", Action.VIEW_PREGNANCIES, f"{_HERE}.background.section", "BackgroundSection"),
    SectionEntry("exams", Action.VIEW_PREGNANCIES, f"{_HERE}.exams.section", "ExamsSection", alone=True),
    SectionEntry("charts", Action.VIEW_PREGNANCIES, f"{_HERE}.charts.section", "ChartsSection", alone=True),
    SectionEntry("papers", Action.PRINT_RECORD, f"{_HERE}.papers.section", "PapersSection"),
)


def sections_for(context: UiContext) -> tuple[SectionEntry, ...]:
    """What this session may open."""
    return tuple(entry for entry in SECTIONS if context.may(entry.action))
