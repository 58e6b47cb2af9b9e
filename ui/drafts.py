"""Keeps what is being typed: on disk within a second of every change, and for the last time when the page is left."""

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer

from app.clinic.drafts import Draft
from ui.bridge import Op
from ui.shell.context import UiContext

_PAUSE_MS = 600
"""From the first unsaved change to the write: a person loses at most this when the program dies."""


class DraftKeeper(QObject):
    """One form's draft; `content` gives what stands there now, None where there is nothing worth keeping."""

    def __init__(
        self, parent: QObject, context: UiContext, kind: str, subject: str, content: Callable[[], dict[str, Any] | None]
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._kind = kind
        self._subject = subject
        self._content = content
        self._lock = threading.Lock()
        self._ended = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._keep)

    @property
    def kind(self) -> str:
        """The kind of form, as the service knows it."""
        return self._kind

    def get(self) -> Draft | None:
        """What was kept before; reads the store."""
        return self._context.station.drafts.get(self._context.session, self._kind, self._subject)

    def touch(self) -> None:
        """Something was typed. The clock is not set back by the next key: a fast typist is kept too."""
        if not self._ended and not self._timer.isActive():
            self._timer.start()

    def flush(self) -> None:
        """Keep now what waits to be kept, and return when it is on disk."""
        if self._timer.isActive():
            self._timer.stop()
            content = self._content()
            if content is not None:
                self._write(content)

    def end(self) -> None:
        """Keep nothing more: what was typed is being saved. Returns after a write under way has ended."""
        self._timer.stop()
        with self._lock:
            self._ended = True

    def resume(self) -> None:
        """Saving failed: go on keeping, beginning now."""
        self._ended = False
        self.touch()

    def drop(self) -> None:
        """Forget the draft, in the background."""
        self.end()
        station, session = self._context.station, self._context.session
        Op(self, lambda: station.drafts.drop(session, self._kind, self._subject)).start()

    def restart(self) -> None:
        """Begin anew after `drop` or a successful save."""
        self._ended = False

    def _keep(self) -> None:
        content = self._content()
        if content is not None:
            Op(self, lambda: self._write(content)).start()

    def _write(self, content: dict[str, Any]) -> None:
        with self._lock:
            if not self._ended:
                self._context.station.drafts.keep(self._context.session, self._kind, self._subject, content)
