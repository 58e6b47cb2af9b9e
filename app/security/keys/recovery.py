"""The printed recovery code: 140 random bits as 7 groups of 4 symbols, each group with a check symbol of its own.

The alphabet is Crockford's base 32 (no I, L, O, U); lower case, spaces, any dashes and the look-alikes O/0, I/1, L/1
are understood. The check symbol is a weighted sum over GF(32) that also counts the group's place: one wrong symbol, two
swapped symbols and two swapped groups are always found, and the message can name the group.
"""

import secrets
import unicodedata

from app.kernel.errors import KnownError

GROUPS = 7
_DATA_SYMBOLS = 4
_GROUP_SYMBOLS = _DATA_SYMBOLS + 1
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_FIELD_POLYNOMIAL = 0b100101


def new_code() -> str:
    """A fresh code as it is printed: `XXXXX-XXXXX-…`, 7 groups of 5 symbols."""
    return "-".join(
        _with_check(place, [secrets.randbelow(len(_ALPHABET)) for _ in range(_DATA_SYMBOLS)]) for place in range(GROUPS)
    )


def secret_of(typed: str) -> bytes:
    """What a typed code stands for, the same for every way of typing it.

    Raises KnownError keys.recovery_code_length(symbols, expected) or keys.recovery_code_typo(group), group from 1.
    """
    symbols = [one for one in unicodedata.normalize("NFKC", typed).upper() if one.isalnum()]
    text = "".join(symbols).translate(_LOOK_ALIKES)
    groups = [text[start : start + _GROUP_SYMBOLS] for start in range(0, len(text), _GROUP_SYMBOLS)]
    for place, group in enumerate(groups[:GROUPS]):
        if len(group) == _GROUP_SYMBOLS and not _fits(place, group):
            raise KnownError("keys.recovery_code_typo", group=place + 1)
    if len(text) != GROUPS * _GROUP_SYMBOLS:
        raise KnownError("keys.recovery_code_length", symbols=len(text), expected=GROUPS * _GROUP_SYMBOLS)
    return "".join(group[:_DATA_SYMBOLS] for group in groups).encode()


def wrapping_key(secret: bytes, salt: bytes) -> bytes:
    """The 256-bit key behind a code's secret; 140 random bits need no slow derivation."""
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - seldom needed
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415

    return HKDF(SHA256(), 32, salt, b"plantao recovery code").derive(secret)


def _fits(place: int, group: str) -> bool:
    values = [_ALPHABET.find(symbol) for symbol in group]
    return -1 not in values and _with_check(place, values[:_DATA_SYMBOLS]) == group


def _with_check(place: int, values: list[int]) -> str:
    check = place + 1
    for power, value in enumerate(values, start=1):
        check ^= _times(value, 1 << power)
    return "".join(_ALPHABET[value] for value in [*values, check])


def _times(one: int, other: int) -> int:
    """Multiplication in GF(32) modulo x^5 + x^2 + 1."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        one <<= 1
        if one & 0b100000:
            one ^= _FIELD_POLYNOMIAL
        other >>= 1
    return product
