"""Whether everything of a scene fits at the text size in use; `cut_words` tells what does not.

What gives way on purpose (`ElidedText`, cells of a table) stands whole in its tool tip and is no fault.
"""

from collections.abc import Iterator
from itertools import product
from typing import Final, cast

from PySide6.QtCore import QAbstractItemModel, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)

from ui.commands.screenshots.painted import cut_paint
from ui.theme import current_theme
from ui.widgets.overlay import Overlay
from ui.widgets.toggles import CheckBox

_SLACK: Final = 2
"""Pixels: what rounding takes from a width."""


def cut_words(root: QWidget) -> list[str]:
    """What is cut off, or lies where nobody can get at it."""
    covers = [one for one in root.findChildren(Overlay) if one.isVisible()]
    top = covers[-1] if covers else root
    faults: list[str] = []
    for widget in top.findChildren(QWidget):
        if widget.isVisible() and widget.width() > 0 and widget.height() > 0 and _says_something(widget):
            faults.extend(_of(widget, root))
    faults.extend(_sideways(top))
    return sorted({*faults, *cut_paint(root)})


def _says_something(widget: QWidget) -> bool:
    return isinstance(widget, QLabel | QAbstractButton | QLineEdit | QComboBox | QTableView)


def _of(widget: QWidget, root: QWidget) -> Iterator[str]:
    need = _too_narrow(widget)
    if need:
        yield f"cut: {_describe(widget)} {need}"
    if not _within_reach(widget, root):
        yield f"out of reach: {_describe(widget)}"
    cover = _covered_by(widget, root)
    if cover is not None:
        yield f"covered: {_describe(widget)} by {_describe(cover)}"


def _too_narrow(widget: QWidget) -> str:
    """What the words need and what they have, empty where they fit."""
    if widget.property("elides"):
        return ""
    if isinstance(widget, QLabel):
        return _label(widget)
    if isinstance(widget, CheckBox):
        return _box(widget)
    if isinstance(widget, QPushButton) and widget.text():
        picture = widget.iconSize().width() if not widget.icon().isNull() else 0
        needed = _widest(widget.fontMetrics(), widget.text()) + picture
        return _compared(needed, widget.width() - 2) or _compared(widget.fontMetrics().height(), widget.height())
    if isinstance(widget, QComboBox):
        return _compared(widget.fontMetrics().horizontalAdvance(widget.currentText()), widget.width())
    if isinstance(widget, QLineEdit) and not widget.text() and widget.placeholderText() not in ("", widget.toolTip()):
        room = widget.contentsRect().width() - widget.textMargins().left()
        return _compared(widget.fontMetrics().horizontalAdvance(widget.placeholderText()), room)
    if isinstance(widget, QTableView):
        return _headings(widget)
    return ""


def _label(label: QLabel) -> str:
    words = label.text()
    if not words:
        return ""
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        longest = max((label.fontMetrics().horizontalAdvance(one) for one in words.split()), default=0)
        return _compared(needed, label.height()) or _compared(longest, label.contentsRect().width())
    size = label.fontMetrics().size(0, words)
    room = label.contentsRect()
    return _compared(size.width(), room.width()) or _compared(size.height(), room.height())


def _box(box: CheckBox) -> str:
    if box.hasHeightForWidth():
        return _compared(box.heightForWidth(box.width()), box.height())
    return _compared(box.sizeHint().width(), box.width())


def _headings(table: QTableView) -> str:
    header, model = table.horizontalHeader(), cast("QAbstractItemModel | None", table.model())
    if model is None or not header.isVisible():
        return ""
    for column in range(model.columnCount()):
        heading = str(model.headerData(column, header.orientation()) or "")
        needed = _widest(header.fontMetrics(), heading) if heading else 0
        if heading and not header.isSectionHidden(column) and needed > header.sectionSize(column):
            return f"(heading {heading!r} {needed} > {header.sectionSize(column)})"
    return ""


def _compared(needed: int, there: int) -> str:
    return f"({needed} > {there})" if needed > there + _SLACK else ""


def _widest(metrics: QFontMetrics, words: str) -> int:
    return max(metrics.horizontalAdvance(line) for line in words.replace("&", "").splitlines())


