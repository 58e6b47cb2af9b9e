"""Versions of the program as the server offers them, and as stations compare them with their own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.kernel.canonical import sha256_hex

MOST_NOTE: Final = 4000
MOST_PACKAGES: Final = 12
FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+~-]{0,99}")
_SHAPE: Final = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")
_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Offer:
    """A version that somebody at the server has put out. `note`: what is new, in their words; `packages`: name of each
    file and its SHA-256 (64 hexadecimal digits), to be compared with what was brought."""

    version: str
    note: str
    packages: Mapping[str, str]
    offered_at: str

    @property
    def key(self) -> str:
        """Names what was offered: another note or package under the same version is another offer."""
        told = [self.version, self.note, *(f"{name} {digest}" for name, digest in sorted(self.packages.items()))]
        return sha256_hex("\n".join(told))


def numbers_of(version: str) -> tuple[int, int, int] | None:
    """`1.4.0` as (1, 4, 0), which can be compared; None for whatever is no version of this program."""
    found = _SHAPE.fullmatch(version)
    return None if found is None else (int(found[1]), int(found[2]), int(found[3]))


def is_newer(version: str, than: str) -> bool:
    """Whether a version comes after another; what cannot be read is never newer."""
    one, other = numbers_of(version), numbers_of(than)
    return one is not None and other is not None and one > other


def is_digest(text: str) -> bool:
    """Whether this is a SHA-256 as it is kept."""
    return _HASH.fullmatch(text) is not None


def offer_of(told: Any) -> Offer | None:
    """What came over the line or lies in the store, where it is whole; None for anything else."""
    if not isinstance(told, Mapping) or not isinstance(told.get("packages"), Mapping):
        return None
    words = [told.get(name) for name in ("version", "note", "offered_at")]
    if not all(_is_text(one) for one in words) or numbers_of(str(words[0])) is None:
        return None
    packages = {str(name): str(digest) for name, digest in told["packages"].items()}
    fit = all(FILE_NAME.fullmatch(name) and is_digest(digest) for name, digest in packages.items())
    if not fit or len(packages) > MOST_PACKAGES or len(str(words[1])) > MOST_NOTE:
        return None
    return Offer(str(words[0]), str(words[1]), packages, str(words[2]))


def _is_text(told: Any) -> bool:
    """Whether it is text that can be kept: half of a character (`\\ud800`) is none."""
    try:
        return isinstance(told, str) and told.encode() is not None
    except UnicodeEncodeError:
        return False
