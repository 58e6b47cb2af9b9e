"""Whether the words that parts paint themselves fit into the boxes they are painted in: no widget knows of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, cast

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

_SLACK: Final = 2.0
"""Pixels: what rounding takes from a box."""
_PAINTS: Final = "drawText"


def cut_paint(root: QWidget) -> list[str]:
    """Paint a window once more and tell the words that are larger than their box."""
    with _listening() as faults:
        root.grab()
    return faults


@contextmanager
def _listening() -> Iterator[list[str]]:
    faults: list[str] = []
    paint = cast("Any", QPainter.drawText)

    def listen(painter: QPainter, *said: Any) -> Any:
        if len(said) >= 3 and isinstance(said[0], QRect | QRectF) and str(said[2]).strip():
            box, flags, words = QRectF(said[0]), int(said[1]), str(said[2])
            needed, metrics = painter.boundingRect(box, flags, words), painter.fontMetrics()
            if needed.height() <= metrics.height() + _SLACK:
                # Of a single line what has ink counts, not the air above and below it.
                needed.setHeight(metrics.tightBoundingRect(words).height())
            larger = needed.width() > box.width() + _SLACK or needed.height() > box.height() + _SLACK
            # A box that does not clip is a place to stand at, no room to fit into (the figures along a chart).
            if larger and not flags & Qt.TextFlag.TextDontClip.value:
                faults.append(
                    f"cut: painted {words[:60]!r} in {_painted_on(painter)} ({needed.width():.0f} × "
                    f"{needed.height():.0f} > {box.width():.0f} × {box.height():.0f})"
                )
        return paint(painter, *said)

    setattr(QPainter, _PAINTS, listen)
    try:
        yield faults
    finally:
        setattr(QPainter, _PAINTS, paint)


def _painted_on(painter: QPainter) -> str:
    return type(painter.device()).__name__
