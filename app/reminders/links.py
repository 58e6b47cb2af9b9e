"""Links to the public pages (docs/reminders.md): made here, opened by the central server, opaque to everybody else.

What a link says (for whom, what for, about which channel, until when) is sealed with AES-SIV under a key that the
server derives for each unit; altered in one bit it opens no more, and without the key it is noise.
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from app.kernel.clock import Clock

KEY_BYTES: Final = 64
NAME_BYTES: Final = 4
"""How the server finds the unit's key again: says nothing to anybody else."""
TOKEN_SIGNS: Final = 56
_DAY_BYTES: Final = 3
LAST_GENERATION: Final = 255
"""A person's links may be called back this often: the number has one byte."""
_CONTEXT: Final = b"plantao link 1"
_FIRST_DAY: Final = datetime(2020, 1, 1, tzinfo=UTC)


class Purpose(StrEnum):
    """What one link is for; it opens no other page. Each is also a part of its path."""

    WAY_OUT = "out"
    PREFERENCES = "preferences"
    CONFIRM = "confirm"


LIFE: Final = {
    Purpose.WAY_OUT: timedelta(days=400),
    Purpose.PREFERENCES: timedelta(days=60),
    Purpose.CONFIRM: timedelta(days=30),
}
"""An old message must still let her out; what shows or changes more ends earlier."""
_PURPOSES: Final = {Purpose.WAY_OUT: b"o", Purpose.PREFERENCES: b"p", Purpose.CONFIRM: b"c"}
_CHANNELS: Final = {"email": b"e", "whatsapp": b"w", "sms": b"s", "phone": b"p", "telegram": b"t"}


@dataclass(frozen=True)
class LinkKey:
    """A unit's key and its name."""

    name: bytes
    key: bytes

    @staticmethod
    def of(raw: bytes) -> "LinkKey":
        """ValueError where it is no key."""
        if len(raw) != NAME_BYTES + KEY_BYTES:
            raise ValueError("no key of links")
        return LinkKey(raw[:NAME_BYTES], raw[NAME_BYTES:])


@dataclass(frozen=True)
class Meaning:
    """What stands in a link. `channel`: the consent that it is about (`app.clinic.people.model.Channel`)."""

    person_id: str
    purpose: Purpose
    channel: str
    until: datetime
    generation: int = 0
    """How often her links had been called back when it was made: it opens nothing once that is more."""


def seal(key: LinkKey, meaning: Meaning) -> str:
    """The 56 signs of a link: the same for the same meaning. ValueError for identifiers that are no UUID, KeyError for
    a channel that is none."""
    days = (meaning.until - _FIRST_DAY).days.to_bytes(_DAY_BYTES)
    body = UUID(meaning.person_id).bytes + _PURPOSES[meaning.purpose] + _CHANNELS[meaning.channel] + days
    sealed = AESSIV(key.key).encrypt(body + bytes([meaning.generation]), [_CONTEXT, key.name])
    return base64.urlsafe_b64encode(key.name + sealed).decode()


def name_in(token: str) -> bytes | None:
    """The name of the key that a link would open with; None where it is no link at all."""
    raw = _raw(token)
    return raw[:NAME_BYTES] if raw else None


def unseal(key: LinkKey, token: str) -> Meaning | None:
    """What a link says; None where this key did not seal it. Whether it is still good is for the caller."""
    raw = _raw(token)
    if raw is None:
        return None
    try:
        body = AESSIV(key.key).decrypt(raw[NAME_BYTES:], [_CONTEXT, raw[:NAME_BYTES]])
    except InvalidTag:
        return None
    purpose = next((one for one, sign in _PURPOSES.items() if sign == body[16:17]), None)
    channel = next((one for one, sign in _CHANNELS.items() if sign == body[17:18]), None)
    if purpose is None or channel is None:
        return None
    until = _FIRST_DAY + timedelta(days=int.from_bytes(body[18 : 18 + _DAY_BYTES]))
    return Meaning(str(UUID(bytes=body[:16])), purpose, channel, until, body[18 + _DAY_BYTES])


def _raw(token: str) -> bytes | None:
    if len(token) != TOKEN_SIGNS or not token.isascii():
        return None
    try:
        return base64.b64decode(token.encode(), altchars=b"-_", validate=True)
    except binascii.Error:
        return None


@dataclass(frozen=True)
class Network:
    """What the server tells a station: where the public pages are, and the unit's key."""

    address: str
    key: LinkKey


class Links:
    """Makes links. `network`: None where there is no server, or one without public pages; then there are no links.
    `generation`: how often the person's links were called back (`app.reminders.called_back`)."""

    def __init__(self, network: Callable[[], Network | None], clock: Clock) -> None:
        self._network = network
        self._clock = clock

    def way_out(self, person_id: str, channel: str, generation: int = 0) -> str:
        """One click, and nothing comes this way any more; "" where there are no links."""
        return self._link(Purpose.WAY_OUT, person_id, channel, generation)

    def preferences(self, person_id: str, channel: str, generation: int = 0) -> str:
        """Where she says by what means she may be written to; "" where there are no links."""
        return self._link(Purpose.PREFERENCES, person_id, channel, generation)

    def confirm(self, person_id: str, channel: str, generation: int = 0) -> str:
        """Where she says whether telephone and e-mail are right; "" where there are no links."""
        return self._link(Purpose.CONFIRM, person_id, channel, generation)

    def _link(self, purpose: Purpose, person_id: str, channel: str, generation: int) -> str:
        network = self._network()
        if network is None:
            return ""
        # The end of a day: all links of one day are the same, and nobody reads an hour from them.
        until = self._clock.now() + LIFE[purpose] + timedelta(days=1)
        try:
            token = seal(network.key, Meaning(person_id, purpose, channel, until, generation))
        except (KeyError, ValueError):
            return ""
        return f"{network.address}/p/{purpose.value}/{token}"
