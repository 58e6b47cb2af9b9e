"""What the messages to receivers say: MessagePack in the value of a chain (`chains.py`), at most 1,024 bytes.

Priority 0 to 2 `AlarmNote`, 3 `StandingNote` (what became of an answer, who has it now), 5 `BedNote` (which patient
identifier of a datagram is which bed). Waveforms, numbers and reports travel as bedside modules send them
(`app/interop/datagram_writing.py`). Words are codes; the receiver has their texts.
The datagrams of these are of the type that `kind_of` says, in the name of the bed's identifier (`BedNote`).
"""

from typing import Final

import msgspec

from app.kernel.errors import KnownError
from app.router.datagram import MessageType
from app.router.delivery.model import Occasion, Standing
from app.ward.alarms.model import Deviation

LONGEST_TEXT: Final = 120
"""Characters of a device's own text; what is beyond is cut with "…"."""


class Holds(msgspec.Struct, array_like=True, frozen=True):
    """Who has accepted it, `since` seconds before the message was made. `name`: the account's display name."""

    name: str
    since: float


class AlarmNote(msgspec.Struct, array_like=True, frozen=True, tag="alarm"):
    """An alarm as a person has to see it. `began`, `restored`: seconds before the message was made.

    `asks`: this receiver's person is called and has to answer (else it only tells how it stands). `standing` and
    `holders`: who has it by now. `label` is the bed's; `person` empty where the profile sees no names.
    """

    bed: str
    label: str
    alarm: str
    code: str
    subject: str
    priority: int
    lethal: bool
    occasion: Occasion
    asks: bool
    standing: Standing
    attempt: int
    began: float
    lasting: bool
    continuing: bool = False
    deviation: Deviation | None = None
    text: str = ""
    person: str = ""
    holders: tuple[Holds, ...] = ()


class StandingNote(msgspec.Struct, array_like=True, frozen=True, tag="standing"):
    """How an alarm stands, after somebody answered; `ended`: it is gone from the list. `withdrawn`: whoever is at this
    receiver may know of it no more, and it goes at once, though it may last."""

    bed: str
    alarm: str
    standing: Standing
    holders: tuple[Holds, ...] = ()
    ended: bool = False
    withdrawn: bool = False


class BedNote(msgspec.Struct, array_like=True, frozen=True, tag="bed"):
    """A bed, and under which identifier (number, origin) its signals travel now. `stay` is another one with every
    patient: nothing of the former is shown with it. What belongs to no bed has `bed` and `label` empty."""

    bed: str
    label: str
    number: str = ""
    origin: str = ""
    person: str = ""
    simulated: bool = False
    stay: str = ""


class TroubleNote(msgspec.Struct, array_like=True, frozen=True, tag="trouble"):
    """A technical alarm of the alarms' path itself begins, or (`present` False) is over. `code`: text
    `router.trouble_<code>`; `subject`: the receiver, node or bed that it is about."""

    code: str
    subject: str
    present: bool


Content = AlarmNote | StandingNote | BedNote | TroubleNote


def kind_of(content: Content) -> MessageType:
    """The type of the datagrams that carry it."""
    return MessageType.INTRODUCTION if isinstance(content, BedNote) else MessageType.ALARM


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(Content)


def to_value(content: Content) -> bytes:
    """The chain's value; it ends with a byte that is never NUL, so that the padding can be told from it."""
    return _encoder.encode(content) + b"\x03"


def from_value(value: bytes) -> Content:
    """What `to_value` made, padding or not. KnownError router_receiver.content for anything else."""
    try:
        found: Content = _decoder.decode(value.rstrip(b"\x00")[:-1])
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise KnownError("router_receiver.content") from problem
    return found
