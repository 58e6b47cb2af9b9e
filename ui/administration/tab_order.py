"""Tab goes as the eye reads, whatever was made first."""

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def in_reading_order(parts: Iterable[QWidget]) -> None:
    """Let Tab go through these parts one after the other, and inside each through what it holds."""
    stops = [stop for part in parts for stop in _stops(part)]
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)


def _stops(part: QWidget) -> list[QWidget]:
    window = part.window()
    # The list of a drop-down is a window of its own.
    return [one for one in (part, *part.findChildren(QWidget)) if _is_stop(one) and one.window() is window]


def _is_stop(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
