"""Which records go when there is no room: by table 22's weights, the highest first, of equals the older. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from app.router.blackbox.segments import ROWS, Segment
from app.router.tables.model import Discards, Record

_Kind = TypeVar("_Kind", bound=np.generic)


@dataclass(frozen=True)
class Chosen:
    """Numbers in their order, and how many of each weight."""

    numbers: NDArray[np.uint64]
    counts: dict[float, int]

    def ranges(self) -> list[int]:
        """First and last of each stretch without a hole, each as the distance from the figure before it."""
        return ranges_of(self.numbers)


def choose(
    segments: Sequence[Segment], rules: Discards, sent: int, now: float, spare: int, free: int, most: int
) -> Chosen:
    """Records of together at least `free` bytes, in at most `most` stretches. `sent`: up to which number the centre has
    them; `now`: POSIX seconds; `spare`: the number of a record that stays."""
    numbers = _column(segments, "numbers", np.uint64)
    weights = np.array([rules.weights[row] for row in ROWS])[_column(segments, "rows", np.uint8)]
    was_sent = numbers <= np.uint64(sent)
    is_old = now - _column(segments, "walls", np.float64) >= rules.old_after
    weights = np.where(was_sent, np.maximum(weights, rules.weights[Record.SENT]), weights)
    weights = np.where(is_old, np.maximum(weights, rules.weights[Record.OLD]), weights)
    order = np.lexsort((numbers, -weights))
    order = order[numbers[order] != np.uint64(spare)]
    freed = np.cumsum(_column(segments, "sizes", np.uint32)[order], dtype=np.int64)
    taken = min(int(np.searchsorted(freed, free)) + 1, len(order))
    while taken > 1 and len(ranges_of(np.sort(numbers[order[:taken]]))) > 2 * most:
        taken //= 2
    order = order[:taken]
    kinds, counts = np.unique(weights[order], return_counts=True)
    return Chosen(np.sort(numbers[order]), {float(kind): int(count) for kind, count in zip(kinds, counts, strict=True)})


def ranges_of(numbers: NDArray[np.uint64]) -> list[int]:
    """First and last of each stretch of these rising numbers, each as the distance from the figure before it."""
    if not len(numbers):
        return []
    ends = np.flatnonzero(np.diff(numbers) != 1)
    firsts = numbers[np.concatenate(([0], ends + 1))]
    lasts = numbers[np.concatenate((ends, [len(numbers) - 1]))]
    flat = np.stack((firsts, lasts), axis=1).ravel().astype(np.int64)
    return [int(one) for one in np.diff(flat, prepend=0)]


def numbers_in(ranges: Sequence[int]) -> set[int]:
    """What `ranges_of` was given."""
    flat = [int(one) for one in np.cumsum(np.array(ranges, np.int64))] if ranges else []
    return {number for first, last in zip(flat[::2], flat[1::2], strict=True) for number in range(first, last + 1)}


def _column(segments: Sequence[Segment], name: str, kind: type[_Kind]) -> NDArray[_Kind]:
    parts = [np.array(getattr(one, name), kind) for one in segments]
    return np.concatenate(parts) if parts else np.zeros(0, kind)
