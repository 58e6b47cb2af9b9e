"""What one node hands to another: messages for its receivers, and what became of these. All in MessagePack arrays."""

from typing import Annotated, Final

import msgspec
from msgspec import Meta

from app.router.backbone.wire import LARGEST_CONTENT, Count, Name
from app.router.links.frames import LONGEST_REQUEST, BadFrame
from app.router.words import Capability, DataClass, Response

Seconds = Annotated[float, Meta(ge=0.0, le=86_400.0)]
"""How long ago, when it was written: two nodes' clocks need not agree."""
Number = Annotated[int, Meta(ge=1, le=2**32 - 1)]
Numbers = Annotated[tuple[Number, ...], Meta(min_length=1, max_length=1_024)]


MOST_OFFERED: Final = 200
"""Receivers of one offer; for more there are several."""
LONGEST_REPLY: Final = 40_000
"""Bytes: some hundreds of beds, packed."""
MOST_SOUGHT: Final = 512
"""Devices of one list."""
DeviceName = Annotated[str, Meta(min_length=1, max_length=64)]


class Device(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """Equipment by its identifier, and the name of its bed for people."""

    device: DeviceName
    label: Annotated[str, Meta(max_length=64)] = ""


class Offer(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=1):
    """A message for receivers that are connected there; `number` is the sender's, and receipts name it."""

    number: Number
    priority: Annotated[int, Meta(ge=0, le=9)]
    bed: Annotated[str, Meta(max_length=128)]
    data: DataClass
    datagrams: Annotated[bytes, Meta(min_length=48, max_length=16_384)]
    ago: Seconds
    alarm: Annotated[str, Meta(max_length=512)]
    needs: Capability
    receivers: Annotated[tuple[Name, ...], Meta(min_length=1, max_length=MOST_OFFERED)]


class Step(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=2):
    """What a receiver's device or screen did with messages: `what` is one of `STEPS`."""

    what: str
    receiver: Name
    numbers: Numbers
    ago: Seconds


class Answer(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=3):
    """What its person said to a message; `sequence`: by which it can be replied."""

    receiver: Name
    response: Response
    number: Number
    sequence: Count
    ago: Seconds


class Reply(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=4):
    """What became of that answer."""

    receiver: Name
    sequence: Count
    content: Annotated[bytes, Meta(max_length=LONGEST_REPLY)]


class Asked(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=5):
    """What a receiver there asks about a bed of the node that is told; answered by a `Reply`."""

    receiver: Name
    sequence: Count
    content: Annotated[bytes, Meta(min_length=1, max_length=LONGEST_REQUEST)]


class Sought(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=6):
    """Equipment of class A of the sender's ward (table 13). `asked`: it is not heard there, does the other node hear
    it? Else all that is followed there, should the sender itself be lost."""

    devices: Annotated[tuple[Device, ...], Meta(max_length=MOST_SOUGHT)]
    asked: bool = True


class Reached(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=7):
    """Which of them answered there."""

    heard: Annotated[tuple[DeviceName, ...], Meta(max_length=MOST_SOUGHT)]
    silent: Annotated[tuple[DeviceName, ...], Meta(max_length=MOST_SOUGHT)]


Item = Offer | Step | Answer | Reply | Asked | Sought | Reached
SENT: Final = "sent"
RECEIVED: Final = "received"
SHOWN: Final = "shown"
BACK: Final = "back"
"""It did not take them, and is gone."""
STEPS: Final = (SENT, RECEIVED, SHOWN, BACK)


class Unit(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True):
    """One item in the order of its lane."""

    lane: Annotated[int, Meta(ge=0, le=65_535)]
    sequence: Annotated[int, Meta(ge=1, le=2**62)]
    item: Annotated[bytes, Meta(max_length=LARGEST_CONTENT)]


class Envelope(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=1):
    """Of one life of a node to one of another; 0: not known yet. `session` grows when the sender gave up what it had on
    its way. `through`: of the other's `of_session`, what of each lane is here."""

    life: Count
    to_life: Count
    session: Count
    units: Annotated[tuple[Unit, ...], Meta(max_length=1_024)] = ()
    of_session: Count = 0
    through: Annotated[dict[int, int], Meta(max_length=1_024)] = {}


class Loose(msgspec.Struct, array_like=True, frozen=True, forbid_unknown_fields=True, tag=2):
    """Of 4 to 9: nobody confirms it, and it is not sent again."""

    offers: Annotated[tuple[Offer, ...], Meta(min_length=1, max_length=1_024)]


Content = Envelope | Loose
_encoder: Final = msgspec.msgpack.Encoder()
_contents: Final = msgspec.msgpack.Decoder(Content)
_items: Final = msgspec.msgpack.Decoder(Item)


def to_bytes(one: Content | Item) -> bytes:
    """As it travels."""
    return _encoder.encode(one)


def read_content(data: bytes) -> Content:
    """The content of a parcel; BadFrame for anything else."""
    try:
        found: Content = _contents.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadFrame("content") from problem
    return found


def read_item(data: bytes) -> Item:
    """What is in a unit; BadFrame for anything else."""
    try:
        found: Item = _items.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadFrame("item") from problem
    if isinstance(found, Step) and found.what not in STEPS:
        raise BadFrame("item")
    return found
