"""One node put together: ward, inputs, feed and commands."""

from collections.abc import Callable, Sequence
from typing import Any

import zmq

from app.kernel.clock import Clock
from app.ward.beds.directory import BedDirectory
from app.ward.core import History, Log, WardCore
from app.ward.feed.items import FeedItem
from app.ward.inputs import DeviceInput
from app.ward.node.keys import NodeLink
from app.ward.node.serving import CommandsIn, FeedOut, authenticator
from app.ward.running import RunningWard


class WardNode:
    """A ward that runs, and is reachable by a window of this machine over `link`."""

    def __init__(
        self,
        directory: BedDirectory,
        inputs: Sequence[DeviceInput],
        log: Log,
        clock: Clock,
        *,
        history: History = lambda _bed: (),
        keep: Callable[[FeedItem], None] = lambda _item: None,
    ) -> None:
        self._directory, self._inputs, self._clock = directory, inputs, clock
        self._log, self._history, self._keep = log, history, keep
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._closing: list[Callable[[], Any]] = []
        self._ward: RunningWard | None = None
        self.link = NodeLink.fresh()

    def waiting(self) -> int:
        """Messages of devices that came in and were not worked through yet."""
        return self._ward.waiting() if self._ward is not None else 0

    def start(self) -> NodeLink:
        """Begin; how a window reaches it. KnownError `ward.input_busy` leaves nothing running."""
        try:
            return self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> NodeLink:
        doorkeeper = authenticator(self._context, self.link)
        self._closing.append(doorkeeper.stop)
        feed = FeedOut(self._context, self.link)
        self._closing.append(feed.close)
        commands = CommandsIn(self._context, self.link)
        self._closing.append(commands.stop)

        def publish(item: FeedItem) -> None:
            self._keep(item)
            feed.publish(item)

        core = WardCore(self._directory, publish, self._log, self._history, self._clock.monotonic())
        ward = RunningWard(core, self._inputs, self._clock)
        ward.start()
        self._ward = ward
        self._closing.append(ward.stop)
        commands.start(ward)
        self.link = NodeLink(feed.port, commands.port, self.link.node, self.link.window)
        return self.link

    def stop(self) -> None:
        """End in the reverse order of the beginning."""
        while self._closing:
            self._closing.pop()()
        self._context.destroy(linger=0)
