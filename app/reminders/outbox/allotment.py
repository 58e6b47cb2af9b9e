"""Which messages a process may claim where a queue hands them out in chunks: those, and nothing else.

That a message stands here decides nothing about it: what may go out is asked of the outbox in the transaction that
claims, as ever. A chunk that is handed out twice, or too late, sends nothing twice.
"""

import threading
from collections.abc import Callable, Collection, Iterable
from typing import Final


class Chunk:
    """Some messages that were handed out together. `on_end` is called, from any thread, once nothing of it is left."""

    def __init__(self, ids: Iterable[str], on_end: Callable[[], None]) -> None:
        self.left = set(ids)
        self.on_end = on_end


class Allotment:
    """The chunks of one unit in this process."""

    def __init__(self) -> None:
        self._lock: Final = threading.Lock()
        self._chunks: list[Chunk] = []

    def add(self, ids: Iterable[str], on_end: Callable[[], None]) -> Chunk:
        """Hand out some more, one at least."""
        chunk = Chunk(ids, on_end)
        with self._lock:
            self._chunks.append(chunk)
        return chunk

    def withdraw(self, chunk: Chunk) -> None:
        """Nothing more of this one is claimed here."""
        with self._lock:
            if chunk in self._chunks:
                self._chunks.remove(chunk)

    def ids(self) -> set[str]:
        """All that may be claimed or is on its way."""
        with self._lock:
            return {one for chunk in self._chunks for one in chunk.left}

    def settle(self, ids: Collection[str]) -> None:
        """These are done with, whatever came of them."""
        gone = set(ids)
        with self._lock:
            for chunk in self._chunks:
                chunk.left -= gone
            ended = [chunk for chunk in self._chunks if not chunk.left]
            self._chunks = [chunk for chunk in self._chunks if chunk.left]
        for chunk in ended:
            chunk.on_end()
