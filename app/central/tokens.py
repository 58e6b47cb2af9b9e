"""Short-lived signed tokens: a station proves that it holds its key, and may push and pull for a quarter of an hour."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import jwt
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Engine, insert, select, update

from app.central.database import writing
from app.central.enrolment import ACTIVE
from app.central.journal import Sender
from app.central.tables import server_secret, station
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError

TOKEN_LIFE: Final = timedelta(minutes=15)
CHALLENGE_LIFE: Final = timedelta(minutes=1)
_ALGORITHM: Final = "EdDSA"
_SECRET: Final = "token_key"
_CHALLENGE, _ACCESS = "challenge", "access"


@dataclass(frozen=True)
class Issued:
    """A token and how many seconds it lasts; `server_time` lets a station notice a clock that is wrong."""

    token: str
    seconds: int
    server_time: str


class Tokens:
    """Challenges, answers, tokens. All three are signed by one key that the server made for itself."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._key = _own_key(engine)
        self._public = self._key.public_key()

    def challenge(self, station_id: str) -> str:
        """What the station must sign; nothing is kept for it."""
        return self._sign(_CHALLENGE, station_id, CHALLENGE_LIFE)

    def issue(self, challenge: str, signature: str) -> Issued:
        """A token for the signed challenge. KnownError `central.not_you`, `central.suspended`."""
        station_id = str(self._read(challenge, _CHALLENGE)["sub"])
        found = self._station(station_id)
        try:
            key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(found.public_key))
            key.verify(bytes.fromhex(signature), challenge.encode())
        except (InvalidSignature, ValueError):
            raise KnownError("central.not_you") from None
        self._require_active(found.status)
        now = to_text(self._clock.now())
        with writing(self._engine).begin() as connection:
            connection.execute(update(station).where(station.c.id == station_id).values(last_contact=now))
        return Issued(self._sign(_ACCESS, station_id, TOKEN_LIFE), int(TOKEN_LIFE.total_seconds()), now)

    def sender(self, token: str) -> Sender:
        """Who calls. KnownError `central.not_you`, `central.suspended`."""
        found = self._station(str(self._read(token, _ACCESS)["sub"]))
        self._require_active(found.status)
        return Sender(found.id, found.unit)

    def _station(self, station_id: str) -> Any:
        with self._engine.connect() as connection:
            found = connection.execute(select(station).where(station.c.id == station_id)).one_or_none()
        if found is None:
            raise KnownError("central.not_you")
        return found

    def _sign(self, kind: str, station_id: str, life: timedelta) -> str:
        now = self._clock.now()
        claims = {"sub": station_id, "use": kind, "iat": now, "exp": now + life}
        return jwt.encode(claims, self._key, algorithm=_ALGORITHM)

    def _read(self, token: str, kind: str) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._public,
                algorithms=[_ALGORITHM],
                options={"require": ["exp", "sub"], "verify_exp": False, "verify_iat": False},
            )
        except jwt.PyJWTError:
            raise KnownError("central.not_you") from None
        # Judged by the server's own clock object, so that tests hold it too.
        if claims.get("use") != kind or float(claims["exp"]) <= self._clock.now().timestamp():
            raise KnownError("central.not_you")
        return claims

    @staticmethod
    def _require_active(status: str) -> None:
        if status != ACTIVE:
            raise KnownError("central.suspended")


def _own_key(engine: Engine) -> Ed25519PrivateKey:
    with writing(engine).begin() as connection:
        text = connection.execute(
            select(server_secret.c.value).where(server_secret.c.name == _SECRET)
        ).scalar_one_or_none()
        if text is None:
            made = Ed25519PrivateKey.generate()
            text = made.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ).decode()
            connection.execute(insert(server_secret).values(name=_SECRET, value=text))
            return made
    read = serialization.load_pem_private_key(text.encode(), password=None)
    if not isinstance(read, Ed25519PrivateKey):
        raise KnownError("central.bad_secret")
    return read
