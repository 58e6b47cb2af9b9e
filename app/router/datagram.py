"""The router's datagram: 48 bytes, always (ICU priority router, table 19), network byte order.

priority u8 · patient identifier char[14] (11 for the document's number, 3 for its origin) · patient name char[15] ·
message identifier u32 · message type u8 · value char[8] · previous message u32 · end of message char. Text is
ISO-8859-1, padded with NUL; the end is 0x03, or 0x00 where another datagram continues the value.
"""

import struct
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

SIZE: Final = 48
VALUE_SIZE: Final = 8
LAST_PRIORITY: Final = 9
LARGEST_MESSAGE: Final = 2**32 - 1
STREAM_BITS: Final = 28
"""The four bits above these tell up to sixteen devices of one patient apart; a device's numbers stay among them."""
_OF_A_STREAM: Final = (1 << STREAM_BITS) - 1
LAYOUT: Final = struct.Struct(">B14s15sIB8sIc")
_END: Final = b"\x03"
_MORE: Final = b"\x00"
_REMEMBERED: Final = 4096
"""How many texts are remembered as bytes: more than a ward has patients, and no more than a hostile sender may fill."""
RECORD: Final = np.dtype(
    [
        ("priority", "u1"),
        ("patient", "V14"),
        ("name", "V15"),
        ("message", ">u4"),
        ("kind", "u1"),
        ("value", "u1", (VALUE_SIZE,)),
        ("previous", ">u4"),
        ("end", "u1"),
    ]
)
"""The same layout for many at once: `np.frombuffer(data, RECORD)`."""


class MessageType(IntEnum):
    """What a datagram carries: 1 to 4 from the source, 5 to 9 this program's (8 and 9 go to a device); 64 to 127 are
    further waveforms."""

    ALARM = 1
    CRITICAL = 2
    ASSESSMENT = 3
    GRAPHIC = 4
    SIGN_OF_LIFE = 5
    REPORT = 6
    INTRODUCTION = 7
    QUESTION = 8
    SETTING = 9


class Fault(Exception):  # noqa: N818 - it is a reason, and handled like one
    """Why bytes are no datagram: `field` is the one that is wrong (`length`, `priority`, `patient`, `name`, …)."""

    def __init__(self, field: str, found: int) -> None:
        super().__init__(field, found)
        self.field = field
        self.found = found


@dataclass(frozen=True, slots=True)
class Datagram:
    """One datagram; `value` is exactly 8 bytes, `previous` 0 where no datagram comes before it in its chain."""

    priority: int
    number: str
    origin: str
    message: int
    kind: int
    value: bytes
    name: str = ""
    previous: int = 0
    last: bool = True


def pack(one: Datagram) -> bytes:
    """The 48 bytes. Fault where a field does not fit, so that nothing is cut silently."""
    priority, message, kind, value, previous = one.priority, one.message, one.kind, one.value, one.previous
    _check(priority, message, kind, value, previous)
    if priority < 0 or previous < 0:
        raise Fault("priority" if priority < 0 else "previous", min(priority, previous))
    end = _END if one.last else _MORE
    patient, name = padded_identifier(one.number, one.origin), _padded_name(one.name)
    return LAYOUT.pack(priority, patient, name, message, kind, value, previous, end)


def unpack(data: bytes) -> Datagram:
    """The datagram in exactly 48 bytes; Fault with the field that is wrong."""
    if len(data) != SIZE:
        raise Fault("length", len(data))
    priority, patient, name, message, kind, value, previous, end = LAYOUT.unpack(data)
    _check(priority, message, kind, value, previous)
    if end not in (_END, _MORE):
        raise Fault("end", end[0])
    number, origin = identifier(patient)
    return Datagram(priority, number, origin, message, kind, value, _name(name), previous, end == _END)


def peek_priority(data: bytes) -> int:
    """The priority without taking the datagram apart, for schedulers."""
    return data[0]


def is_known(kind: int) -> bool:
    """Whether a message type means something."""
    return 1 <= kind <= MessageType.SETTING or 64 <= kind < 128


