"""The router's ears: the ward's feed, read by the loop's own poller, joined anew whenever the node begins anew."""

import logging
from collections.abc import Callable
from typing import Any, Final

import zmq

from app.ward.feed.items import FeedItem, Layout
from app.ward.feed.wire import from_frame
from app.ward.node.following import SILENT_SECONDS, connected
from app.ward.node.keys import NodeLink

_logger = logging.getLogger(__name__)
_PER_TURN: Final = 256


class WardEars:
    """Of one loop. `take` gets each item; `watch` and `unwatch` are the hub's."""

    def __init__(
        self,
        watch: Callable[[Any, Callable[[], None]], None],
        unwatch: Callable[[Any], None],
        take: Callable[[FeedItem], None],
        clock: Callable[[], float],
    ) -> None:
        self._watch, self._unwatch, self._take, self._clock = watch, unwatch, take, clock
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._socket: zmq.Socket[bytes] | None = None
        self.heard_at = clock()
        """When the ward was heard last; at first: since when it is listened for."""
        self.laid_out = False
        """Whether its beds are known; until then it has to be asked for all."""
        self.not_read = 0

    def is_silent(self, at: float) -> bool:
        """Whether nothing was heard of the ward for too long."""
        return at - self.heard_at > SILENT_SECONDS

    def connect(self, link: NodeLink) -> None:
        """Listen to the node that was started with this link, and to no other any more."""
        self._leave()
        socket = self._socket = connected(self._context.socket(zmq.SUB), link, link.feed_port)
        socket.set(zmq.SUBSCRIBE, b"")
        self._watch(socket, lambda: self._read(socket))

    def close(self) -> None:
        """Nothing more is heard."""
        self._leave()
        self._context.destroy(linger=0)

    def _leave(self) -> None:
        socket, self._socket, self.laid_out = self._socket, None, False
        if socket is not None:
            self._unwatch(socket)
            socket.close(linger=0)

    def _read(self, socket: "zmq.Socket[bytes]") -> None:
        for _ in range(_PER_TURN):
            try:
                frame = socket.recv(zmq.NOBLOCK)
            except zmq.Again:
                return
            try:
                item = from_frame(frame)
            except ValueError as problem:
                # A node of another version: what cannot be read is no sign that the ward is heard.
                self.not_read += 1
                if self.not_read == 1:
                    _logger.error("an item of the feed could not be read: %s", problem)
                continue
            self.heard_at = self._clock()
            self.laid_out = self.laid_out or isinstance(item, Layout)
            self._take(item)
