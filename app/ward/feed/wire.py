"""The feed as bytes: one byte of kind, then MessagePack. Nothing of it is ever executed or trusted beyond its types."""

from typing import Any, Final, cast

import msgspec
import numpy as np

from app.ward.feed.items import Alarms, FeedItem, Layout, Numbers, Reported, Sought, Waves

_KINDS: Final[dict[type, bytes]] = {
    Layout: b"L",
    Waves: b"W",
    Numbers: b"N",
    Alarms: b"A",
    Reported: b"R",
    Sought: b"S",
}


def _pack(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return np.ascontiguousarray(value, np.dtype("<f4")).tobytes()
    raise NotImplementedError(f"{type(value)} has no place in the feed")


def _unpack(_kind: type, value: Any) -> Any:
    return np.frombuffer(value, np.dtype("<f4"))


_encoder: Final = msgspec.msgpack.Encoder(enc_hook=_pack)
_Decoder = msgspec.msgpack.Decoder[Any]
_decoders: Final[dict[bytes, _Decoder]] = {
    mark: msgspec.msgpack.Decoder(kind, dec_hook=_unpack) for kind, mark in _KINDS.items()
}


def to_frame(item: FeedItem) -> bytes:
    """One item as it travels."""
    return _KINDS[type(item)] + _encoder.encode(item)


def from_frame(frame: bytes) -> FeedItem:
    """What `to_frame` made; ValueError for anything else."""
    decoder = _decoders.get(frame[:1])
    if decoder is None:
        raise ValueError(f"no such kind of item: {frame[:1]!r}")
    try:
        return cast(FeedItem, decoder.decode(memoryview(frame)[1:]))
    except msgspec.DecodeError as problem:
        raise ValueError(str(problem)) from problem
