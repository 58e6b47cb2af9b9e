"""The keys of the whole window, and the list of them behind Shift+F1."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.shell.places import Place
from ui.shell.primary import press_primary
from ui.shell.sheet import Sheet
from ui.texts import tr
from ui.widgets.labels import Text
from ui.widgets.layouts import column, row
from ui.widgets.overlay import Overlay


@dataclass(frozen=True)
class WindowKey:
    """A key with what it does, in words."""

    keys: str
    words: str
    deed: Callable[[], object]
    always: bool = False
    """Whether it works while something lies over the window."""


def place_keys(places: Sequence[Place], go: Callable[[str], object]) -> tuple[WindowKey, ...]:
    """Alt+1 … for the places in the order of the rail."""
    return tuple(
        WindowKey(
            f"Alt+{number}",
            tr("shell.key_place", place=tr(f"places.{place.key}")),
            partial(go, place.key),
        )
        for number, place in enumerate(places, start=1)
    )


class KeyDeeds(Protocol):
    """What the keys of the whole window do: the shell."""

    def open_palette(self) -> None: ...
    def go(self, key: str) -> None: ...
    def print_here(self) -> None: ...
    def lock(self) -> None: ...
    def step_back(self) -> None: ...
    def show_help(self) -> None: ...
    def show_shortcuts(self) -> None: ...


def window_keys(shell: KeyDeeds, on_rail: Sequence[Place]) -> tuple[WindowKey, ...]:
    """Every key that works wherever one is."""
    return (
        WindowKey("Ctrl+K", tr("shell.key_search"), shell.open_palette),
        *place_keys(on_rail, shell.go),
        WindowKey("Ctrl+S", tr("shell.key_primary"), press_primary, always=True),
        WindowKey("Ctrl+P", tr("shell.key_print"), shell.print_here),
        WindowKey("Ctrl+L", tr("shell.key_lock"), shell.lock, always=True),
        WindowKey("Esc", tr("shell.key_back"), shell.step_back),
        WindowKey("F1", tr("shell.key_help"), shell.show_help),
        WindowKey("Shift+F1", tr("shell.key_keys"), shell.show_shortcuts),
    )


def install(window: QWidget, keys: Sequence[WindowKey]) -> list[QShortcut]:
    """Make the keys work anywhere inside `window`, but not behind a sheet or the lock that covers it.

    Esc is no shortcut: a field or a sheet may want it first, and the window hears it last (`Shell.keyPressEvent`).
    """
    shortcuts = []
    for key in keys:
        if key.keys == "Esc":
            continue
        shortcut = QShortcut(QKeySequence(key.keys), window)
        # Of the whole window: a key must also work in the moment when nothing has the focus.
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(partial(_press, window, key))
        shortcuts.append(shortcut)
    return shortcuts


def covers(window: QWidget) -> list[Overlay]:
    """What lies over the window now."""
    return [overlay for overlay in window.window().findChildren(Overlay) if overlay.isVisible()]


def _press(window: QWidget, key: WindowKey) -> None:
    if key.always or not covers(window):
        key.deed()


_MOST_LINES = 10
"""More keys than these stand in two columns: the sheet must fit an old screen at 150 %."""


class ShortcutSheet(Sheet):
    """The list of keys; `here` are those of the place on show, beside those of the whole window."""

    def __init__(self, host: QWidget, keys: Sequence[WindowKey], here: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(host, tr("shell.shortcuts_title"), width="palette_width" if here else "sheet")
        across = row(gap=6)
        across.addLayout(_listed([(key.keys, key.words) for key in keys]), 1)
        half = -(-len(here) // 2) if len(here) > _MOST_LINES else len(here)
        for part in (here[:half], here[half:]):
            if part:
                across.addLayout(_listed(part), 1)
        self.body.addLayout(across)
        self.add_buttons(None, self.leave, tr("common.close"))
        self.open()
        self.keep_focus_inside(forward=True)


def _listed(keys: Sequence[tuple[str, str]]) -> QVBoxLayout:
    lines = column(gap=2)
    for key, words in keys:
        line = row(gap=3)
        line.addWidget(Text(words, wrap=True), 1)
        line.addWidget(Text(key.replace("+", " + "), "key"))
        lines.addLayout(line)
    lines.addStretch(1)
    return lines
