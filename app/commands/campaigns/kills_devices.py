"""A monitor at each bed that the campaign plays: it begins and ends one alarm and notes what was acknowledged."""

import random
import select
import socket
from dataclasses import dataclass
from typing import Final

from app.commands.campaigns.home import WITNESS
from app.interop.hl7.framing import END, frame
from app.interop.hl7.writing import write_alert
from app.kernel.clock import Clock
from app.ward.signals import DeviceAlert, Phase, Source

ALARM: Final = "c-1"
CODE: Final = "apnoea"
"""What the ward calls it."""
_EVENT: Final = "MDC_EVT_APNEA"
_SECONDS: Final = (0.3, 2.0)
_PATIENCE: Final = 5.0


def source_of(place: int) -> str:
    """How the alarm of the device at the bed of this place stands in the log, among what says so."""
    return f"device:{WITNESS.format(place)}/{ALARM}"


@dataclass
class Said:
    """What one device has said and heard acknowledged. `present`: of the last that was; None before the first.

    `trying`: what was said and not acknowledged yet; it is said again as soon as somebody listens. `again`: the
    connection is another one since the last look, so that whoever listens may have begun anew.
    """

    place: int
    present: bool | None = None
    trying: bool | None = None
    again: bool = False
    acknowledged: int = 0
    connections: int = 0
    next_at: float = 0.0
    asked_at: float = 0.0
    control: str = ""
    line: socket.socket | None = None
    heard: bytes = b""


class Devices:
    """All of them; `turn` is called again and again and never waits long. One thread."""

    def __init__(self, port: int, beds: int, clock: Clock, seed: int) -> None:
        self._port, self._clock, self._chance = port, clock, random.Random(seed)
        self.all = [Said(place) for place in range(1, beds + 1)]
        self._count = 0

    def turn(self, *, quiet: bool = False) -> None:
        """Say what is due; `quiet`: nothing new, only what was not acknowledged."""
        now = self._clock.monotonic()
        for one in self.all:
            if one.line is None and now >= one.next_at:
                self._connect(one, now)
            if one.line is not None:
                self._hear(one, now)
            if one.line is not None and not one.control and not one.again and now >= one.next_at:
                if one.trying is None and not quiet:
                    one.trying = not one.present
                if one.trying is not None:
                    self._say(one, now)

    @property
    def settled(self) -> bool:
        """Whether everything that was said has been acknowledged, and looked at since."""
        return all(one.trying is None and not one.again and one.line is not None for one in self.all)

    def looked(self) -> None:
        """Whoever listens now is taken as it is: nobody was killed."""
        for one in self.all:
            one.again = False

    def close(self) -> None:
        """Without a word: a cable pulled."""
        for one in self.all:
            self._cut(one)

    def _connect(self, one: Said, now: float) -> None:
        one.next_at = now + self._chance.uniform(0.05, 0.2)
        try:
            one.line = socket.create_connection(("127.0.0.1", self._port), timeout=0.5)
        except OSError:
            return
        one.line.setblocking(False)
        one.again = True
        one.connections += 1

    def _say(self, one: Said, now: float) -> None:
        self._count += 1
        one.control, one.asked_at = f"K{self._count}", now
        phase = Phase.START if one.trying else Phase.END
        state = "active" if one.trying else "inactive"
        facts = (Source(WITNESS.format(one.place)), 0.0, ALARM, _EVENT, "APNEIA", phase)
        alert = DeviceAlert(*facts, state=state, priority="PH", kind="SP")
        try:
            if one.line is not None:
                one.line.sendall(frame(write_alert(alert, one.control, self._clock.now())))
        except OSError:
            self._cut(one)

    def _hear(self, one: Said, now: float) -> None:
        line = one.line
        if line is None:
            return
        try:
            while select.select([line], [], [], 0)[0]:
                more = line.recv(65_536)
                if not more:
                    self._cut(one)
                    return
                one.heard += more
        except OSError:
            self._cut(one)
            return
        if one.control and f"MSA|CA|{one.control}".encode() in one.heard and one.heard.endswith(END):
            one.present, one.trying, one.control, one.heard = one.trying, None, "", b""
            one.acknowledged += 1
            one.next_at = now + self._chance.uniform(*_SECONDS)
        elif one.control and now - one.asked_at > _PATIENCE:
            self._cut(one)

    def _cut(self, one: Said) -> None:
        if one.line is not None:
            one.line.close()
        one.line, one.control, one.heard = None, "", b""
