"""Finds the control that a step names, and a place beside it for the words."""

import re
from functools import cache
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QAbstractButton, QScrollArea, QWidget

from ui.texts import chosen_language
from ui.texts.catalog import area_texts
from ui.tour.tours import SIDES
from ui.widgets.overlay import Overlay

NOWHERE: Final = QRect()
_PLACEHOLDER: Final = re.compile(r"\{\w+\}")


def control(root: QWidget, key: str) -> QWidget | None:
    """What is on show below `root` and bears the words of a text key: on it, or as its accessible name.

    A placeholder in the words stands for anything; ValueError where there is no such text.
    """
    words = _words(key, chosen_language())
    covers = [one for one in root.findChildren(Overlay) if one.isVisible()]
    top = covers[-1] if covers else root
    found = [one for one in top.findChildren(QWidget) if one.isVisible() and _says(one, words)]
    return min(found, key=_rank, default=None)


@cache
def _words(key: str, language: str) -> re.Pattern[str]:
    area, _, name = key.partition(".")
    sentence = area_texts(area).get(name, {}).get(language, "").rstrip("…. ")
    if not sentence:
        raise ValueError(f"no text {key!r} in {language}")
    return re.compile(".+".join(re.escape(part) for part in _PLACEHOLDER.split(sentence)))


def _says(widget: QWidget, words: re.Pattern[str]) -> bool:
    said = [widget.accessibleName()]
    if isinstance(widget, QAbstractButton):
        said.append(widget.text().replace("&", ""))
    return any(words.fullmatch(one.rstrip("…. ")) for one in said)


def _rank(widget: QWidget) -> tuple[bool, bool, bool]:
    """What can be pressed or typed into comes before what only holds it, and the one thing to do next before others."""
    return (widget.focusPolicy().value == 0, not widget.isEnabled(), widget.property("kind") != "primary")


def seen_part(widget: QWidget, root: QWidget) -> QRect:
    """What of it can be seen, in the coordinates of `root`; empty where it is scrolled away."""
    place, now = widget.rect(), widget
    while now is not root:
        above = now.parentWidget()
        if above is None:
            return NOWHERE
        place = place.translated(now.pos()).intersected(above.rect())
        now = above
    return place


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever holds it."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
        above = above.parentWidget()


def beside(target: QRect, size: QSize, room: QRect, gap: int, side: str = "") -> QPoint:
    """Where words of this size stand in the room: at the side wanted, else at the first where they fit without lying
    over the target; in the lower right corner where there is none."""
    corner = QPoint(room.right() - size.width() + 1, room.bottom() - size.height() + 1)
    if target.isEmpty() or side == "corner":
        return corner
    across = _within(target.center().y() - size.height() // 2, room.top(), corner.y())
    along = _within(target.left(), room.left(), corner.x())
    places = {
        "right": QPoint(target.right() + gap, across),
        "left": QPoint(target.left() - gap - size.width(), across),
        "below": QPoint(along, target.bottom() + gap),
        "above": QPoint(along, target.top() - gap - size.height()),
    }
    wanted = [side] if side else []
    for one in (*wanted, *(known for known in SIDES if known in places)):
        there = QRect(places[one], size)
        if room.contains(there):
            return there.topLeft()
    return corner


def _within(at: int, least: int, most: int) -> int:
    return max(least, min(at, most))
