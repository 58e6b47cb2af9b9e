"""Looks once a second whether the store says something else than before, and hands it to the loop."""

import logging
import threading
from collections.abc import Callable
from typing import Final, Protocol

from app.router.node.ports import Known

_logger = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 1.0


class Knows(Protocol):
    """Where the router's knowledge of the store comes from (`app/router/keeping/knowing.py`); may raise anything."""

    def read(self) -> Known:
        """All of it."""
        ...

    def changed(self) -> Known | None:
        """All of it where anything differs from what was read last, else None."""
        ...


class Reader:
    """`use` gets what has changed, `told` whether the store cannot be read; both are called by this thread."""

    def __init__(self, knows: Knows, use: Callable[[Known], None], told: Callable[[bool], None]) -> None:
        self._knows, self._use, self._told = knows, use, told
        self._now, self._stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="router reads")
        self._failed = False

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def reread(self) -> None:
        """Look at once: somebody has just changed something."""
        self._now.set()

    def stop(self) -> None:
        """End."""
        self._stopping.set()
        self._now.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                known = self._knows.changed()
                if known is not None:
                    self._use(known)
                self._fails(False)
            except Exception:
                # Whatever it was: what was known last holds, and that it cannot be read is a technical alarm.
                if not self._failed:
                    _logger.exception("what the store says could not be read")
                self._fails(True)
            self._now.wait(_LOOK_SECONDS)
            self._now.clear()

    def _fails(self, failed: bool) -> None:
        if failed is not self._failed:
            self._failed = failed
            self._told(failed)
