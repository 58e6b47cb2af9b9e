"""Opens the links that stations made: a key for each unit, derived from one secret of the server's; one answer for all
that is not good (any more)."""

import secrets
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Engine, delete, insert, select

from app.central.database import writing
from app.central.holdings import is_erased
from app.central.merged import living_id
from app.central.public.known import calls_back
from app.central.tables import scope, server_secret, unit
from app.kernel.clock import Clock
from app.reminders.links import KEY_BYTES, NAME_BYTES, LinkKey, Meaning, Purpose, name_in, unseal

_SECRET: Final = "link_key"
_ADDRESS: Final = "public_address"
_SECRET_BYTES: Final = 32
_INFO: Final = b"plantao links of unit "


@dataclass(frozen=True)
class OpenedLink:
    """A link that is good. `person_id`: whoever stands for her now; `unit`, `unit_name`: whose station made it."""

    unit: str
    unit_name: str
    person_id: str
    channel: str
    purpose: Purpose


class PublicLinks:
    """The keys, and what they open."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self._secret = _own_secret(engine)
        self._by_name: dict[bytes, tuple[str, LinkKey]] = {}
        self._nobodys = LinkKey(bytes(NAME_BYTES), secrets.token_bytes(KEY_BYTES))

    def raw_key(self, cnes: str) -> bytes:
        """What a station of this unit is told."""
        return _derived(self._secret, cnes)

    def meaning(self, token: str, purpose: Purpose) -> tuple[str, Meaning] | None:
        """The unit and what the link says; None for what is altered, expired or for another page. No database is asked
        but for a unit that is new."""
        cnes, key = self._key(name_in(token))
        said = unseal(key, token)
        if said is None or said.purpose is not purpose or said.until < self._clock.now():
            return None
        return cnes, said

    def open(self, token: str, purpose: Purpose) -> OpenedLink | None:
        """As `meaning`, for a person whom this unit (still) has; None too for what was called back at the desk, and for
        whoever had her data erased: nothing new of hers is taken in by a letter of before."""
        found = self.meaning(token, purpose)
        if found is None:
            return None
        cnes, said = found
        with self._engine.connect() as connection:
            name = connection.execute(select(unit.c.name).where(unit.c.cnes == cnes)).scalar_one_or_none()
            if name is None or not _has(connection, cnes, said.person_id):
                return None
            living = living_id(connection, said.person_id)
            if is_erased(connection, living):
                return None
            if said.generation < calls_back(connection, living):
                return None
            # Whoever was merged into somebody stands in that one's record, where the unit has it.
            person_id = living if _has(connection, cnes, living) else said.person_id
        return OpenedLink(cnes, name, person_id, said.channel, purpose)

    def _key(self, name: bytes | None) -> tuple[str, LinkKey]:
        if name is not None and name not in self._by_name:
            self._learn()
        # A key that opens nothing: no link at all takes as long as one that was altered.
        return self._by_name.get(name or b"", ("", self._nobodys))

    def _learn(self) -> None:
        with self._engine.connect() as connection:
            for cnes in connection.execute(select(unit.c.cnes)).scalars():
                key = LinkKey.of(self.raw_key(cnes))
                self._by_name[key.name] = (cnes, key)


def remember_address(engine: Engine, address: str) -> None:
    """Where the pages are, for every process on this database; "" where there are none."""
    with writing(engine).begin() as connection:
        connection.execute(delete(server_secret).where(server_secret.c.name == _ADDRESS))
        if address:
            connection.execute(insert(server_secret).values(name=_ADDRESS, value=address))


def told_of_links(engine: Engine, cnes: str) -> dict[str, str]:
    """What whoever writes for this unit must know: `address` and `key`; empty where there are no pages."""
    with engine.connect() as connection:
        wanted = select(server_secret.c.value).where(server_secret.c.name == _ADDRESS)
        address = connection.execute(wanted).scalar_one_or_none()
    if address is None:
        return {}
    return {"address": address, "key": _derived(_own_secret(engine), cnes).hex()}


def _derived(secret: bytes, cnes: str) -> bytes:
    derived = HKDF(hashes.SHA256(), NAME_BYTES + KEY_BYTES, salt=None, info=_INFO + cnes.encode())
    return derived.derive(secret)


def _has(connection: Connection, cnes: str, person_id: str) -> bool:
    inside = select(scope.c.person_id).where(scope.c.unit == cnes, scope.c.person_id == person_id)
    return connection.execute(inside).first() is not None


def _own_secret(engine: Engine) -> bytes:
    with writing(engine).begin() as connection:
        wanted = select(server_secret.c.value).where(server_secret.c.name == _SECRET)
        kept = connection.execute(wanted).scalar_one_or_none()
        if kept is None:
            kept = secrets.token_hex(_SECRET_BYTES)
            connection.execute(insert(server_secret).values(name=_SECRET, value=kept))
        return bytes.fromhex(kept)
