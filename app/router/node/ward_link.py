"""The router's way to the ward, in a thread of its own: it finds the node, asks for all there is, and says every two
seconds that the router lives and which technical alarms of the path stand.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import zmq

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.ward.node.commands import Command
from app.ward.node.following import ask_over
from app.ward.node.keys import NodeLink

_logger = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 0.25
_SAY_SECONDS: Final = 2.0
_ANSWER_MS: Final = 2_000
_SILENT: Final = "ward.node_silent"
WHO: Final = "router"


class WardLink:
    """`found` is told of each new node; `lacks`: whether the loop has not heard the ward's beds yet. Both are called by
    this thread."""

    def __init__(
        self,
        find_link: Callable[[], NodeLink | None],
        found: Callable[[NodeLink], None],
        lacks: Callable[[], bool],
        clock: Clock,
    ) -> None:
        self._find_link, self._found, self._lacks, self._clock = find_link, found, lacks, clock
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._link: NodeLink | None = None
        self._standing: tuple[tuple[str, str], ...] = ()
        self._priorities: Mapping[str, int] = {}
        self._changed, self._stopping = threading.Event(), threading.Event()
        self._said_at = float("-inf")
        self._thread = threading.Thread(target=self._work, name="router to ward")

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End; the ward is told that the router leaves, and so does not miss it."""
        self._stopping.set()
        self._changed.set()
        if self._thread.is_alive():
            self._thread.join()
        self._context.destroy(linger=0)

    def say(self, standing: Iterable[tuple[str, str]], priorities: Mapping[str, int]) -> None:
        """The technical alarms that stand (code, subject); from any thread, told at once. `priorities`: of codes whose
        priority tables say."""
        self._standing, self._priorities = tuple(standing), dict(priorities)
        self._said_at = float("-inf")
        self._changed.set()

    def ask(self, command: Command) -> dict[str, Any]:
        """Have the ward do something, from a worker thread. Raises what it refuses, `ward.node_silent`."""
        link = self._link or self._find_link()
        if link is None:
            raise KnownError(_SILENT)
        return ask_over(self._context, link, command, _SILENT)

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._look()
            self._changed.wait(_LOOK_SECONDS)
            self._changed.clear()
        self._say(leaving=True)

    def _look(self) -> None:
        link = self._find_link()
        if link is not None and link != self._link:
            self._link, self._said_at = link, float("-inf")
            self._found(link)
        if self._link is not None and self._lacks():
            self._try(Command("tell_all", WHO))
        if self._clock.monotonic() - self._said_at >= _SAY_SECONDS:
            self._said_at = self._clock.monotonic()
            self._say(leaving=False)

    def _say(self, *, leaving: bool) -> None:
        standing = [] if leaving else [list(one) for one in self._standing]
        values = {"standing": standing, "priorities": self._priorities, "leaving": leaving}
        self._try(Command("technical", WHO, values=values))

    def _try(self, command: Command) -> None:
        if self._link is None:
            return
        try:
            ask_over(self._context, self._link, command, _SILENT, _ANSWER_MS)
        except KnownError as problem:
            # That it is silent is seen by the loop, which hears nothing then; what it refuses is said again.
            _logger.debug("the ward did not take %s: %s", Word(command.name), problem.code)
