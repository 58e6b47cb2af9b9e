"""`bench hl7_fuzz`: broken messages over a real socket, and whether the listener still answers a good one.

Beside them the same number of good messages is sent in the same way: how much a broken one costs more or less. Between
every fifty broken ones stands a good one whose acknowledgement must come; whatever the listener delivers is looked at.
"""

import argparse
import math
import random
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from app.commands.bench_hl7_mutations import mutate, seeds
from app.commands.memory_held import grown_since, in_figures, most_megabytes
from app.interop.hl7.framing import END, START, frame
from app.interop.hl7.mllp import MllpInput
from app.kernel.clock import SystemClock
from app.ward.catalogue import vital_signs
from app.ward.signals import DeviceAlert, DeviceMessage, Numeric, Observation, Refusal

_SEED: Final = 26
_BETWEEN: Final = 50
_WAIT_SECONDS: Final = 30.0
_GOOD_SHARE: Final = 10


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """Figures of one run; `--messages` says how many broken ones, `--folder` where further good ones lie."""
    folder = Path(arguments.folder) if arguments.folder else None
    return Fuzz(seeds(folder), arguments.messages).figures()


@dataclass
class Seen:
    """What came out of the listener."""

    delivered: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def deliver(self, message: DeviceMessage) -> None:
        """Count it, and look whether the ward may see it."""
        self.delivered[type(message).__name__] += 1
        self.wrong += faults(message)

    def refuse(self, refusal: Refusal) -> None:
        """Count it by its code."""
        self.refused[refusal.code] += 1


def faults(message: DeviceMessage) -> list[str]:
    """What must never come out of an input: numbers that no patient has, samples that are infinite, endless words."""
    found = []
    source = message.source
    if max(len(source.device), len(source.bed), len(source.patient)) > 64:
        found.append("a source longer than 64 characters")
    if isinstance(message, Observation):
        found += [f"{one.vital} = {one.value}" for one in message.numerics if not _is_possible(one)]
        for block in message.waves:
            rate_is_sound = math.isfinite(block.rate_hz) and block.rate_hz > 0
            if np.isinf(block.samples).any() or not rate_is_sound or not len(block.samples):
                found.append(f"waveform {block.wave}")
    elif isinstance(message, DeviceAlert):
        if message.vital in vital_signs() and not _is_possible(Numeric(message.vital, message.value)):
            found.append(f"alarm of {message.vital} = {message.value}")
        if len(message.text) > 200 or not message.alert:
            found.append("the words of an alarm")
    return found


def _is_possible(numeric: Numeric) -> bool:
    low, high = vital_signs()[numeric.vital].possible
    return numeric.value is None or low <= numeric.value <= high


class Fuzz:
    """A listener, a sender, and what happens between them."""

    def __init__(self, messages: list[bytes], count: int, seed: int = _SEED) -> None:
        self._seeds, self._count, self._chance = messages, count, random.Random(seed)
        self.seen = Seen()
        self.answers: Counter[str] = Counter()
        self.lost_connections = 0
        self._worst = 0.0
        self._probes = 0

    def figures(self) -> dict[str, object]:
        """Send everything and tell how it went."""
        listener = MllpInput(SystemClock(), ("127.0.0.1", 0))
        listener.start(self.seen.deliver, self.seen.refuse)
        try:
            memory = most_megabytes()
            spent = self._send(listener.port, self._broken)
            grown = grown_since(memory)
            broken = Counter(self.answers)
            refused, delivered = Counter(self.seen.refused), Counter(self.seen.delivered)
            good = max(_BETWEEN, self._count // _GOOD_SHARE)
            spent_good = self._send(listener.port, self._good, good)
            with socket.create_connection(("127.0.0.1", listener.port), timeout=_WAIT_SECONDS) as last:
                alive = self._probe(last, b"")
        finally:
            listener.stop()
        return {
            "messages": self._count,
            "seconds": spent,
            "broken_messages_per_second": self._count / spent,
            "good_messages_per_second": good / spent_good,
            "listener_answers_at_the_end": alive,
            "connections_lost": self.lost_connections,
            "probes_answered": self._probes,
            "worst_probe_milliseconds": self._worst * 1e3,
            "answers": dict(sorted(broken.items())),
            "delivered": dict(sorted(delivered.items())),
            "refusals": dict(refused.most_common()),
            "values_that_the_ward_must_not_see": len(self.seen.wrong),
            "memory_grown_megabytes": in_figures(grown),
        }

    def _broken(self) -> bytes:
        raw = mutate(self._chance, self._seeds)
        if self._chance.random() < 0.02:
            # The frame is broken too: no begin, no end, or rubbish before it.
            return self._chance.choice((raw, START + raw, raw + END, self._chance.randbytes(9) + frame(raw)))
        return frame(raw)

    def _good(self) -> bytes:
        return frame(self._chance.choice(self._seeds[:3]))

    def _send(self, port: int, make: Callable[[], bytes], count: int | None = None) -> float:
        count = self._count if count is None else count
        connection = socket.create_connection(("127.0.0.1", port), timeout=_WAIT_SECONDS)
        spent = 0.0
        for at in range(0, count, _BETWEEN):
            batch = b"".join(make() for _ in range(min(_BETWEEN, count - at)))
            begin = time.perf_counter()
            answered = self._probe(connection, batch)
            spent += time.perf_counter() - begin
            if not answered:
                self.lost_connections += 1
                connection.close()
                connection = socket.create_connection(("127.0.0.1", port), timeout=_WAIT_SECONDS)
        connection.close()
        return spent

    def _probe(self, connection: socket.socket, before: bytes) -> bool:
        """Send these bytes and a good message; whether its acknowledgement came."""
        self._probes += 1
        name = f"PROBE{self._probes}".encode()
        probe = frame(self._seeds[2].replace(b"|W1|P", b"|" + name + b"|P").replace(b"|W1|T", b"|" + name + b"|T"))
        wanted = b"MSA|CA|" + name + b"\r"
        try:
            connection.sendall(before)
            begin, kept = time.perf_counter(), b""
            connection.sendall(probe)
            while wanted not in kept:
                more = connection.recv(1 << 16)
                if not more:
                    return False
                kept += more
        except OSError:
            return False
        self._worst = max(self._worst, time.perf_counter() - begin)
        for answer in kept.split(END)[:-1]:
            self.answers[_code_of(answer)] += 1
        self.answers["CA"] -= 1
        return True


def _code_of(answer: bytes) -> str:
    """CA, CE, … of an acknowledgement; the delimiters are the sender's."""
    lines = answer.removeprefix(START).split(b"\r")
    return lines[1][4:6].decode("latin-1") if len(lines) > 1 and lines[1].startswith(b"MSA") else "?"