@lru_cache(_REMEMBERED)
def padded_identifier(number: str, origin: str) -> bytes:
    """The 14 bytes of the patient identifier."""
    return _padded(number, 11, "patient") + _padded(origin, 3, "patient")


@lru_cache(_REMEMBERED)
def identifier(patient: bytes) -> tuple[str, str]:
    """Number and origin in the 14 bytes of the patient identifier; Fault where they are no text."""
    return _text(patient[:11], "patient"), _text(patient[11:], "patient")


def pack_many(priority: int, patient: bytes, first_message: int, kind: int, values: NDArray[np.uint8]) -> bytes:
    """Datagrams of one kind with binary values of shape (n, 8), numbered from `first_message` on as `next_message`."""
    records = np.zeros(len(values), RECORD)
    records["priority"], records["kind"], records["end"] = priority, kind, _END[0]
    records["patient"] = np.void(patient)
    low = ((first_message & _OF_A_STREAM) - 1 + np.arange(len(values), dtype=np.int64)) % _OF_A_STREAM + 1
    records["message"] = (first_message & ~_OF_A_STREAM) + low
    records["value"] = values
    return records.tobytes()


def next_message(message: int, step: int = 1) -> int:
    """The number that follows, within the same stream; its 0 is left out, because as "previous" 0 means none."""
    return (message & ~_OF_A_STREAM) + ((message & _OF_A_STREAM) - 1 + step) % _OF_A_STREAM + 1


def first_message(stream: int) -> int:
    """The number with which a device begins; `stream` 0 to 15 tells it from others of the same patient."""
    if not 0 <= stream < 16:
        raise Fault("message", stream)
    return (stream << STREAM_BITS) + 1


def plausible(records: NDArray[np.void]) -> NDArray[np.bool_]:
    """Of each record (`RECORD`), whether its binary fields are those of a datagram; texts are not looked at."""
    kind, end = records["kind"], records["end"]
    known = _KNOWN[kind]
    sound: NDArray[np.bool_] = (
        (records["priority"] <= LAST_PRIORITY)
        & known
        & ((end == _END[0]) | (end == _MORE[0]))
        & (records["message"] != 0)
        & (records["previous"] != records["message"])
    )
    return sound


_KNOWN: Final = np.array([is_known(kind) for kind in range(256)])


def _check(priority: int, message: int, kind: int, value: bytes, previous: int) -> None:
    if priority > LAST_PRIORITY:
        raise Fault("priority", priority)
    if not 0 < message <= LARGEST_MESSAGE:
        raise Fault("message", message)
    if not is_known(kind):
        raise Fault("kind", kind)
    if len(value) != VALUE_SIZE:
        raise Fault("value", len(value))
    if previous == message or previous > LARGEST_MESSAGE:
        raise Fault("previous", previous)


def _text(field: bytes, name: str) -> str:
    """The text before the padding; Fault where something stands behind a NUL, or a control character in it."""
    content = field.rstrip(b"\x00")
    if not content:
        return ""
    text = content.decode("latin-1")
    if not text.isprintable():
        # A soft hyphen and a hard space are text of ISO-8859-1; control characters are not.
        wrong = next((one for one in text if not one.isprintable() and one not in "\xa0\xad"), None)
        if wrong is not None:
            raise Fault(name, ord(wrong))
    return text


@lru_cache(_REMEMBERED)
def _name(field: bytes) -> str:
    return _text(field, "name")


@lru_cache(_REMEMBERED)
def _padded_name(name: str) -> bytes:
    return _padded(name, 15, "name")


def _padded(text: str, size: int, name: str) -> bytes:
    try:
        data = text.encode("latin-1")
    except UnicodeEncodeError:
        raise Fault(name, -1) from None
    if len(data) > size:
        raise Fault(name, len(data))
    # What could not be read back is not written.
    if _text(data, name) != text:
        raise Fault(name, 0)
    return data.ljust(size, b"\x00")
