"""Who may use the interface for treatments: clients with a token each, a role, a pace, and a line for every call."""

import secrets
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Engine, insert, select, update

from app.central.database import writing
from app.central.public.limits import Limits, Rate
from app.central.tables import api_call, api_client, unit
from app.kernel.canonical import sha256_hex
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids

RATE: Final = Rate(60, 5.0)
"""Calls of one token."""
_PREFIX: Final = "plantao_"
_TOKEN_BYTES: Final = 32


class ClientRole(StrEnum):
    """What a client may do; each of the first three includes the ones before it."""

    READ = "read"
    SCHEDULE = "schedule"
    MANAGE = "manage"
    WATCH = "watch"
    """How the stations of the whole network are, and nothing else; none of the others includes it."""


_ORDER: Final = (ClientRole.READ, ClientRole.SCHEDULE, ClientRole.MANAGE)


@dataclass(frozen=True)
class Client:
    """One that may call."""

    id: str
    unit: str
    name: str
    role: ClientRole

    def may(self, needed: ClientRole) -> bool:
        """Whether its role includes this one."""
        if ClientRole.WATCH in (self.role, needed):
            return self.role is needed
        return _ORDER.index(self.role) >= _ORDER.index(needed)


class Clients:
    """Made and revoked by whoever may give commands at the server."""

    def __init__(self, engine: Engine, clock: Clock, ids: Ids) -> None:
        self._engine = engine
        self._clock = clock
        self._ids = ids
        self._limits = Limits(RATE, clock)

    def make(self, cnes: str, name: str, role: str) -> tuple[str, str]:
        """(id, token); nobody can show the token again. KnownError `central.no_such_unit`, `central.bad_role`."""
        if role not in list(ClientRole):
            raise KnownError("central.bad_role", value=role, expected=", ".join(ClientRole))
        token = _PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
        row = {"id": self._ids.new(), "unit": cnes, "name": name[:80], "role": role}
        with writing(self._engine).begin() as connection:
            if connection.execute(select(unit.c.cnes).where(unit.c.cnes == cnes)).first() is None:
                raise KnownError("central.no_such_unit", cnes=cnes)
            made = {"token_sha256": sha256_hex(token), "made_at": to_text(self._clock.now())}
            connection.execute(insert(api_client).values(**row, **made))
        return row["id"], token

    def revoke(self, client_id: str) -> None:
        """From the next call on it is refused. KnownError `central.no_such_client`."""
        with writing(self._engine).begin() as connection:
            which = update(api_client).where(api_client.c.id == client_id)
            if connection.execute(which.values(revoked_at=to_text(self._clock.now()))).rowcount == 0:
                raise KnownError("central.no_such_client", client=client_id)

    def list(self) -> list[dict[str, str | None]]:
        """Every client, without its token."""
        names = ("id", "unit", "name", "role", "made_at", "revoked_at")
        with self._engine.connect() as connection:
            rows = connection.execute(select(*(api_client.c[name] for name in names)).order_by(api_client.c.made_at))
            return [dict(row) for row in rows.mappings()]

    def who(self, token: str) -> Client:
        """Who calls. KnownError `central.not_you`: unknown and revoked alike."""
        wanted = select(api_client).where(
            api_client.c.token_sha256 == sha256_hex(token), api_client.c.revoked_at.is_(None)
        )
        with self._engine.connect() as connection:
            row = connection.execute(wanted).mappings().one_or_none()
        if row is None:
            raise KnownError("central.not_you")
        return Client(row["id"], row["unit"], row["name"], ClientRole(row["role"]))

    def require(self, client: Client, needed: ClientRole) -> None:
        """KnownError `central.too_often`, `central.not_allowed` (role, expected)."""
        if not self._limits.allows(client.id):
            raise KnownError("central.too_often")
        if not client.may(needed):
            raise KnownError("central.not_allowed", value=client.role.value, expected=needed.value)

    def note(self, client: Client, method: str, route: str, outcome: str) -> None:
        """One line of the audit: which route, and what came of it; nothing of what was asked."""
        row = {"id": self._ids.new(), "client_id": client.id, "at": to_text(self._clock.now())}
        with writing(self._engine).begin() as connection:
            connection.execute(insert(api_call).values(**row, method=method, route=route, outcome=outcome[:60]))
