"""The one-page guide of a role: a topic of the help set on a sheet of A4 by the papers' own engine."""

from itertools import groupby
from typing import Final

from PySide6.QtWidgets import QWidget

from app.clinic.papers import PaperKind, PaperOut
from app.security.roles import Role
from app.settings import StationRole
from ui.help.markup import Kind, lines_of, plain
from ui.help.topics import topic
from ui.papers.blocks import Block, Bullets, Heading, Note
from ui.papers.document import BlockPaper
from ui.papers.issue import Issue, issue_now, paper_text
from ui.papers.paper import PaperOffer, PaperSize
from ui.papers.preview import PaperPreview
from ui.shell.context import UiContext
from ui.texts import tr
from ui.widgets.layouts import column
from ui.widgets.overlay import Overlay

_AT_STATION: Final = {
    StationRole.HOSPITAL: "guide-hospital-desk",
    StationRole.WARD: "guide-ward-nurse",
    StationRole.RECEIVER: "guide-caregiver",
}
_OF_ROLE: Final = {
    Role.NURSE: "guide-nurse",
    Role.DOCTOR: "guide-doctor",
    Role.COORDINATOR: "guide-coordinator",
    Role.STUDENT: "guide-nurse",
}
_ZOOMS: Final = (1.5, 1.4, 1.3, 1.2, 1.1)
"""A guide hangs at the desk: as large as one page allows."""
GUIDES: Final = (
    "guide-reception",
    *dict.fromkeys(_OF_ROLE.values()),
    *_AT_STATION.values(),
    "guide-administrator",
)
"""Every guide; whoever only works at the desk of the reception reads the first."""


def guide_of(context: UiContext) -> str:
    """The guide of whoever is signed in, at the kind of station where that is."""
    role = context.session.role
    if role is Role.ADMINISTRATOR:
        return "guide-administrator"
    return _AT_STATION.get(context.station.profile.role) or _OF_ROLE[role]


def guide_offer(issue: Issue, name: str) -> PaperOffer:
    """The guide in the language that is spoken when it is made, on the size wanted."""

    def made(size: PaperSize) -> BlockPaper:
        text = paper_text(issue, topic(name).title, name, guide_blocks(name))
        return next(
            (one for zoom in _ZOOMS if (one := BlockPaper(text, size, zoom)).pages == 1), BlockPaper(text, size)
        )

    return PaperOffer(
        heading=topic(name).title, make=made, out=PaperOut(PaperKind.GUIDE, "station", "guide", part=name)
    )


def guide_blocks(name: str) -> list[Block]:
    """A topic's blocks for a sheet: steps keep their numbers, keys and labels stand in plain words."""
    blocks: list[Block] = []
    for kind, lines in groupby(lines_of(topic(name).body), lambda line: line.kind):
        words = tuple(plain(line.words) for line in lines)
        if kind in (Kind.BULLET, Kind.STEP):
            blocks.append(Bullets(words, numbered=kind is Kind.STEP))
        elif kind is Kind.HEADING:
            blocks += [Heading(one) for one in words]
        elif kind is not Kind.PICTURE:
            blocks += [Note(one, framed=kind is Kind.NOTE, strong=kind is Kind.NOTE) for one in words]
    return blocks


class GuideCover(Overlay):
    """The preview of a guide over the whole window, until it is left; the lock closes it like any overlay."""

    def __init__(self, host: QWidget, context: UiContext, name: str) -> None:
        super().__init__(host, ground="canvas")
        self.setAccessibleName(topic(name).title)
        offer = guide_offer(issue_now(context, context.station.profile), name)
        self.preview = PaperPreview(context, offer, on_close=self.leave, back=tr("help.guide_back"))
        column(self, gap=0).addWidget(self.preview)
        self.open()
        self.preview.setFocus()

    def leave(self) -> None:
        """Close."""
        self.dismiss()
        self.deleteLater()
