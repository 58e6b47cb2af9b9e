"""Words that went and words that came, each marked by more than its colour."""

from html import escape
from typing import Final

from PySide6.QtCore import QEvent, Qt

from ui.reminders.parts.differences import Part, Piece, pieces
from ui.texts import tr
from ui.theme import current_theme
from ui.widgets.labels import Text

_MARKS: Final = {"gone": ("error", "line-through"), "new": ("success", "underline")}


class DiffText(Text):
    """One part of a version against another's. Every word is escaped: nothing typed is read as markup."""

    def __init__(self, part: Part) -> None:
        super().__init__("", wrap=True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pieces = pieces(part)
        spoken = tr("templates_page.spoken_change", before=part.before, after=part.after)
        self.setAccessibleName(f"{part.heading}: {spoken if part.changed else part.after}")
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        marked = "".join(_marked(one) for one in self._pieces)
        # Qt's own paragraphs would swallow blanks and ends of lines.
        self.setText(f'<span style="white-space: pre-wrap">{marked}</span>')


def _marked(piece: Piece) -> str:
    words = escape(piece.words).replace("\n", "<br>")
    if piece.kind not in _MARKS:
        return words
    token, line = _MARKS[piece.kind]
    colour = current_theme().color(token).name()
    return f'<span style="color: {colour}; text-decoration: {line}">{words}</span>'
