"""Keys that a place answers to while it is on show, wherever the focus is."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.shell.shortcuts import covers

if TYPE_CHECKING:
    from ui.reception.screen import Reception


def answer_keys(place: QWidget, deeds: Mapping[str, Callable[[], object]]) -> None:
    """Key → deed, in the window of `place`; what lies over the window takes its keys."""
    for key, deed in deeds.items():
        QShortcut(QKeySequence(key), place).activated.connect(partial(_press, place, deed))


def _press(place: QWidget, deed: Callable[[], object]) -> None:
    if place.isVisible() and not covers(place):
        deed()


def topic_here(reception: "Reception") -> str:
    """The topic of the help: the board (the first part), the finder, or the form while somebody is registered."""
    if reception.parts.current() == 0:
        return "reception"
    return "reception-find" if reception.form is None else "reception-register"
