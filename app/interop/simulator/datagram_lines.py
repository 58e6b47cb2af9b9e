"""The simulated ward as datagrams of 48 bytes: each bed's devices share a connection, each with numbers of its own.

Nothing is acknowledged there: receipts are the router's business. The name field says that nobody is meant.
"""

from collections.abc import Callable
from typing import Final

from app.interop.datagram_orders import OrderReader
from app.interop.datagram_writing import DatagramWriter
from app.interop.simulator.link import Outgoing
from app.interop.simulator.sending import Orders
from app.ward.signals import DeviceAlert, DeviceMessage, Phase, SettingAnswer, SignOfLife, Source

_NAME: Final = "SIMULADO"
_NUMBERS_APART: Final = 1 << 28
"""Devices of one bed carry the same patient; the numbers of their datagrams must not meet."""


class DatagramEncoding:
    """One writer a device, for the life of the run."""

    answers = None

    @property
    def orders(self) -> Callable[[], Orders]:
        return lambda: OrderReader().take

    def __init__(self) -> None:
        self._writers: dict[Source, DatagramWriter] = {}
        self._of_bed: dict[str, int] = {}

    def encoded(self, message: DeviceMessage) -> Outgoing:
        """The datagrams of one message, and the introduction that must have gone before them."""
        source = message.source
        writer = self._writers.get(source)
        if writer is None:
            place = self._of_bed.get(source.bed, 0)
            self._of_bed[source.bed] = place + 1
            writer = DatagramWriter(source, 1 + place * _NUMBERS_APART, _NAME)
            self._writers[source] = writer
        data = writer.write(message)
        turning = isinstance(message, DeviceAlert) and message.phase is not Phase.CONTINUE
        kept = turning or isinstance(message, SettingAnswer) or (isinstance(message, SignOfLife) and message.leaving)
        return Outgoing(data, "", kept, source.device, writer.introduction)
