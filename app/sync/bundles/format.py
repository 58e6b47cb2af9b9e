"""A bundle as bytes: 8 fixed bytes, version, lengths, header (JSON), body, SHA-256 of all that, signature of it.

The body is gzip of JSON lines under AES-256-GCM; the header is bound to it as associated data. Everything is read
in the order in which it can be trusted: lengths, checksum (damage), signature (sender), then the body. Pure.
"""

import gzip
import hashlib
import json
import os
import struct
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.kernel.canonical import canonical_json
from app.kernel.errors import KnownError
from app.sync.bundles.header import Header, Sealed, read_sealed
from app.sync.bundles.keys import NONCE_BYTES, BundleKeys, new_content_key, signed_by, unwrap, wrap

VERSION: Final = 1
MOST_FILE: Final = 16 * 1024 * 1024
"""Bytes of one bundle; whoever has more to say writes several."""
MOST_HEADER: Final = 64 * 1024
MOST_UNPACKED: Final = 64 * 1024 * 1024
"""Bytes of a body after it was unpacked: a small file may unpack to gigabytes."""
SUFFIX: Final = ".plantao"
_MAGIC: Final = b"PLANTAO\x1a"
_LENGTHS: Final = struct.Struct(">HIQ")
_START: Final = len(_MAGIC) + _LENGTHS.size
_DIGEST, _SIGNATURE = 32, 64
_SIGNED: Final = b"plantao bundle, version 1\n"
_PACK_LEVEL: Final = 6

Lines = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Closed:
    """A bundle whose bytes are whole, but whose sender is not checked and whose body is not read."""

    header: Header
    sealed: Sealed
    sealed_bytes: bytes
    body: bytes
    digest: bytes
    signature: bytes


def write_bundle(header: Header, lines: Lines, own: BundleKeys, readers: Sequence[str]) -> bytes:
    """One bundle, signed with `own` keys and readable by `readers` (public agreement keys, hexadecimal).

    KnownError `bundle.too_large`.
    """
    plain = b"".join(canonical_json(one).encode() + b"\n" for one in lines)
    if len(plain) > MOST_UNPACKED:
        raise KnownError("bundle.too_large", most_mb=MOST_FILE // 1024**2)
    key, nonce = new_content_key(), os.urandom(NONCE_BYTES)
    once, wrapped = wrap(key, readers)
    head = Sealed(header, once, nonce.hex(), wrapped).to_bytes()
    # mtime=0: a bundle tells when it was made in its header, and nothing of the clock twice.
    body = AESGCM(key).encrypt(nonce, gzip.compress(plain, _PACK_LEVEL, mtime=0), head)
    whole = b"".join((_MAGIC, _LENGTHS.pack(VERSION, len(head), len(body)), head, body))
    digest = hashlib.sha256(whole).digest()
    written = whole + digest + own.signing.sign(_SIGNED + digest)
    if len(written) > MOST_FILE:
        raise KnownError("bundle.too_large", most_mb=MOST_FILE // 1024**2)
    return written


def read_closed(raw: bytes) -> Closed:
    """Check that the bytes are whole. KnownError `bundle.not_a_bundle`, `newer_version`, `too_large`, `cut_off`,
    `damaged`."""
    if len(raw) > MOST_FILE:
        raise KnownError("bundle.too_large", most_mb=MOST_FILE // 1024**2)
    if not raw or not raw.startswith(_MAGIC[: len(raw)]):
        raise KnownError("bundle.not_a_bundle")
    if len(raw) < _START:
        raise KnownError("bundle.cut_off")
    version, head_length, body_length = _LENGTHS.unpack_from(raw, len(_MAGIC))
    if version > VERSION:
        raise KnownError("bundle.newer_version", version=version, known=VERSION)
    if version < 1 or head_length > MOST_HEADER:
        raise KnownError("bundle.damaged")
    signed_end = _START + head_length + body_length
    if len(raw) < signed_end + _DIGEST + _SIGNATURE:
        raise KnownError("bundle.cut_off")
    digest = raw[signed_end : signed_end + _DIGEST]
    if len(raw) > signed_end + _DIGEST + _SIGNATURE or hashlib.sha256(raw[:signed_end]).digest() != digest:
        raise KnownError("bundle.damaged")
    head = raw[_START : _START + head_length]
    try:
        sealed = read_sealed(json.loads(head))
    except (ValueError, RecursionError) as error:
        raise KnownError("bundle.damaged") from error
    body = raw[_START + head_length : signed_end]
    return Closed(sealed.header, sealed, head, body, digest, raw[signed_end + _DIGEST :])


def require_signature(closed: Closed, signing: str) -> None:
    """KnownError `bundle.wrong_signature` unless the holder of this Ed25519 key (hexadecimal) made it."""
    if closed.header.signer != signing or not signed_by(signing, closed.signature, _SIGNED + closed.digest):
        raise KnownError("bundle.wrong_signature")


def read_lines(closed: Closed, own: BundleKeys) -> tuple[dict[str, Any], ...]:
    """What is inside, after `require_signature`. KnownError `bundle.not_for_you`, `too_large`, `damaged`."""
    key = unwrap(own, closed.sealed.once, closed.sealed.wrapped)
    if key is None:
        raise KnownError("bundle.not_for_you")
    try:
        packed = AESGCM(key).decrypt(bytes.fromhex(closed.sealed.nonce), closed.body, closed.sealed_bytes)
    except (InvalidTag, ValueError) as error:
        raise KnownError("bundle.damaged") from error
    try:
        lines = tuple(json.loads(line) for line in _unpack(packed).splitlines())
    except (ValueError, RecursionError) as error:
        raise KnownError("bundle.damaged") from error
    if len(lines) != closed.header.lines or not all(isinstance(line, dict) for line in lines):
        raise KnownError("bundle.damaged")
    return lines


def _unpack(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    try:
        plain = unpacking.decompress(packed, MOST_UNPACKED)
        if unpacking.unconsumed_tail or (not unpacking.eof and unpacking.decompress(b"", 1)):
            raise KnownError("bundle.too_large", most_mb=MOST_UNPACKED // 1024**2)
    except zlib.error as error:
        raise KnownError("bundle.damaged") from error
    if not unpacking.eof or unpacking.unused_data:
        raise KnownError("bundle.damaged")
    return plain
