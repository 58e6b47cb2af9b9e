"""What one datagram costs to be packed and read: one by one, many at once, and its priority alone."""

import time
from collections.abc import Callable
from typing import Final

import numpy as np

from app.router.datagram import (
    RECORD,
    SIZE,
    VALUE_SIZE,
    Datagram,
    pack,
    pack_many,
    padded_identifier,
    peek_priority,
    plausible,
    unpack,
)

_TIMES: Final = 20_000
_MANY: Final = 1_024
_ONE: Final = Datagram(4, "12345678901", "SYN", 7, 4, bytes(range(8)), "SINTETICO")


def packing_figures() -> dict[str, object]:
    """Microseconds for each datagram, the best of three rounds."""
    data = pack(_ONE)
    values = np.zeros((_MANY, VALUE_SIZE), np.uint8)
    patient = padded_identifier("12345678901", "SYN")
    block = pack_many(4, patient, 1, 4, values)
    records = np.frombuffer(block, RECORD)
    assert len(block) == _MANY * SIZE
    rounds = _TIMES // _MANY + 1
    return {
        "datagram_pack_us": _each(lambda: pack(_ONE), _TIMES),
        "datagram_unpack_us": _each(lambda: unpack(data), _TIMES),
        "datagram_peek_us": _each(lambda: peek_priority(data), _TIMES),
        "datagram_pack_many_us": _each(lambda: pack_many(4, patient, 1, 4, values), rounds) / _MANY,
        "datagram_check_many_us": _each(lambda: plausible(records), rounds) / _MANY,
    }


def _each(work: Callable[[], object], times: int) -> float:
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        for _ in range(times):
            work()
        best = min(best, time.perf_counter() - began)
    return best / times * 1e6