def _within_reach(widget: QWidget, root: QWidget) -> bool:
    """Inside every part that it lies in, or inside something that scrolls to it and is itself within reach."""
    place = QRect(QPoint(0, 0), widget.size())
    now: QWidget = widget
    while now is not root:
        above = now.parentWidget()
        if above is None:
            return True
        place.translate(now.pos())
        seen = above.rect().adjusted(-_SLACK, -_SLACK, _SLACK, _SLACK)
        holder = above.parentWidget()
        if isinstance(holder, QAbstractScrollArea) and holder.viewport() is above:
            if not _scrolls_to(holder, seen, place):
                return False
            place = above.rect()
        elif not seen.contains(place):
            return False
        now = above
    return True


def _scrolls_to(area: QAbstractScrollArea, seen: QRect, place: QRect) -> bool:
    """What scrolls brings it into sight, but only in the ways that it scrolls, and not through a slit."""
    never, slit = Qt.ScrollBarPolicy.ScrollBarAlwaysOff, current_theme().px("target")
    across = seen.left() <= place.left() and place.right() <= seen.right()
    down = seen.top() <= place.top() and place.bottom() <= seen.bottom()
    wide_enough = seen.width() >= min(place.width(), slit) and seen.height() >= min(place.height(), slit)
    return (
        wide_enough
        and (across or area.horizontalScrollBarPolicy() != never)
        and (down or area.verticalScrollBarPolicy() != never)
    )


def _covered_by(widget: QWidget, root: QWidget) -> QWidget | None:
    """What lies over the words of a part where it can be seen; None where nothing does."""
    seen = widget.visibleRegion().boundingRect()
    if isinstance(widget, QLineEdit):
        seen &= widget.contentsRect().marginsRemoved(widget.textMargins())
    if isinstance(widget, QLabel):
        flags = widget.alignment().value | (Qt.TextFlag.TextWordWrap.value if widget.wordWrap() else 0)
        seen &= widget.fontMetrics().boundingRect(widget.contentsRect(), flags, widget.text())
    seen = seen.adjusted(_SLACK, _SLACK, -_SLACK, -_SLACK)
    if seen.width() < _SLACK or seen.height() < _SLACK:
        return None
    inset = min(widget.fontMetrics().height() // 2, seen.height() // 2)
    lines = {seen.top() + inset, seen.center().y(), seen.bottom() - inset}
    for x, y in product((seen.left(), seen.center().x(), seen.right()), lines):
        found = root.childAt(widget.mapTo(root, QPoint(x, y)))
        empty = isinstance(found, QLabel) and not found.text() and found.pixmap().isNull()
        if found is not None and not empty and not _of_one_family(found, widget) and not _floats(found):
            return found
    return None


def _floats(part: QWidget) -> bool:
    """Whether it lies over the window on purpose, and can be put elsewhere."""
    now: QWidget | None = part
    while now is not None and not now.property("floats"):
        now = now.parentWidget()
    return now is not None


def _sideways(root: QWidget) -> Iterator[str]:
    """Pages that must be scrolled sideways to be read; a table is read so at any size."""
    for area in root.findChildren(QScrollArea):
        needed, seen = area.horizontalScrollBar().maximum(), area.viewport().width()
        held = area.widget()
        if held is not None and area.isVisible() and seen > 0 and needed > _SLACK:
            yield f"sideways: {_describe(area)} ({needed + seen} > {seen}: {_too_wide(held, seen)})"


def _too_wide(part: QWidget, room: int) -> str:
    """The innermost part that keeps a page wider than its room."""
    for inner in part.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if inner.isVisible() and max(inner.minimumSizeHint().width(), inner.minimumWidth()) > room:
            return _too_wide(inner, room)
    return _describe(part)


def _of_one_family(one: QWidget, other: QWidget) -> bool:
    return one is other or one.isAncestorOf(other) or other.isAncestorOf(one)


def _describe(widget: QWidget) -> str:
    words = widget.accessibleName()
    if isinstance(widget, QLabel | QAbstractButton):
        words = widget.text() or words
    if isinstance(widget, QLineEdit):
        words = widget.placeholderText() or words
    above, names = widget.parentWidget(), list[str]()
    while above is not None and len(names) < 3:
        if type(above).__module__.startswith("ui.") and type(above).__name__ not in names:
            names.append(type(above).__name__)
        above = above.parentWidget()
    return f"{type(widget).__name__} {words[:60]!r} in {' in '.join(names)}"
