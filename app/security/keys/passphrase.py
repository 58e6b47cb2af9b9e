"""A passphrase as wrapping key: Argon2id (RFC 9106), its cost stored beside the slot so that it can rise later."""

import os
import unicodedata
from dataclasses import dataclass

from app.kernel.errors import KnownError

LEAST_CHARACTERS = 10
_SALT_BYTES = 16
_KEY_BYTES = 32
_MEMORY_KIB = range(8 * 1024, 1024 * 1024 + 1)
_PASSES = range(1, 21)
_LANES = range(1, 17)


@dataclass(frozen=True)
class PassphraseCost:
    """What one guess costs: memory in KiB, passes over it, lanes. RFC 9106's second choice, one lane."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 1

    def is_sensible(self) -> bool:
        """False for what a damaged or forged file might ask of this machine."""
        return self.memory_kib in _MEMORY_KIB and self.passes in _PASSES and self.lanes in _LANES


def new_salt() -> bytes:
    """Random, one for each slot."""
    return os.urandom(_SALT_BYTES)


def check_passphrase(passphrase: str) -> None:
    """KnownError keys.passphrase_too_short(least)."""
    if len(_normal(passphrase)) < LEAST_CHARACTERS:
        raise KnownError("keys.passphrase_too_short", least=LEAST_CHARACTERS)


def wrapping_key(passphrase: str, salt: bytes, cost: PassphraseCost) -> bytes:
    """The 256-bit key behind a passphrase; takes about 0.1 s and the memory that `cost` names."""
    from argon2.low_level import Type, hash_secret_raw  # noqa: PLC0415 - only where somebody types a passphrase

    return hash_secret_raw(
        _normal(passphrase).encode(), salt, cost.passes, cost.memory_kib, cost.lanes, _KEY_BYTES, Type.ID
    )


def _normal(passphrase: str) -> str:
    """Accents typed as one or as two characters are the same passphrase."""
    return unicodedata.normalize("NFC", passphrase)
