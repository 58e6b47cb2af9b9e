"""Which device is connected where, for what has to go to it; asked from any thread."""

import threading
from collections.abc import Callable

from app.ward.signals import DeviceOrder

Carry = Callable[[DeviceOrder], bool]


class Reach:
    """The newest connection of each device; `carry` writes to it without waiting, False where it is gone."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._carries: dict[str, tuple[object, Carry]] = {}

    def speaks(self, device: str, connection: object, carry: Carry) -> None:
        """A device has introduced itself on a connection."""
        with self._lock:
            self._carries[device] = (connection, carry)

    def forget(self, connection: object) -> None:
        """A connection is over; devices that speak on another one by now stay."""
        with self._lock:
            self._carries = {device: one for device, one in self._carries.items() if one[0] is not connection}

    def tell(self, device: str, order: DeviceOrder) -> bool:
        """Hand an order over; False where the device is not connected."""
        with self._lock:
            found = self._carries.get(device)
        return found is not None and found[1](order)
