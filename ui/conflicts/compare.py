"""Both values side by side: what differs stands large and marked, what is equal stands small below."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.kernel.clock import from_text
from app.sync.conflicts import Side
from ui.conflicts.lines import Line
from ui.texts import tr
from ui.texts.formats import show_instant
from ui.theme import current_theme
from ui.widgets.labels import Text
from ui.widgets.layouts import column

_LARGE_SIGNS: Final = 60
"""A value with more signs than this is a text, which is read and not seen at a glance."""
_TOP = Qt.AlignmentFlag.AlignTop


class Compare(QWidget):
    """A name for each line, what stands at the left, the other at the right; `add_below` puts a button under each.

    `heads`: what both columns are called, where neither stands any more as it did.
    """

    def __init__(
        self,
        lines: Sequence[Line],
        stands: Side,
        other: Side,
        zone: str,
        title: str = "",
        heads: tuple[str, str] | None = None,
    ) -> None:
        super().__init__()
        self._title = title
        self._grid = QGridLayout(self)
        theme = current_theme()
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.gap(5))
        self._grid.setVerticalSpacing(theme.gap(2))
        for place, share in enumerate((3, 5, 5)):
            self._grid.setColumnStretch(place, share)
        self._heads = heads or (tr("conflicts.stands"), tr("conflicts.other"))
        self._add_head(1, self._heads[0], side_words(stands, zone))
        self._add_head(2, self._heads[1], side_words(other, zone))
        for line in lines:
            self._add(line)

    def add_below(self, stands: QWidget, other: QWidget | None) -> None:
        """What is pressed to choose a side."""
        at = self._grid.rowCount()
        self._grid.addWidget(stands, at, 1, Qt.AlignmentFlag.AlignLeft)
        if other is not None:
            self._grid.addWidget(other, at, 2, Qt.AlignmentFlag.AlignLeft)

    def _add_head(self, place: int, caption: str, signed: str) -> None:
        head = QWidget()
        body = column(head, gap=0)
        body.addWidget(Text(caption, "overline"))
        body.addWidget(Text(signed, "small", wrap=True))
        self._grid.addWidget(head, 0, place, _TOP)

    def _add(self, line: Line) -> None:
        at = self._grid.rowCount()
        name = QWidget()
        body = column(name, gap=0)
        # One thing alone is named by the heading above it.
        if line.label != self._title:
            body.addWidget(Text(line.label, "label", wrap=True))
        if not line.differs:
            self._grid.addWidget(name, at, 0, _TOP)
            same = Text(tr("conflicts.same_value", value=line.stands), "muted", wrap=True)
            same.setAccessibleName(f"{line.label}: {same.text()}")
            self._grid.addWidget(same, at, 1, 1, 2, _TOP)
            return
        if not line.minor:
            body.addWidget(Text(f"≠ {tr('conflicts.differs')}", "small"))
        self._grid.addWidget(name, at, 0, _TOP)
        for place, caption, words in ((1, self._heads[0], line.stands), (2, self._heads[1], line.other)):
            shown = words or tr("conflicts.empty_value")
            long = line.minor or len(shown) > _LARGE_SIGNS or "\n" in shown
            text = Text(shown, "muted" if not words else "body" if long else "heading", wrap=True)
            text.setAccessibleName(f"{caption}, {line.label}: {shown}")
            self._grid.addWidget(text, at, place, _TOP)


def side_words(side: Side, zone: str) -> str:
    """Who wrote it, when, and whether here or elsewhere, as far as this station was told."""
    parts = []
    if side.at is not None:
        name = side.by_name or tr("conflicts.unknown_author")
        parts.append(tr("conflicts.signed", name=name, at=show_instant(from_text(side.at), zone)))
    if side.here is not None:
        parts.append(tr("conflicts.here" if side.here else "conflicts.elsewhere"))
    return " · ".join(parts)
