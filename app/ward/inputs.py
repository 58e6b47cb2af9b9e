"""The one interface behind which every way in stands: HL7 over MLLP, datagrams, replay of recordings, the simulator.

A new device protocol is one new file with a class of this shape.
"""

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from app.ward.signals import DeviceMessage, DeviceOrder, Refusal

Deliver = Callable[[DeviceMessage], None]
Refuse = Callable[[Refusal], None]
Kept = Callable[[Callable[[], None]], None]
"""Calls what it is given once nothing that was delivered before can be lost by a kill any more; from any thread."""


class DeviceInput(Protocol):
    """Something that listens to devices, or plays one."""

    @property
    def name(self) -> str:
        """The word for status pages and logs, e.g. "mllp:2575"."""
        ...

    def start(self, deliver: Deliver, refuse: Refuse) -> None:
        """Begin; both are called from the input's own thread and return at once.

        Whatever is malformed, oversized or hostile goes to `refuse` and never ends the input.
        KnownError `ward.input_busy` where its port is taken.
        """
        ...

    def stop(self) -> None:
        """End; when this returns no call is under way and nothing is left open."""
        ...


@runtime_checkable
class OrdersDevices(Protocol):
    """An input whose protocol carries something to the device, over the connection that the device made."""

    def tell(self, device: str, order: DeviceOrder) -> bool:
        """Hand it over, from any thread, without waiting; False where the device is not connected here."""
        ...


@runtime_checkable
class AnswersWhenKept(Protocol):
    """An input whose protocol tells the device that its alarm is safe: said only once it is."""

    def answer_when(self, kept: Kept) -> None:
        """What asks for it, before `start`; without it answers are given at once."""
        ...
