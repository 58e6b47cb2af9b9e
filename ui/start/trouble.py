"""The station could not be opened: what happened, what is safe, what next. Never a dead end, never a lost store."""

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.kernel.errors import KnownError
from ui.errors import words_of
from ui.start.frame import StartFrame
from ui.start.ports import StartPorts
from ui.texts import tr
from ui.widgets.buttons import Button, PrimaryButton, SecondaryButton
from ui.widgets.flow import FlowLayout
from ui.widgets.icon_label import IconLabel
from ui.widgets.labels import Text
from ui.widgets.layouts import row


class WaysOut(Protocol):
    """What the page can lead to; `StartFlow` is it."""

    ports: StartPorts

    @property
    def window(self) -> QWidget:
        """The program's window; closing it leaves."""
        ...

    def unlock(self) -> None:
        """Ask for another key."""
        ...

    def restore_backup(self) -> None:
        """Choose a backup."""
        ...

    def try_again(self) -> None:
        """Open once more."""
        ...


_WAYS = {
    "store.wrong_key": ("other_key", "restore", "try_again"),
    "store.not_a_store": ("restore", "try_again"),
    "store.not_encrypted": ("restore", "try_again"),
    "store.empty_file": ("restore", "try_again"),
    "store.damaged": ("restore", "try_again"),
    "store.missing": ("try_again", "restore"),
    "store.newer_than_program": ("try_again",),
    "store.migration_failed": ("try_again", "restore"),
}
_KEY_WAYS = ("other_key", "try_again", "restore")


def ways_out(error: Exception) -> tuple[str, ...]:
    """What to offer, the best way first; showing the folder and leaving are always among them."""
    code = error.code if isinstance(error, KnownError) else ""
    ways = _WAYS.get(code) or (_KEY_WAYS if code.startswith("keys.") else ("try_again",))
    return (*ways, "show_folder", "quit")


def _with_file_names(error: Exception) -> Exception:
    """A title is no place for a long path: the folder stands below, with what support needs."""
    if not isinstance(error, KnownError):
        return error
    short = {name: Path(str(value)).name if name == "path" else value for name, value in error.values.items()}
    return KnownError(error.code, **short)


class TroublePage(StartFrame):
    """One page for every error at opening."""

    HELP = "manual-troubles"

    def __init__(self, error: Exception, flow: WaysOut) -> None:
        super().__init__()
        self._flow = flow
        words = words_of(_with_file_names(error))
        head = row(gap=3)
        head.addWidget(IconLabel("alert-circle", "error", "icon_large"))
        head.addWidget(Text(tr("start.trouble"), "label"), 1)
        self.body.addLayout(head)
        self.head(words.title, words.next_step)
        safe = row(gap=2)
        safe.addWidget(IconLabel("shield", "success", "icon"))
        safe.addWidget(Text(tr("start.nothing_lost"), wrap=True), 1)
        self.body.addLayout(safe)
        ways = FlowLayout(gap=2)
        self.buttons: dict[str, Button] = {}
        for number, way in enumerate(ways_out(error)):
            kind = PrimaryButton if number == 0 else SecondaryButton
            self.buttons[way] = kind(tr(f"start.way_{way}"), on_press=self._action(way))
            ways.addWidget(self.buttons[way])
        self.body.addLayout(ways)
        folder = str(flow.ports.folders.home)
        code = error.code if isinstance(error, KnownError) else type(error).__name__
        self.body.addWidget(Text(tr("start.details", folder=folder, code=code), "small", wrap=True))
        first = next(iter(self.buttons.values()))
        self.setFocusProxy(first)
        first.setFocus()

    def _action(self, way: str) -> Callable[[], object]:
        return {
            "other_key": self._flow.unlock,
            "restore": self._flow.restore_backup,
            "try_again": self._flow.try_again,
            "show_folder": self._show_folder,
            "quit": self._flow.window.close,
        }[way]

    def _show_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._flow.ports.folders.home)))
