"""What any paper is: pages that can be painted on a screen, a printer or a PDF. Measures are points (1/72 inch)."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from PySide6.QtCore import QSizeF
from PySide6.QtGui import QPainter

from app.clinic.papers import PaperOut
from ui.theme.paper import POINTS_PER_MM


class PaperSize(StrEnum):
    """The sheets that a clinic's printer takes, upright."""

    A4 = "A4"
    A5 = "A5"


_MILLIMETRES: Final = {PaperSize.A4: (210, 297), PaperSize.A5: (148, 210)}
_MARGINS: Final = {PaperSize.A4: 14, PaperSize.A5: 10}


def margin_mm(size: PaperSize) -> int:
    """The margin on every side; ordinary printers reach to 5 mm of the edge."""
    return _MARGINS[size]


def whole_sheet(size: PaperSize) -> QSizeF:
    """Width and height of the sheet in points."""
    width, height = _MILLIMETRES[size]
    return QSizeF(width * POINTS_PER_MM, height * POINTS_PER_MM)


def printed_area(size: PaperSize) -> QSizeF:
    """Width and height inside the margins in points: what `paint_page` paints on, from (0, 0)."""
    sheet, margin = whole_sheet(size), 2 * _MARGINS[size] * POINTS_PER_MM
    return QSizeF(sheet.width() - margin, sheet.height() - margin)


class Paper(Protocol):
    """A paper laid out for one size in one language. Painting asks for no text and no service."""

    @property
    def title(self) -> str:
        """What the document is called, in print queues and PDF readers; no name of a person."""
        ...

    @property
    def file_name(self) -> str:
        """The name proposed for the PDF, without ending; no name of a person."""
        ...

    @property
    def size(self) -> PaperSize:
        """The sheet that it was laid out for."""
        ...

    @property
    def pages(self) -> int:
        """How many pages it takes, at least one."""
        ...

    def paint_page(self, painter: QPainter, number: int) -> None:
        """Paint page `number` (from 0) in points, the origin at the corner of the printed area."""
        ...


@dataclass(frozen=True)
class PaperOffer:
    """A paper that can be had: `make` lays it out, called while the language of the paper is spoken.

    `out`: what the audit trail is told when it leaves. `size`: the one proposed first.
    """

    heading: str
    make: Callable[[PaperSize], Paper]
    out: PaperOut
    size: PaperSize = PaperSize.A4
