"""Sends what a simulated ward says to a listener, each bed over a connection of its own, from one thread."""

import asyncio
import queue
import random
import ssl
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from app.interop.simulator.link import Answers, Hears, Link, Outgoing, Tally
from app.kernel.errors import KnownError
from app.ward.signals import DeviceMessage, DeviceOrder

_FLUSH_SECONDS: Final = 5.0


Orders = Callable[[bytes], list[tuple[str, DeviceOrder]]]
"""Takes what came and gives the orders in it, each with the device that it is for."""


class Encoding(Protocol):
    """How one protocol writes the ward's values."""

    @property
    def answers(self) -> Callable[[], Answers] | None:
        """Makes the reader of acknowledgements of one connection; None where the protocol has none."""
        ...

    @property
    def orders(self) -> Callable[[], Orders] | None:
        """Makes the reader of orders of one connection; None where the protocol carries none."""
        ...

    def encoded(self, message: DeviceMessage) -> Outgoing | None:
        """What goes over the wire; None where the protocol has no form for it."""
        ...


class Sender:
    """The connections of one ward; `start`, `send` as often as there is something, `stop`."""

    def __init__(self, address: tuple[str, int], encoding: Encoding, tls: ssl.SSLContext | None, seed: int) -> None:
        self._address, self._encoding, self._tls, self._seed = address, encoding, tls, seed
        self.tally = Tally()
        self._ordered: queue.SimpleQueue[tuple[str, DeviceOrder]] = queue.SimpleQueue()
        self._links: dict[str, tuple[Link, asyncio.Task[None]]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="simulator-sending", daemon=True)

    def start(self) -> None:
        """Begin; connections are made as beds speak."""
        self._thread.start()

    def send(self, messages: Sequence[DeviceMessage]) -> None:
        """Write them in the protocol's form, here, so that a fault shows where it was made; then hand over."""
        written = [(message.source.bed, self._encoding.encoded(message)) for message in messages]
        self.tally.without_form += sum(outgoing is None for _, outgoing in written)
        if written:
            self._loop.call_soon_threadsafe(self._put, written)

    def orders(self) -> list[tuple[str, DeviceOrder]]:
        """What came for devices since the last call."""
        found = []
        while not self._ordered.empty():
            found.append(self._ordered.get())
        return found

    def stop(self) -> Tally:
        """Send what waits, for some seconds at most; then close everything. The final count."""
        asyncio.run_coroutine_threadsafe(self._finish(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        return self.tally

    def check_reached(self) -> None:
        """KnownError simulator.unreachable where no connection was ever made."""
        if not self.tally.connections:
            host, port = self._address
            raise KnownError("simulator.unreachable", address=f"{host}:{port}")

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()

    def _put(self, written: Sequence[tuple[str, Outgoing | None]]) -> None:
        for bed, outgoing in written:
            # Samples may wait in the encoding until there are enough of them: then nothing goes out yet.
            if outgoing is not None and outgoing.data:
                self._link(bed).put(outgoing)

    def _link(self, bed: str) -> Link:
        if bed not in self._links:
            draw = random.Random(f"{self._seed}/{bed}/link")
            link = Link(self._address, self._tls, self.tally, draw, self._encoding.answers, self._hears())
            self._links[bed] = link, self._loop.create_task(link.run())
        return self._links[bed][0]

    def _hears(self) -> Callable[[], Hears] | None:
        make = self._encoding.orders
        if make is None:
            return None

        def begin() -> Hears:
            read = make()

            def hear(data: bytes) -> None:
                for one in read(data):
                    self._ordered.put(one)

            return hear

        return begin

    async def _finish(self) -> None:
        for link, _ in self._links.values():
            link.close()
        tasks = [task for _, task in self._links.values()]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_FLUSH_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
