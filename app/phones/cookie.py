"""The phone's own secret, in a cookie that no script can read: the gateway keeps none, so it cannot speak for a phone
that is not there."""

import base64
import binascii
from typing import Final

import msgspec
import zmq

from app.ward.node.keys import KeyPair

NAME: Final = "__Host-plantao-phone"
"""`__Host-`: the browser takes it over HTTPS alone, for this host alone, for all of its paths."""
LIFE_SECONDS: Final = 400 * 86_400
"""As long as browsers keep any; revoked at the station at any moment."""
_LONGEST: Final = 1_024


class Pass(msgspec.Struct, frozen=True):
    """Who this phone is to the router, and the secret half of its key (Z85)."""

    receiver: str
    secret: str

    def pair(self) -> KeyPair:
        """Both halves."""
        return KeyPair(zmq.curve_public(self.secret.encode()).decode(), self.secret)


def to_header(one: Pass | None) -> str:
    """The value of `Set-Cookie`; None: the phone forgets it."""
    value, life = ("", 0) if one is None else (_written(one), LIFE_SECONDS)
    return f"{NAME}={value}; Path=/; Max-Age={life}; Secure; HttpOnly; SameSite=Strict"


def from_cookies(cookies: dict[str, str]) -> Pass | None:
    """The pass among a request's cookies; None where there is none that could be ours."""
    value = cookies.get(NAME, "")
    if not value or len(value) > _LONGEST:
        return None
    try:
        found = msgspec.json.decode(base64.b64decode(value.encode("ascii"), b"-_", validate=True), type=Pass)
        found.pair()
    except (msgspec.DecodeError, binascii.Error, UnicodeError, ValueError, zmq.ZMQError):
        return None
    return found if found.receiver else None


def _written(one: Pass) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(one)).decode("ascii")
