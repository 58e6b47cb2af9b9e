"""What the server's command shows for a new station: read back from a pasted text, cleaned where it was typed. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from app.kernel.errors import KnownError

CODE_SIGNS: Final = 16
_GROUP: Final = 4
_LETTERS: Final = "A-HJ-NP-Z2-9"
_CODE = re.compile(rf"(?<![0-9A-Z-])[{_LETTERS}]{{4}}(?:-[{_LETTERS}]{{4}}){{3}}(?![0-9A-Z-])")
_ADDRESS = re.compile(r"https://[^\s\"'<>,]+")
_FINGERPRINT = re.compile(r"(?<![0-9A-Za-z])(?:[0-9a-fA-F]{2}[\s:-]*){31}[0-9a-fA-F]{2}(?![0-9A-Za-z])")
_NOT_HEX = re.compile(r"[^0-9a-f]")


@dataclass(frozen=True)
class JoiningText:
    """Address, one-time code and fingerprint; each "" where the text does not hold it."""

    address: str
    code: str
    fingerprint: str

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return bool(self.address and self.code and self.fingerprint)


def read_joining_text(text: str) -> JoiningText:
    """Find the three in whatever was copied: the lines of the command, its JSON, a message that quotes them."""
    address, code, fingerprint = (found.search(text) for found in (_ADDRESS, _CODE, _FINGERPRINT))
    return JoiningText(
        address=address.group().rstrip("./;") if address else "",
        code=code.group() if code else "",
        fingerprint=_NOT_HEX.sub("", fingerprint.group().lower()) if fingerprint else "",
    )


def clean_code(text: str) -> str:
    """A code in its four groups, however it was typed. KnownError `sync.code_incomplete` (count, most)."""
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(signs) != CODE_SIGNS:
        raise KnownError("sync.code_incomplete", count=len(signs), most=CODE_SIGNS)
    return "-".join(in_groups(signs))


def in_groups(signs: str) -> tuple[str, ...]:
    """Four signs together, so that two people can compare a fingerprint aloud."""
    return tuple(signs[at : at + _GROUP] for at in range(0, len(signs), _GROUP))
