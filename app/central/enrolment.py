"""Stations join with a code that is shown once and used once; they can be suspended and let in again."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Engine, insert, select, update

from app.central.database import writing
from app.central.tables import enrolment_code, station, unit
from app.kernel.canonical import sha256_hex
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids

CODE_LIFE: Final = timedelta(hours=24)
_LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without the signs that are taken for each other on paper."""
_GROUPS, _GROUP = 4, 4
ACTIVE, SUSPENDED = "active", "suspended"
KINDS: Final = ("primary_care", "hospital")
OWN_COPY: Final = "central"
"""What the server's own copy of a unit is called among the unit's stations (`app.central.desks`); it never calls."""


@dataclass(frozen=True)
class Enrolled:
    """What a station learns when it joins."""

    station_id: str
    unit: str
    unit_name: str
    station_name: str


class Enrolment:
    """Codes and stations."""

    def __init__(self, engine: Engine, clock: Clock, ids: Ids) -> None:
        self._engine = engine
        self._clock = clock
        self._ids = ids

    def put_unit(self, cnes: str, name: str, kind: str) -> None:
        """Make a unit known, or give it another name."""
        if len(cnes) != 7 or not cnes.isdigit():
            raise KnownError("central.bad_cnes", value=cnes)
        with writing(self._engine).begin() as connection:
            values = {"name": name, "kind": kind}
            if connection.execute(update(unit).where(unit.c.cnes == cnes).values(values)).rowcount == 0:
                connection.execute(insert(unit).values(cnes=cnes, **values))

    def make_code(self, cnes: str, station_name: str) -> str:
        """A code for one station of a unit, good for a day. KnownError `central.no_such_unit`."""
        letters = [secrets.choice(_LETTERS) for _ in range(_GROUPS * _GROUP)]
        code = "-".join("".join(letters[at : at + _GROUP]) for at in range(0, len(letters), _GROUP))
        until = to_text(self._clock.now() + CODE_LIFE)
        with writing(self._engine).begin() as connection:
            if connection.execute(select(unit.c.cnes).where(unit.c.cnes == cnes)).first() is None:
                raise KnownError("central.no_such_unit", cnes=cnes)
            row = {"unit": cnes, "station_name": station_name, "expires_at": until, "used_by": None}
            connection.execute(insert(enrolment_code).values(code_sha256=_digest(code), **row))
        return code

    def enrol(self, code: str, public_key: str) -> Enrolled:
        """Let a station in. KnownError `central.bad_code` (unknown, used, too old alike), `central.bad_key`."""
        _require_key(public_key)
        with writing(self._engine).begin() as connection:
            found = connection.execute(
                select(enrolment_code).where(enrolment_code.c.code_sha256 == _digest(code)).with_for_update()
            ).one_or_none()
            now = to_text(self._clock.now())
            if found is None or found.expires_at < now:
                raise KnownError("central.bad_code")
            if found.used_by is not None:
                return self._again(connection, found.used_by, public_key)
            same = (station.c.unit == found.unit) & (station.c.public_key == public_key)
            station_id = connection.execute(select(station.c.id).where(same)).scalars().first()
            if station_id is None:
                station_id = self._ids.new()
                row = {"id": station_id, "unit": found.unit, "name": found.station_name, "public_key": public_key}
                connection.execute(insert(station).values(**row, status=ACTIVE, enrolled_at=now))
            else:
                # Joined again with a new code: what it wrote before stays its own, or everything new would be refused.
                connection.execute(update(station).where(station.c.id == station_id).values(name=found.station_name))
            used = update(enrolment_code).where(enrolment_code.c.code_sha256 == found.code_sha256)
            connection.execute(used.values(used_by=station_id))
            return _enrolled(connection, station_id)

    def units(self) -> list[dict[str, str]]:
        """`cnes`, `name` and `kind` of every unit."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(unit).order_by(unit.c.cnes)).mappings()
            return [{name: str(value) for name, value in row.items()} for row in rows]

    def stations(self) -> list[dict[str, str | None]]:
        """`id`, `unit`, `name`, `status`, `enrolled_at` and `last_contact` of every station."""
        shown = (station.c.id, station.c.unit, station.c.name, station.c.status)
        with self._engine.connect() as connection:
            rows = connection.execute(
                select(*shown, station.c.enrolled_at, station.c.last_contact).order_by(station.c.unit, station.c.name)
            ).mappings()
            return [dict(row) for row in rows]

    def suspend(self, station_id: str) -> None:
        """No new token, and no push or pull with an old one."""
        self._set_status(station_id, SUSPENDED)

    def let_in_again(self, station_id: str) -> None:
        """End a suspension."""
        self._set_status(station_id, ACTIVE)

    def _again(self, connection: Connection, station_id: str, public_key: str) -> Enrolled:
        """The answer to the first request may have been lost on the way: the same key gets it again, no other one."""
        known = connection.execute(select(station.c.public_key).where(station.c.id == station_id)).scalar_one()
        if known != public_key:
            raise KnownError("central.bad_code")
        return _enrolled(connection, station_id)

    def _set_status(self, station_id: str, status: str) -> None:
        with writing(self._engine).begin() as connection:
            done = connection.execute(update(station).where(station.c.id == station_id).values(status=status))
            if done.rowcount == 0:
                raise KnownError("central.no_such_station", station=station_id)


def _enrolled(connection: Connection, station_id: str) -> Enrolled:
    row = connection.execute(
        select(station.c.unit, unit.c.name, station.c.name.label("station_name"))
        .join(unit, unit.c.cnes == station.c.unit)
        .where(station.c.id == station_id)
    ).one()
    return Enrolled(station_id, row.unit, row.name, row.station_name)


def _digest(code: str) -> str:
    return sha256_hex("".join(sign for sign in code.upper() if sign.isalnum()))


def _require_key(public_key: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    except ValueError:
        raise KnownError("central.bad_key") from None
