"""How lines are told apart: colour, marker and line style together, so that no one of them is needed."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt

from app.clinic.prenatal.exam_catalogue import Level


@dataclass(frozen=True)
class LineLook:
    """A colour token, a pyqtgraph marker and a line style."""

    token: str
    marker: str
    style: Qt.PenStyle


LINES: Final = (
    LineLook("accent", "o", Qt.PenStyle.SolidLine),
    LineLook("info", "s", Qt.PenStyle.DashLine),
    LineLook("demo", "t1", Qt.PenStyle.DotLine),
    LineLook("text_muted", "d", Qt.PenStyle.DashDotLine),
    LineLook("accent_text", "star", Qt.PenStyle.SolidLine),
    LineLook("text", "p", Qt.PenStyle.DashLine),
)
LIMITS: Final[dict[Level, tuple[str, Qt.PenStyle]]] = {
    Level.USUAL: ("text_faint", Qt.PenStyle.DotLine),
    Level.DOUBTFUL: ("info", Qt.PenStyle.DotLine),
    Level.ATTENTION: ("warn", Qt.PenStyle.DashLine),
    Level.URGENT: ("error", Qt.PenStyle.DashDotLine),
}
