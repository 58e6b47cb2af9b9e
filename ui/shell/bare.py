"""One place alone on the whole screen: no rail, no top bar."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget


class Bare:
    """Hides what is `around` a place and lets the window fill the screen; `show(False)` gives both back."""

    def __init__(self, shell: QWidget, around: Sequence[QWidget]) -> None:
        self._shell, self._around = shell, around
        self._hidden: list[QWidget] = []
        self._maximised = False
        self.on = False

    def is_on(self) -> bool:
        """Whether the place stands alone now."""
        return self.on

    def show(self, on: bool) -> None:
        """Begin, or end."""
        if on == self.on:
            return
        self.on = on
        window = self._shell.window()
        if on:
            self._hidden = [part for part in self._around if not part.isHidden()]
            self._maximised = window.isMaximized()
            for part in self._hidden:
                part.hide()
            window.showFullScreen()
            return
        for part in self._hidden:
            part.show()
        if self._maximised:
            window.showMaximized()
        else:
            window.showNormal()
