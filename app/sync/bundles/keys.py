"""The keys of a bundle: who signs, who can read, and how the key of one bundle is wrapped for each reader."""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
_AGREEMENT: Final = b"plantao bundle: agreement key"
_WRAPPING: Final = b"plantao bundle: wrapping key"
_ONLY_NONCE: Final = bytes(NONCE_BYTES)
"""A wrapping key is made for one bundle and one reader and encrypts once: its nonce need not differ."""


@dataclass(frozen=True)
class PublicKeys:
    """What others may know: `signing` (Ed25519) and `agreement` (X25519), 64 hexadecimal digits each."""

    signing: str
    agreement: str


@dataclass(frozen=True)
class BundleKeys:
    """A station's or the server's own keys; both come from one seed, so that there is one secret to keep."""

    signing: Ed25519PrivateKey = field(repr=False)
    agreement: X25519PrivateKey = field(repr=False)

    @property
    def public(self) -> PublicKeys:
        """Their public halves."""
        return PublicKeys(_hex(self.signing.public_key()), _hex(self.agreement.public_key()))


@dataclass(frozen=True)
class Wrapped:
    """The bundle's key for one reader. `reader`: public agreement key; `key`: encrypted, hexadecimal."""

    reader: str
    key: str


def keys_from_seed(seed: bytes) -> BundleKeys:
    """The keys behind a station's Ed25519 seed (32 bytes), the same each time: a restored store reads old receipts."""
    agreement = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=_AGREEMENT).derive(seed)
    return BundleKeys(Ed25519PrivateKey.from_private_bytes(seed), X25519PrivateKey.from_private_bytes(agreement))


def new_content_key() -> bytes:
    """A fresh key for one bundle."""
    return os.urandom(KEY_BYTES)


def wrap(content_key: bytes, readers: Sequence[str]) -> tuple[str, tuple[Wrapped, ...]]:
    """(public half of a key made for this bundle alone, the content key for each reader)."""
    once = X25519PrivateKey.generate()
    public = _hex(once.public_key())
    return public, tuple(Wrapped(one, _encrypt_key(once, public, one, content_key)) for one in readers)


def unwrap(own: BundleKeys, once: str, wrapped: Sequence[Wrapped]) -> bytes | None:
    """The content key; None where none of these was wrapped for these keys."""
    mine = own.public.agreement
    for one in wrapped:
        if one.reader == mine:
            try:
                shared = own.agreement.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(once)))
                return AESGCM(_wrapping_key(shared, once, mine)).decrypt(_ONLY_NONCE, bytes.fromhex(one.key), None)
            except (ValueError, InvalidTag):
                return None
    return None


def is_agreement_key(public: str) -> bool:
    """Whether something can be encrypted to this key (X25519, hexadecimal)."""
    try:
        raw = bytes.fromhex(public)
        X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(raw))
    except ValueError:
        return False
    # One key has one name: readers are found by it.
    return raw.hex() == public


def signed_by(public: str, signature: bytes, what: bytes) -> bool:
    """Whether the holder of this Ed25519 key (hexadecimal) signed it."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)).verify(signature, what)
    except (InvalidSignature, ValueError):
        return False
    return True


def _encrypt_key(once: X25519PrivateKey, public: str, reader: str, content_key: bytes) -> str:
    shared = once.exchange(X25519PublicKey.from_public_bytes(bytes.fromhex(reader)))
    return AESGCM(_wrapping_key(shared, public, reader)).encrypt(_ONLY_NONCE, content_key, None).hex()


def _wrapping_key(shared: bytes, once: str, reader: str) -> bytes:
    # Both public keys go in: the same secret under another pair of keys gives another wrapping key.
    salt = bytes.fromhex(once) + bytes.fromhex(reader)
    return HKDF(hashes.SHA256(), KEY_BYTES, salt=salt, info=_WRAPPING).derive(shared)


def _hex(key: Ed25519PublicKey | X25519PublicKey) -> str:
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw).hex()
