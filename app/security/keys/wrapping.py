"""Wrapping one 256-bit key with another: AES-256-GCM, bound to the slot that it lies in."""

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
_NONCE_BYTES = 12


def new_store_key() -> bytes:
    """A fresh random 256-bit key."""
    return os.urandom(KEY_BYTES)


@dataclass(frozen=True)
class Wrapped:
    """A key that only its wrapping key opens; safe to store and to show."""

    nonce: bytes
    sealed: bytes


def wrap(wrapping_key: bytes, key: bytes, bound_to: str) -> Wrapped:
    """Seal `key`; `bound_to` (store, kind and id of the slot) must be the same when it is opened."""
    nonce = os.urandom(_NONCE_BYTES)
    wrapped = Wrapped(nonce, AESGCM(wrapping_key).encrypt(nonce, key, bound_to.encode()))
    if unwrap(wrapping_key, wrapped, bound_to) != key:  # a store whose key cannot be got back is a lost store
        raise RuntimeError("a freshly wrapped key does not open")
    return wrapped


def unwrap(wrapping_key: bytes, wrapped: Wrapped, bound_to: str) -> bytes | None:
    """The sealed key, or None where the wrapping key or the binding is another one."""
    try:
        return AESGCM(wrapping_key).decrypt(wrapped.nonce, wrapped.sealed, bound_to.encode())
    except InvalidTag:
        return None
