"""What stands readable at the head of a bundle: no name, no value of a record; counts and numbers only."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.sync.bundles.certificate import Certificate, read_certificate
from app.sync.bundles.keys import Wrapped

MOST_RANGES: Final = 200
MOST_READERS: Final = 64
"""The server and the other stations of a unit; each takes some 180 bytes of the header."""
MOST_NUMBER: Final = 2**53
_ID = re.compile(r"[0-9A-Za-z-]{1,36}")
_KEY = re.compile(r"[0-9a-f]{64}")
_HEX = re.compile(r"(?:[0-9a-f]{2}){1,100}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")


class Kind(StrEnum):
    """`events`: a station's change log for the server; `receipt`: the server's answer; `taken`: a courier has it."""

    EVENTS = "events"
    RECEIPT = "receipt"
    TAKEN = "taken"


@dataclass(frozen=True)
class Range:
    """Sequence numbers of one change log. `previous`: identifier of the event before `first`, "" where there is none:
    the server takes nothing that would leave a gap."""

    origin: str
    first: int
    last: int
    previous: str


@dataclass(frozen=True)
class Header:
    """`after`: the journal's number that the sender has applied; `reply_key`: X25519 key to which an answer is
    encrypted; `signer`: Ed25519 key that signed (checked against the known one, except for `taken`);
    `answers`: the bundle that this one answers, else ""; `certificate`: what the server says of the sender, where it
    has said it."""

    kind: Kind
    id: str
    sender: str
    recipient: str
    created: str
    lines: int
    after: int
    ranges: tuple[Range, ...]
    reply_key: str
    signer: str
    answers: str = ""
    certificate: Certificate | None = None

    @property
    def events(self) -> int:
        """How many events the ranges hold; a body has other lines too."""
        return sum(one.last - one.first + 1 for one in self.ranges)


@dataclass(frozen=True)
class Sealed:
    """The header with what a reader needs to decrypt the body."""

    header: Header
    once: str
    nonce: str
    wrapped: tuple[Wrapped, ...]

    def to_bytes(self) -> bytes:
        """As it is written."""
        raw = asdict(self)
        if self.header.certificate is None:
            # As stations and servers of before read it.
            del raw["header"]["certificate"]
        return canonical_json(raw).encode()


def read_sealed(raw: Any) -> Sealed:
    """From parsed JSON. KnownError `bundle.damaged` for anything that this program did not write."""
    try:
        whole = _object(raw, Sealed)
        head = _object(whole["header"], Header)
        ranges = tuple(_range(one) for one in _list(head["ranges"], MOST_RANGES))
        certificate = read_certificate(head["certificate"]) if "certificate" in head else None
        header = Header(**{**head, "kind": Kind(head["kind"]), "ranges": ranges, "certificate": certificate})
        for value in (header.id, header.sender, header.recipient):
            _match(_ID, value)
        for value in (header.reply_key, header.signer, whole["once"]):
            _match(_KEY, value)
        if header.answers:
            _match(_ID, header.answers)
        _match(_INSTANT, header.created)
        _number(header.lines, 0)
        _number(header.after, 0)
        _match(_HEX, whole["nonce"])
        wrapped = tuple(Wrapped(**_object(one, Wrapped)) for one in _list(whole["wrapped"], MOST_READERS))
        for one in wrapped:
            _match(_KEY, one.reader)
            _match(_HEX, one.key)
    except (KeyError, TypeError, ValueError) as error:
        raise KnownError("bundle.damaged") from error
    return Sealed(header, whole["once"], whole["nonce"], wrapped)


def _range(raw: Any) -> Range:
    one = Range(**_object(raw, Range))
    _match(_ID, one.origin)
    if one.previous:
        _match(_ID, one.previous)
    _number(one.first, 1)
    _number(one.last, one.first)
    return one


def _object(raw: Any, shape: Any) -> dict[str, Any]:
    fields = shape.__dataclass_fields__
    needed = {name for name, one in fields.items() if one.default is MISSING}
    if not isinstance(raw, Mapping) or not needed <= set(raw) <= set(fields):
        raise ValueError("other fields")
    return dict(raw)


def _list(raw: Any, most: int) -> list[Any]:
    if not isinstance(raw, list) or len(raw) > most:
        raise ValueError("no list, or too long")
    return raw


def _match(pattern: re.Pattern[str], value: Any) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError("not of the expected form")


def _number(value: Any, least: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= MOST_NUMBER:
        raise ValueError("no number")
