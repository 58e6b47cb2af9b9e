"""Rows and columns measured in steps of the 4-px grid, and hairlines."""

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayoutItem,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import current_theme

ANY_WIDTH = (1 << 24) - 1
"""Qt's own largest width: what had a fixed one may be as wide as there is room."""
_LEAST_SEEN = 50
"""In steps of the grid: so much of what is scrolled stands in sight, where text is very large."""

_Box = TypeVar("_Box", bound=QBoxLayout)


def column(
    parent: QWidget | None = None, *, gap: float = 2, margin: float = 0, sides: float | None = None
) -> QVBoxLayout:
    """A vertical layout; `gap` between its parts, `margin` around, `sides` left and right where they differ."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    return _measured(layout, gap, margin, sides)


def row(parent: QWidget | None = None, *, gap: float = 2, margin: float = 0, sides: float | None = None) -> QHBoxLayout:
    """A horizontal layout, measured like `column`."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    return _measured(layout, gap, margin, sides)


def _measured(layout: _Box, gap: float, margin: float, sides: float | None) -> _Box:
    theme = current_theme()
    beside = theme.gap(margin if sides is None else sides)
    layout.setContentsMargins(beside, theme.gap(margin), beside, theme.gap(margin))
    layout.setSpacing(theme.gap(gap))
    return layout


def add_all(layout: QBoxLayout, widgets: Iterable[QWidget]) -> None:
    """Add each widget in turn."""
    for widget in widgets:
        layout.addWidget(widget)


def clear(layout: QBoxLayout) -> None:
    """Take everything out of a layout and delete it."""
    while True:
        item: QLayoutItem | None = layout.takeAt(0)
        if item is None:
            return
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def hairline(*, vertical: bool = False) -> QFrame:
    """A line between two parts: rules divide, boxes do not."""
    line = QFrame()
    line.setProperty("look", "line")
    thickness = current_theme().px("hairline")
    if vertical:
        line.setFixedWidth(thickness)
    else:
        line.setFixedHeight(thickness)
    return line


def stack_large(line: QBoxLayout, *parts: QWidget, steps: float = 80) -> None:
    """With very large text the parts of a row stand one below the other, as wide as the window (whatever width one of
    `parts` had beside the others), and each of `parts` at least `steps` of the grid high: the place scrolls then."""
    theme = current_theme()
    if not theme.is_large:
        return
    line.setDirection(QBoxLayout.Direction.TopToBottom)
    for part in parts:
        part.setMinimumHeight(theme.gap(steps))
        if part.minimumWidth() == part.maximumWidth():
            part.setMinimumWidth(0)
            part.setMaximumWidth(ANY_WIDTH)


def centred(widget: QWidget, height: int) -> QWidget:
    """A part of another height in the middle of its line."""
    part = QWidget()
    part.setMinimumHeight(height)
    row(part, gap=0).addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    return part


class Scroll(QScrollArea):
    """A vertical scroll area whose content keeps to the column width and follows the focus.

    With very large text it scrolls sideways too, rather than cut what is wider than the window.
    """

    def __init__(self, content: QWidget, *, width: str | None = "column") -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        if not current_theme().is_large:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        holder = QWidget()
        holder.setProperty("role", "scrolled")
        outer = row(holder, gap=0)
        if width is None:
            outer.addWidget(content)
        else:
            content.setMaximumWidth(current_theme().px(width))
            content.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            outer.addStretch(1)
            outer.addWidget(content, 1000)
            outer.addStretch(1)
        self.setWidget(holder)

    def minimumSizeHint(self) -> QSize:
        held = self.widget()
        return least_seen(self, super().minimumSizeHint(), held.sizeHint().height() if held is not None else 0)


def least_seen(area: QWidget, least: QSize, held: int = ANY_WIDTH) -> QSize:
    """The minimum of what scrolls something `held` pixels high: where enlarged text lets what is around it scroll too,
    rather that than a form or a list seen through a slit."""
    theme = current_theme()
    if not theme.is_large and not (theme.is_enlarged and _is_scrolled(area)):
        return least
    return least.expandedTo(QSize(0, min(held, theme.gap(_LEAST_SEEN))))


def _is_scrolled(part: QWidget) -> bool:
    above = part.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above is not None
