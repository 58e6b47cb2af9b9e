"""One connection of a simulated device to a listener: bounded, acknowledged, made again with growing pauses.

What is alive (waves, numbers, repetitions) is lost while there is no connection; the beginning, change and end of an
alarm are kept and sent again until they are acknowledged.
"""

import asyncio
import random
import ssl
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

FIRST_PAUSE, LONGEST_PAUSE = 0.25, 15.0
_CONNECT_SECONDS: Final = 5.0
ANSWER_SECONDS: Final = 10.0
_MOST_WAITING: Final = 256
_WINDOW: Final = 32
"""Messages sent and not yet acknowledged."""


@dataclass(frozen=True)
class Outgoing:
    """One message as bytes; `control` is what its acknowledgement names; `kept` until it is acknowledged.

    Where the protocol wants it, `introduction` makes the bytes that say who `device` is; they go before its message
    whenever another device spoke last on the connection.
    """

    data: bytes
    control: str
    kept: bool
    device: str = ""
    introduction: Callable[[], bytes] | None = None


@dataclass
class Tally:
    """How the sending went, over all connections."""

    sent: int = 0
    sent_bytes: int = 0
    acknowledged: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    without_form: int = 0
    connections: int = 0
    attempts_failed: int = 0
    waiting: int = 0
    """Kept messages that were never acknowledged, counted at the end."""


Answers = Callable[[bytes], list[tuple[str, str]]]
"""Takes what came and gives the acknowledgements in it: (control, code), code empty where it was accepted."""


Hears = Callable[[bytes], None]
"""Takes what came and passes on the orders in it."""


class Link:
    """One connection's life; everything runs in one event loop. `answers` None: the protocol acknowledges nothing;
    `orders` None: it carries nothing to a device.
    """

    def __init__(
        self,
        address: tuple[str, int],
        tls: ssl.SSLContext | None,
        tally: Tally,
        draw: random.Random,
        answers: Callable[[], Answers] | None,
        orders: Callable[[], Hears] | None = None,
    ) -> None:
        self._host, self._port = address
        self._tls, self._tally, self._draw, self._answers, self._orders = tls, tally, draw, answers, orders
        self._queue: deque[Outgoing] = deque()
        self._open: dict[str, tuple[Outgoing, float]] = {}
        self._something = asyncio.Event()
        self._closing = asyncio.Event()
        self._pause = FIRST_PAUSE
        self._introduced = ""

    def put(self, item: Outgoing) -> None:
        """Send it when it is its turn; the oldest wave gives way where too much waits."""
        if len(self._queue) >= _MOST_WAITING:
            oldest = next((one for one in self._queue if not one.kept), self._queue[0])
            self._queue.remove(oldest)
            self._tally.lost += 1
        self._queue.append(item)
        self._something.set()

    def close(self) -> None:
        """End when all has gone out and is acknowledged."""
        self._closing.set()
        self._something.set()

    async def run(self) -> None:
        """Connect, talk, connect again, until closed."""
        try:
            while not self._is_done():
                if await self._connected_and_talked() or self._closing.is_set():
                    break
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._closing.wait(), self._pause * self._draw.uniform(0.5, 1.0))
                self._pause = min(self._pause * 2, LONGEST_PAUSE)
        finally:
            self._take_back()
            self._tally.waiting += sum(one.kept for one in self._queue)
            self._tally.lost += sum(not one.kept for one in self._queue)

    async def _connected_and_talked(self) -> bool:
        """Whether everything was said; False where the connection failed or broke."""
        name = self._host if self._tls is not None else None
        try:
            reader, writer = await asyncio.wait_for(
                asyncio.open_connection(self._host, self._port, ssl=self._tls, server_hostname=name), _CONNECT_SECONDS
            )
        except (OSError, TimeoutError):
            self._tally.attempts_failed += 1
            return False
        self._tally.connections += 1
        self._introduced = ""
        reading = asyncio.ensure_future(self._read(reader))
        writing = asyncio.ensure_future(self._write(writer))
        try:
            await asyncio.wait({reading, writing}, return_when=asyncio.FIRST_COMPLETED)
            return writing.done() and writing.exception() is None and writing.result()
        finally:
            for task in (reading, writing):
                task.cancel()
            # What broke the connection has been acted upon: it is made again.
            await asyncio.gather(reading, writing, return_exceptions=True)
            writer.close()
            with suppress(OSError, TimeoutError):
                await asyncio.wait_for(writer.wait_closed(), 1.0)
            self._take_back()

    async def _write(self, writer: asyncio.StreamWriter) -> bool:
        loop = asyncio.get_running_loop()
        while not self._is_done():
            self._something.clear()
            while self._queue and len(self._open) < _WINDOW:
                item = self._queue.popleft()
                self._tally.sent += 1
                self._tally.sent_bytes += self._written(item, writer)
                if self._answers is not None:
                    self._open[item.control] = (item, loop.time())
            await writer.drain()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._something.wait(), 1.0)
            oldest = next(iter(self._open.values()), None)
            if oldest is not None and loop.time() - oldest[1] > ANSWER_SECONDS:
                return False
        return True

    def _written(self, item: Outgoing, writer: asyncio.StreamWriter) -> int:
        data = item.data
        if item.introduction is not None and item.device != self._introduced:
            self._introduced = item.device
            data = item.introduction() + data
        writer.write(data)
        return len(data)

    async def _read(self, reader: asyncio.StreamReader) -> None:
        answers = self._answers() if self._answers is not None else None
        hears = self._orders() if self._orders is not None else None
        while data := await reader.read(65_536):
            if hears is not None:
                hears(data)
            for control, code in answers(data) if answers is not None else ():
                if self._open.pop(control, None) is None:
                    continue
                # A listener that answers is a listener: only now is the next failure a first one.
                self._pause = FIRST_PAUSE
                if code:
                    self._tally.refused[code] += 1
                else:
                    self._tally.acknowledged += 1
            self._something.set()

    def _is_done(self) -> bool:
        return self._closing.is_set() and not self._queue and not self._open

    def _take_back(self) -> None:
        """What was not acknowledged: kept messages wait again, in their order; the rest is lost."""
        back = [item for item, _ in self._open.values()]
        self._open.clear()
        self._tally.lost += sum(not one.kept for one in back)
        self._queue.extendleft(one for one in reversed(back) if one.kept)
