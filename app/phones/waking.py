"""Wakes a session when its link has something to read: ZeroMQ's descriptors in asyncio's loop.

They tell of changes only: whoever was woken reads until nothing more can be read, and looks again from time to time.
"""

import asyncio
import contextlib
from typing import Any, Final

import zmq

from app.router.links.client import ReceiverLink

LOOK_SECONDS: Final = 0.1
_LOOK_OFTEN_SECONDS: Final = 0.02
"""Where the loop cannot watch descriptors."""


class Waking:
    """`event` is set when a socket of the link may be read."""

    def __init__(self, link: ReceiverLink) -> None:
        self._link = link
        self._loop = asyncio.get_running_loop()
        self._watched: dict[Any, int] = {}
        self._can_watch = True
        self.event = asyncio.Event()

    async def wait(self) -> None:
        """Until there may be something, a moment at most."""
        seconds = LOOK_SECONDS if self._can_watch else _LOOK_OFTEN_SECONDS
        # Not `wait_for`: in Python 3.11 it swallows the end of its task where both come at one moment.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.event.wait()
        self.event.clear()

    def watch(self) -> bool:
        """Watch the sockets that the link has now; whether one of them still has something."""
        sockets = self._link.sockets()
        if any(one not in sockets for one in self._watched) or len(sockets) != len(self._watched):
            self.close()
            for one in sockets:
                self._add(one)
        return any(int(one.get(zmq.EVENTS)) & int(zmq.POLLIN) for one in sockets)

    def close(self) -> None:
        """Watch nothing."""
        for descriptor in self._watched.values():
            self._loop.remove_reader(descriptor)
        self._watched.clear()

    def _add(self, one: Any) -> None:
        if not self._can_watch:
            return
        descriptor = int(one.get(zmq.FD))
        try:
            self._loop.add_reader(descriptor, self.event.set)
        except NotImplementedError:
            self._can_watch = False
            return
        self._watched[one] = descriptor
