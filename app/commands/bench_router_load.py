"""The load of `bench router`: what beds send, by the periods of table 20, from a process of its own.

Of each bed and second: 31.25 datagrams of an ECG (priority 4), one critical alarm, every 5 s one of priority 1, every
15 s one of priority 2, and the rest of the budget's seven other signals at priority 5: 38.25 in all. Every bed alarms
all the time. Each datagram carries the second of its making in its value.
"""

import random
import struct
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from typing import Any, Final

import zmq

from app.router.datagram import LAYOUT, padded_identifier

PER_BED: Final = 38.25
_PERIODS: Final = ((4, 0.032), (0, 1.0), (1, 5.0), (2, 15.0), (5, 1 / (7 - 1 - 1 / 5 - 1 / 15)))
"""Priority and seconds between two datagrams of one bed."""
_TICK_SECONDS: Final = 0.002
SECOND: Final = struct.Struct(">d")
_NAME: Final = b"Sintetica".ljust(15, b"\0")


@dataclass(frozen=True)
class Source:
    """`port`: where the node listens for it."""

    port: int
    beds: int
    seconds: float


def bed_of(number: int) -> bytes:
    """The 14 bytes by which the bed's synthetic patient is known."""
    return padded_identifier(f"{number:011}", "SYN")


class _Stream:
    """All beds' datagrams of one priority, each bed at its own point of the period."""

    def __init__(self, priority: int, period: float, beds: int, dice: random.Random) -> None:
        self.priority, self._period = priority, period
        self._phases = sorted((dice.uniform(0, period), bed_of(bed)) for bed in range(beds))
        self._round = self._place = 0

    def due(self, at: float) -> list[bytes]:
        """The patients whose turn came since the last call; `at`: seconds since the beginning."""
        found = []
        while self._round * self._period + self._phases[self._place][0] <= at:
            found.append(self._phases[self._place][1])
            self._place += 1
            if self._place == len(self._phases):
                self._round, self._place = self._round + 1, 0
        return found


def send_load(pipe: "Pipe[Any, Any]", source: Source) -> None:
    """Wait for the word, send for so long, tell how many datagrams of each priority that were."""
    context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
    socket = context.socket(zmq.PUSH)
    socket.set(zmq.SNDHWM, 0)
    socket.connect(f"tcp://127.0.0.1:{source.port}")
    dice = random.Random(7)
    streams = [_Stream(priority, period, source.beds, dice) for priority, period in _PERIODS]
    sent = [0] * 10
    pipe.send("ready")
    pipe.recv()
    number, began = 0, time.monotonic()
    while (at := time.monotonic() - began) < source.seconds:
        parts = []
        for stream in streams:
            for patient in stream.due(at):
                number += 1
                made = SECOND.pack(time.monotonic())
                parts.append(LAYOUT.pack(stream.priority, patient, _NAME, number, 4, made, 0, b"\x03"))
                sent[stream.priority] += 1
        if parts:
            socket.send(b"".join(parts))
        time.sleep(_TICK_SECONDS)
    pipe.send(sent)
    context.destroy(linger=5_000)
