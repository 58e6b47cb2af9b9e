"""What the router carries: a message of one priority, already packed into datagrams, and who may receive it."""

from dataclasses import dataclass

from app.router.words import Capability, DataClass


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `datagrams` is a whole number of 48-byte datagrams, the parts of one chain in their order.

    `number` is that of its first datagram; receipts and answers name it. `bed` and `generated_at` (monotonic seconds of
    this node) say where and when it arose. `alarm` is the alarm's key within its bed where it is about one, else empty:
    all messages with the same bed and alarm are one group of table 17.
    """

    number: int
    priority: int
    bed: str
    data: DataClass
    datagrams: bytes
    generated_at: float
    alarm: str = ""
    needs: Capability = Capability.TEXT


@dataclass(frozen=True, slots=True)
class Receiver:
    """One caregiver's device, or a machine. `user` is empty for a machine, and machines are never alone responsible.

    `user_class` is a column of table 14 (`resources/router/distribution.toml`).
    """

    receiver: str
    user: str
    user_class: str
    capabilities: frozenset[Capability]
    machine: bool = False
