"""Walks any widget tree and tells what a person without mouse, with weak eyes or with a screen reader would miss.

`complaints(widget)` after the widget was shown (fixture `show`): an empty list is what a screen should give.
"""

import ctypes
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from shiboken6 import getCppPointer, isValid

LEAST_TARGET = 32
_SLACK = 1
_NEXT_IN_FOCUS_CHAIN: Final = ctypes.CDLL("libQt6Widgets.so.6")["_ZNK7QWidget16nextInFocusChainEv"]
_NEXT_IN_FOCUS_CHAIN.argtypes = [ctypes.c_void_p]
_NEXT_IN_FOCUS_CHAIN.restype = ctypes.c_void_p


def complaints(root: QWidget) -> list[str]:
    """Everything that is wrong in the tree below `root`, once it has its final layout."""
    # What was shown by the last event asks for its room in an event of its own.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    return [*unnamed(root), *out_of_order(root), *too_small(root), *cut_off(root)]


def focusables(root: QWidget) -> list[QWidget]:
    """What Tab should reach, in the order in which Tab reaches it."""
    known = {getCppPointer(one)[0]: one for one in root.findChildren(QWidget) if isValid(one)}
    chain = (known.get(address) for address in _addresses_by_tab(getCppPointer(root)[0]))
    return [widget for widget in chain if widget is not None and _reached_by_tab(widget)]


def _addresses_by_tab(root: int) -> Iterator[int]:
    """Qt's `nextInFocusChain` until it comes round again, asked past PySide6.

    PySide6 6.11 takes whatever that method hands out for a child of the widget that was asked: from then on, the end
    of one widget is the end of every living one that follows it in the chain.
    """
    address = _NEXT_IN_FOCUS_CHAIN(root)
    while address != root:
        yield address
        address = _NEXT_IN_FOCUS_CHAIN(address)


def unnamed(root: QWidget) -> list[str]:
    """What a screen reader could not name."""
    return [f"no accessible name: {_describe(widget)}" for widget in focusables(root) if not widget.accessibleName()]


def out_of_order(root: QWidget) -> list[str]:
    """Where Tab goes back up or to the left, against the order of reading (columns one after the other are fine)."""
    chain = focusables(root)
    found = []
    for before, after in pairwise(chain):
        first, second = (
            _place(_scroll_area(one, other, root) or one, root) for one, other in ((before, after), (after, before))
        )
        beside = second.left() >= first.right()
        above = second.bottom() <= first.top() and not beside
        same_row = first.top() < second.center().y() < first.bottom()
        if above or (same_row and second.right() <= first.left()):
            found.append(f"tab order: {_describe(after)} comes after {_describe(before)}")
    return found


def too_small(root: QWidget) -> list[str]:
    """What is hard to hit."""
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    return [
        f"only {widget.height()} px high: {_describe(widget)}"
        for widget in _visible(root)
        # An icon inside a field (the glass of a search) is no target of its own.
        if isinstance(widget, kinds) and widget.height() < LEAST_TARGET and not isinstance(widget.parent(), QLineEdit)
    ]


def cut_off(root: QWidget) -> list[str]:
    """Labels and buttons whose words do not fit."""
    return [f"cut off: {_describe(widget)}" for widget in _visible(root) if _is_cut(widget)]


def _is_cut(widget: QWidget) -> bool:
    if widget.property("elides"):
        return False  # it gives way on purpose and stands whole in its tool tip
    if isinstance(widget, QLabel) and widget.text():
        room = widget.contentsRect()
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + _SLACK
        size = widget.fontMetrics().size(0, widget.text())
        return size.width() > room.width() + _SLACK or size.height() > room.height() + _SLACK
    if isinstance(widget, QPushButton) and widget.text():
        words = widget.fontMetrics().horizontalAdvance(widget.text())
        picture = widget.iconSize().width() if not widget.icon().isNull() else 0
        return words + picture > widget.width() - 2 * _SLACK or widget.fontMetrics().height() > widget.height()
    return False


def _reached_by_tab(widget: QWidget) -> bool:
    if isinstance(widget, QScrollBar) or widget.focusProxy() is not None:
        return False
    if isinstance(widget, QAbstractScrollArea) and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        return False
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isVisible() and widget.isEnabled()


def _visible(root: QWidget) -> list[QWidget]:
    return [widget for widget in root.findChildren(QWidget) if widget.isVisible() and widget.width() > 0]


def _place(widget: QWidget, root: QWidget) -> QRect:
    return QRect(widget.mapTo(root, QPoint(0, 0)), widget.size())


def _scroll_area(widget: QWidget, other: QWidget, root: QWidget) -> QScrollArea | None:
    """The largest in which it moves and `other` does not: what is scrolled out of sight still has its place in the
    reading."""
    found, above = None, widget.parentWidget()
    while above is not None and above is not root and not above.isAncestorOf(other):
        found = above if isinstance(above, QScrollArea) else found
        above = above.parentWidget()
    return found


def _describe(widget: QWidget) -> str:
    words = widget.accessibleName()
    if not words and isinstance(widget, QLabel | QAbstractButton | QLineEdit):
        words = widget.text()
    return f"{type(widget).__name__} {words!r}"
