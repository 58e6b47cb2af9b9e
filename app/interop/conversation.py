"""What the listener and a protocol agree upon: bounds, and one conversation a connection."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from app.interop.refusals import Why
from app.ward.inputs import Deliver, Refuse


@dataclass(frozen=True)
class Bounds:
    """What one sender may take. Sizes in bytes, times in seconds.

    `idle_seconds`: nothing at all came; a device that has a watchdog speaks every 60 s or less. `message_seconds`: a
    message has begun and does not end (whoever sends one byte a minute holds nothing but a connection).
    """

    message_bytes: int = 1 << 20
    connections: int = 512
    connections_of_one_host: int = 256
    idle_seconds: float = 180.0
    message_seconds: float = 10.0
    handshake_seconds: float = 10.0
    unread_bytes: int = 1 << 20


USUAL_BOUNDS: Final = Bounds()


MOST_REFUSED: Final = 500
"""Messages refused one after the other, without one that was taken: then the sender is no device."""


Write = Callable[[bytes], bool]
"""Sends on a connection, from any thread, without waiting; False where it has ended."""


class HangUp(Exception):  # noqa: N818 - it is an order, not an error
    """Raised by a conversation that is not worth going on; the listener closes and counts it."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


class Conversation(Protocol):
    """One connection's protocol: bytes in, values to `deliver`, answers out."""

    def opened(self, write: Write) -> None:
        """Told first. What is to go out without having been asked for goes by `write`."""
        ...

    def take(self, data: bytes, now: float) -> bytes:
        """Take what came; the bytes to answer. Raises `HangUp`, and nothing else for what a sender may write."""
        ...

    @property
    def under_way(self) -> int:
        """The number of the message that has begun and not ended (from 1); 0 where there is none."""
        ...

    def tick(self, now: float) -> None:
        """Called twice a second: what is waiting for too long is given up."""
        ...

    def end(self, now: float) -> None:
        """The connection is over: what is still waiting for its end is refused."""
        ...


Begin = Callable[[str, Deliver, Refuse], Conversation]
"""Makes the conversation of a new connection; its first argument is the peer, `address:port`."""


@dataclass(frozen=True)
class Counts:
    """How it went since the start, for status pages."""

    connections: int = 0
    open: int = 0
    bytes: int = 0
    delivered: int = 0
    refused: int = 0
