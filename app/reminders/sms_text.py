"""How many text messages a text becomes: the GSM 7-bit alphabet, UCS-2 and the headers that join parts. Pure.

Source: 3GPP TS 23.038 (alphabet, extension table) and TS 23.040, 9.2.3.24.1 (concatenation: a header of 6 octets, which
leaves 153 septets or 67 UCS-2 units in each part).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GSM_BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_EXTENDED: Final = frozenset("\f^{}\\[~]|€")
"""Each of these takes two septets: the escape and the sign."""


class Alphabet(StrEnum):
    """What a text can be sent in; labels: texts `channels.alphabet_<value>`."""

    GSM = "gsm"
    UCS2 = "ucs2"


_ALONE: Final = {Alphabet.GSM: 160, Alphabet.UCS2: 70}
_JOINED: Final = {Alphabet.GSM: 153, Alphabet.UCS2: 67}


@dataclass(frozen=True)
class Segments:
    """What a text costs. `units`: septets or UCS-2 units; `left`: units that still fit into the last part; `unfit`: the
    signs, each once and in order, that keep it out of the GSM alphabet."""

    alphabet: Alphabet
    units: int
    parts: tuple[str, ...]
    left: int
    unfit: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """Messages that are paid for; none for an empty text."""
        return len(self.parts)


def segments(text: str) -> Segments:
    """The parts in which a text travels; joined they are the text again."""
    unfit = tuple(dict.fromkeys(sign for sign in text if sign not in GSM_BASIC and sign not in GSM_EXTENDED))
    alphabet = Alphabet.UCS2 if unfit else Alphabet.GSM
    units = sum(_units(sign, alphabet) for sign in text)
    room = _ALONE[alphabet]
    if units <= room:
        return Segments(alphabet, units, (text,) if text else (), room - units, unfit)
    room = _JOINED[alphabet]
    parts = tuple(_cut(text, alphabet, room))
    return Segments(alphabet, units, parts, room - sum(_units(sign, alphabet) for sign in parts[-1]), unfit)


def _units(sign: str, alphabet: Alphabet) -> int:
    if alphabet is Alphabet.GSM:
        return 2 if sign in GSM_EXTENDED else 1
    return 2 if ord(sign) > 0xFFFF else 1


def _cut(text: str, alphabet: Alphabet, room: int) -> Iterator[str]:
    """Neither an escaped sign nor a surrogate pair is torn apart: it moves whole into the next part."""
    start, used = 0, 0
    for at, sign in enumerate(text):
        needed = _units(sign, alphabet)
        if used + needed > room:
            yield text[start:at]
            start, used = at, 0
        used += needed
    yield text[start:]
