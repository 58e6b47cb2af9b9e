"""What the processes of `bench router_faults` write down: MessagePack records, whole at any kill, read again by all."""

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from app.router.delivery.model import Entry

_LENGTH: Final = struct.Struct(">I")


class Step(msgspec.Struct, array_like=True, frozen=True, tag=1):
    """One step in the history of one alarm."""

    entry: Entry


class Offered(msgspec.Struct, array_like=True, frozen=True, tag=2):
    """A message of 0 to 3 was given to the links; `absent` were not reachable, and the next was due for them."""

    message: int
    priority: int
    at: float
    receivers: tuple[str, ...]
    absent: tuple[str, ...]


class GivenBack(msgspec.Struct, array_like=True, frozen=True, tag=3):
    """They were handed back: that receiver is gone."""

    receiver: str
    messages: tuple[int, ...]


class Seen(msgspec.Struct, array_like=True, frozen=True, tag=4):
    """The network as the node sees it, from this moment on; `changes` in words."""

    at: float
    edges: tuple[tuple[str, str], ...]
    changes: tuple[str, ...]


class Began(msgspec.Struct, array_like=True, frozen=True, tag=5):
    """A life of the node; `ended` in good order."""

    at: float
    ended: bool


Record = Step | Offered | GivenBack | Seen | Began
_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Record)


class Log:
    """Appends to a file; what `write` took survives the kill of the process (not that of the machine)."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self._waiting: list[bytes] = []

    def add(self, record: Record) -> None:
        """To be written with the next `write`."""
        data = _encoder.encode(record)
        self._waiting += (_LENGTH.pack(len(data)), data)

    def write(self) -> None:
        """All of it, in one piece."""
        if self._waiting:
            os.write(self._file, b"".join(self._waiting))
            self._waiting.clear()

    def close(self) -> None:
        """Write what is left."""
        self.write()
        os.close(self._file)


def records(path: Path) -> Iterator[Record]:
    """What was written there; a torn end is left out."""
    data = memoryview(path.read_bytes()) if path.exists() else memoryview(b"")
    at = 0
    while at + _LENGTH.size <= len(data):
        (length,) = _LENGTH.unpack_from(data, at)
        at += _LENGTH.size
        if at + length > len(data):
            return
        yield _decoder.decode(data[at : at + length])
        at += length
