"""Where an alarm manager's replies come in on connections of its own: MLLP, bounded as every way in."""

from collections.abc import Callable
from typing import Final

from app.interop.conversation import Bounds, Conversation, HangUp, Write
from app.interop.hl7.framing import Unframer
from app.interop.listening import TcpInput
from app.interop.refusals import Why
from app.kernel.clock import Clock
from app.router.machines.model import MachineSettings
from app.ward.inputs import Deliver, Refuse
from app.ward.signals import DeviceMessage, Refusal

_BOUNDS: Final = Bounds(message_bytes=64 * 2**10, connections=16, connections_of_one_host=16)
_MOST_GARBAGE: Final = 64

Take = Callable[[bytes], bytes]
"""One message, without its frame → what to answer, framed."""


class RepliesIn:
    """A listener; `start` raises KnownError ward.input_busy where its port is taken."""

    def __init__(self, settings: MachineSettings, take: Take, clock: Clock) -> None:
        def begin(_peer: str, _deliver: Deliver, _refuse: Refuse) -> Conversation:
            return Replies(take)

        address = (settings.replies_host, settings.replies_port)
        self._listener = TcpInput("alarm manager replies", begin, clock, address, bounds=_BOUNDS)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self._listener.port

    def start(self) -> None:
        """Begin."""
        self._listener.start(_nothing, _refused)

    def stop(self) -> None:
        """End."""
        self._listener.stop()


class Replies:
    """One connection, a `Conversation`."""

    def __init__(self, take: Take) -> None:
        self._take, self._unframer, self._garbage = take, Unframer(_BOUNDS.message_bytes), 0

    @property
    def under_way(self) -> int:
        return self._unframer.under_way

    def opened(self, write: Write) -> None:
        """Only answers go out here."""

    def take(self, data: bytes, now: float) -> bytes:
        del now
        answers = []
        for piece in self._unframer.feed(data):
            if piece.message is None or piece.too_large:
                self._garbage += 1
                if self._garbage > _MOST_GARBAGE:
                    raise HangUp(Why.ONLY_RUBBISH)
            else:
                answers.append(self._take(piece.message))
        return b"".join(answers)

    def tick(self, now: float) -> None:
        """Nothing waits here."""

    def end(self, now: float) -> None:
        """What was cut off was not acknowledged: its sender repeats it."""


def _nothing(_message: DeviceMessage) -> None:
    """Replies are no signals of a device."""


def _refused(_refusal: Refusal) -> None:
    """The listener counts it; no alarm is lost with it."""
