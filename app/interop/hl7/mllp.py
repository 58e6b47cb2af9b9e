"""The listener for HL7 v2 over MLLP: `MllpInput` is a `DeviceInput`.

A thousand lines of traffic need one thread: asyncio is used because it speaks TLS without blocking, and because timers
and sockets of one input then never run at the same time.
"""

import itertools
import ssl
from collections.abc import Iterator
from functools import partial
from typing import Final

from app.interop.backlog import Traces
from app.interop.conversation import MOST_REFUSED, USUAL_BOUNDS, Bounds, Conversation, HangUp, Write
from app.interop.hl7.acknowledging import acknowledge
from app.interop.hl7.framing import Piece, Unframer, frame
from app.interop.hl7.numbers import Trouble
from app.interop.hl7.reading import may_be_alarm, read
from app.interop.listening import TcpInput
from app.interop.refusals import Why
from app.kernel.clock import Clock
from app.ward.inputs import Deliver, Kept, Refuse
from app.ward.signals import DeviceAlert, DeviceMessage, Refusal

USUAL_PORT: Final = 2575
"""The port that IANA lists for HL7."""


class MllpInput(TcpInput):
    """Listens for ORU^R01 and ORU^R40, answers each on the same connection; `tls` encrypts (port as configured)."""

    def __init__(
        self,
        clock: Clock,
        address: tuple[str, int] = ("127.0.0.1", USUAL_PORT),
        tls: ssl.SSLContext | None = None,
        bounds: Bounds = USUAL_BOUNDS,
    ) -> None:
        numbers = itertools.count(1)
        self._kept: Kept | None = None

        def begin(peer: str, deliver: Deliver, refuse: Refuse) -> Conversation:
            return MllpConversation(clock, peer, deliver, refuse, bounds.message_bytes, numbers, self._kept)

        super().__init__("mllp", begin, clock, address, tls, bounds)

    def answer_when(self, kept: Kept) -> None:
        """Alarms are acknowledged when they are kept: CA says that the message is in safe storage (enhanced mode)."""
        self._kept = kept


class MllpConversation:
    """One sender's messages, in their order; a `Conversation`."""

    def __init__(
        self,
        clock: Clock,
        peer: str,
        deliver: Deliver,
        refuse: Refuse,
        maximum: int,
        numbers: Iterator[int],
        kept: Kept | None = None,
    ) -> None:
        self._kept = kept
        self._write: Write = _nowhere
        # Counted by one thread each: answers held back by the listener's, given by whoever keeps.
        self._held = self._given = 0
        self._clock, self._peer = clock, peer
        self._deliver, self._refuse = deliver, refuse
        self._unframer = Unframer(maximum)
        self._numbers = numbers
        self._refused_in_a_row = 0
        self._traces = Traces()

    @property
    def under_way(self) -> int:
        return self._unframer.under_way

    def opened(self, write: Write) -> None:
        """PCD-01 and PCD-04 know nothing that a receiver may ask of a device: only answers go out, some late."""
        self._write = write

    def tick(self, now: float) -> None:
        """Nothing waits here but the message under way, and that is the listener's to watch."""

    def end(self, now: float) -> None:
        """A message that was cut off was not acknowledged: its sender repeats it."""

    def take(self, data: bytes, now: float) -> bytes:
        taken: list[DeviceMessage] = []
        answers = b"".join([self._answer(piece, now, taken) for piece in self._unframer.feed(data)])
        for message in self._traces.dated(taken):
            self._deliver(message)
        # Behind an answer that is held back the next ones wait too: a sender may read them in their order.
        waits = self._held != self._given or any(isinstance(one, DeviceAlert) for one in taken)
        if self._kept is None or not answers or not waits:
            return answers
        self._held += 1
        self._kept(partial(self._give, answers))
        return b""

    def _give(self, answers: bytes) -> None:
        """In the thread of whoever keeps."""
        self._write(answers)
        self._given += 1

    def _answer(self, piece: Piece, now: float, taken: list[DeviceMessage]) -> bytes:
        if piece.message is None:
            self._refuse(Refusal(now, self._peer, Why.FRAMING.value, f"{piece.garbage} bytes"))
            return b""
        if piece.too_large:
            refused: Trouble | None = Trouble(Why.TOO_LARGE, "MSH")
            self._refuse(Refusal(now, self._peer, Why.TOO_LARGE.value, "MSH", may_be_alarm(piece.message)))
        else:
            reading = read(piece.message, now, self._peer)
            refused = reading.refused
            for refusal in reading.refusals(now, self._peer):
                self._refuse(refusal)
            if reading.value is not None:
                taken.append(reading.value)
        self._refused_in_a_row = 0 if refused is None else self._refused_in_a_row + 1
        if self._refused_in_a_row > MOST_REFUSED:
            raise HangUp(Why.ONLY_RUBBISH)
        answer = acknowledge(piece.message, refused, self._clock.now(), f"PL{next(self._numbers)}")
        return frame(answer) if answer is not None else b""


def _nowhere(_data: bytes) -> bool:
    """Before the connection is open."""
    return False
