"""The frames between nodes: version u8 · kind u8 · MessagePack (docs/router.md, "Between nodes").

A node is admitted, not trusted with more than it may say: every field has its bounds here, and what is beyond them is
`BadFrame`, so that nothing behind ever sees it.
"""

import math
import struct
from enum import IntEnum
from itertools import pairwise
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from app.router.links.frames import BadFrame
from app.router.routes.model import Announcement, Hello, News, Parcel

VERSION: Final = 1
LARGEST_FRAME: Final = 131_072
"""Bytes. ZeroMQ ends a connection that brings more."""
LARGEST_CONTENT: Final = 49_152
"""Of a parcel."""
MOST_RECEIVERS: Final = 1_024
"""That one node announces."""
MOST_ABOUT: Final = 256
"""Bytes that a node says of one receiver."""
LONGEST_NAME: Final = 40
RECEIVER_BYTES: Final = 98_304
"""Of all names and what is said about them, in the announcement of one node."""
_NEWS_BYTES: Final = 57_000
"""A frame of news holds so much, or one announcement that is alone larger."""
_HEAD: Final = struct.Struct(">BB")

Name = Annotated[str, Meta(min_length=1, max_length=LONGEST_NAME)]
Count = Annotated[int, Meta(ge=0, le=2**62)]
_Weight = Annotated[int, Meta(ge=1, le=2**20)]
_Address = Annotated[str, Meta(max_length=128)]
_About = Annotated[bytes, Meta(max_length=MOST_ABOUT)]


class Kind(IntEnum):
    """What a frame is."""

    HELLO = 1
    NEWS = 2
    PARCEL = 3


class _Hello(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    hears: bool
    stamp: float
    echo: float | None
    held: Annotated[float, Meta(ge=0.0)]
    digest: Annotated[bytes, Meta(max_length=8)]
    address: _Address


class _Said(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    origin: Name
    boot: Count
    sequence: Count
    links: Annotated[dict[Name, _Weight], Meta(max_length=256)]
    address: _Address
    relay: bool
    receivers: Annotated[dict[Name, _About], Meta(max_length=MOST_RECEIVERS)]


class _News(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    said: Annotated[list[_Said], Meta(max_length=256)]


class _Parcel(msgspec.Struct, array_like=True, forbid_unknown_fields=True):
    origin: Name
    number: Count
    copy: Count
    priority: Annotated[int, Meta(ge=0, le=9)]
    nodes: Annotated[tuple[Name, ...], Meta(min_length=2, max_length=32)]
    at: Annotated[int, Meta(ge=1, le=31)]
    content: Annotated[bytes, Meta(max_length=LARGEST_CONTENT)]


_encoder: Final = msgspec.msgpack.Encoder()
_hello: Final = msgspec.msgpack.Decoder(_Hello)
_news: Final = msgspec.msgpack.Decoder(_News)
_parcel: Final = msgspec.msgpack.Decoder(_Parcel)


def frames(what: Hello | News | Parcel) -> list[bytes]:
    """As it travels; much news in several frames."""
    if isinstance(what, Parcel):
        one = _Parcel(what.origin, what.number, what.copy, what.priority, what.nodes, what.at, what.content)
        return [_frame(Kind.PARCEL, one)]
    if isinstance(what, Hello):
        return [_frame(Kind.HELLO, _Hello(what.hears, what.stamp, what.echo, what.held, what.digest, what.address))]
    found: list[bytes] = []
    said: list[_Said] = []
    size = 0
    for announcement in what.announcements:
        one_said = _said(announcement)
        more = len(_encoder.encode(one_said))
        if said and size + more > _NEWS_BYTES:
            found.append(_frame(Kind.NEWS, _News(said)))
            said, size = [], 0
        said.append(one_said)
        size += more
    return [*found, _frame(Kind.NEWS, _News(said))] if said else found


def read(data: bytes) -> Hello | News | Parcel:
    """What a node said; BadFrame where it is not exactly that."""
    if not _HEAD.size <= len(data) <= LARGEST_FRAME:
        raise BadFrame("length")
    version, kind = _HEAD.unpack_from(data)
    if version != VERSION:
        raise BadFrame("version")
    content = memoryview(data)[_HEAD.size :]
    try:
        match kind:
            case Kind.HELLO:
                return _read_hello(_hello.decode(content))
            case Kind.NEWS:
                return News(tuple(_announcement(one) for one in _news.decode(content).said))
            case Kind.PARCEL:
                return _read_parcel(_parcel.decode(content))
    except (msgspec.DecodeError, UnicodeDecodeError) as problem:
        raise BadFrame("content") from problem
    raise BadFrame("kind")


def _frame(kind: Kind, content: msgspec.Struct) -> bytes:
    return _HEAD.pack(VERSION, kind) + _encoder.encode(content)


def _said(one: Announcement) -> _Said:
    links, receivers = dict(one.links), dict(one.receivers)
    return _Said(one.origin, one.boot, one.sequence, links, one.address, one.relay, receivers)


def _announcement(one: _Said) -> Announcement:
    if one.origin in one.links:
        raise BadFrame("links")
    return Announcement(one.origin, one.boot, one.sequence, one.links, one.address, one.relay, one.receivers)


def _read_hello(one: _Hello) -> Hello:
    if not all(math.isfinite(value) for value in (one.stamp, one.held, one.echo or 0.0)):
        raise BadFrame("time")
    return Hello(one.hears, one.stamp, one.echo, one.held, one.digest, one.address)


def _read_parcel(one: _Parcel) -> Parcel:
    if any(here == there for here, there in pairwise(one.nodes)) or one.at >= len(one.nodes):
        raise BadFrame("way")
    return Parcel(one.origin, one.number, one.copy, one.priority, one.nodes, one.at, one.content)
