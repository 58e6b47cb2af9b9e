"""The simulated ward over HL7 v2.6 and MLLP (PCD-01, PCD-04): what a bedside monitor writes, and its acknowledgements.

Reports of pumps, rooms and the building have no form here; they go by datagram, or in process.
"""

import itertools
from collections.abc import Callable
from typing import Final

from app.interop.hl7.framing import Unframer, frame
from app.interop.hl7.writing import write_alert, write_observation, write_sign_of_life
from app.interop.simulator.link import Answers, Outgoing
from app.kernel.clock import Clock
from app.ward.signals import DeviceAlert, DeviceMessage, Observation, Phase, SignOfLife

_LARGEST_ANSWER: Final = 65_536
_ACCEPTED: Final = frozenset({"CA", "AA"})


class Hl7Encoding:
    """Gives each message a control id of its own (MSH-10); `run` sets one run apart from the next."""

    orders = None

    def __init__(self, clock: Clock, run: str) -> None:
        self._clock, self._run = clock, run
        self._numbers = itertools.count(1)

    @property
    def answers(self) -> Callable[[], Answers]:
        return _reader

    def encoded(self, message: DeviceMessage) -> Outgoing | None:
        control, now = f"{self._run}-{next(self._numbers)}", self._clock.now()
        if isinstance(message, Observation):
            return Outgoing(frame(write_observation(message, control, now)), control, kept=False)
        if isinstance(message, DeviceAlert):
            # A repetition says only what is so at this moment; beginnings, changes and ends must arrive.
            kept = message.phase is not Phase.CONTINUE
            return Outgoing(frame(write_alert(message, control, now)), control, kept)
        if isinstance(message, SignOfLife):
            return Outgoing(frame(write_sign_of_life(message, control, now)), control, kept=message.leaving)
        return None


def _reader() -> Answers:
    """Reads the acknowledgements of one connection."""
    unframer = Unframer(_LARGEST_ANSWER)

    def read(data: bytes) -> list[tuple[str, str]]:
        found = [acknowledgement(piece.message) for piece in unframer.feed(data) if piece.message is not None]
        return [one for one in found if one is not None]

    return read


def acknowledgement(message: bytes) -> tuple[str, str] | None:
    """(MSA-2, "" or the code of refusal with the ERR's number); None where the bytes are no acknowledgement."""
    lines = {line[:3]: line.split("|") for line in message.decode("latin-1").split("\r")}
    acknowledged = lines.get("MSA", [])
    if len(acknowledged) < 3:
        return None
    code = acknowledged[1]
    if code in _ACCEPTED:
        return acknowledged[2], ""
    error = lines.get("ERR", [])
    number = error[3].split("^")[0] if len(error) > 3 else ""
    return acknowledged[2], f"{code} {number}".strip()
