"""What the router's process has to know of the store: read when something of it has changed, and only then."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from app.router.duty.rows import read_attending, read_duties
from app.router.duty.service import roster_at
from app.router.node.ports import Admitted, Known, Person
from app.router.receivers.model import Kind, StoredReceiver
from app.router.receivers.rows import read_receivers
from app.router.settings import read_router_settings
from app.router.tables.stored import in_force
from app.security.roles import Role
from app.security.session import Status
from app.store.store import Store
from app.store.tables import (
    account,
    router_attending,
    router_bed_step,
    router_duty,
    router_duty_end,
    router_receiver,
    router_table,
    ward_bed,
    ward_stay_step,
)

_ONLY_ADDED: Final = (
    router_attending,
    router_bed_step,
    router_duty,
    router_duty_end,
    router_receiver,
    router_table,
    ward_stay_step,
)
_MOMENT: Final = timedelta(microseconds=1)
_OF_MANAGERS: Final = "nursing"
"""The column of table 14 that an alarm manager is sent by: alarms, and no more than nurses get."""
_Stands = tuple[object, ...]


class Knowing:
    """For one thread at a time. A duty that begins or ends is a change as well, though no row says so."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stands: _Stands | None = None

    def read(self) -> Known:
        """All of it, as it stands now. Raises the KnownErrors of a store that cannot be read."""
        with self._store.read() as connection:
            self._stands = _stands(connection, self._store)
            return read_known(connection, self._store)

    def changed(self) -> Known | None:
        """All of it, where anything differs from what was read last; else None. Raises as `read`."""
        with self._store.read() as connection:
            if (stands := _stands(connection, self._store)) == self._stands:
                return None
            known = read_known(connection, self._store)
            self._stands = stands
            return known


def read_known(connection: Connection, store: Store) -> Known:
    """What the store says at this moment."""
    columns = account.c.id, account.c.display_name, account.c.role
    active = connection.execute(select(*columns).where(account.c.status == Status.ACTIVE.value)).all()
    roster = roster_at(connection, store.clock.now())
    tables = in_force(connection)
    receivers = tuple(admitted(read_receivers(connection)))
    standing_in = {one.person.user: one.person.name for one in receivers if one.person is not None}
    return Known(
        tables=tables.tables,
        roster=roster,
        attending=read_attending(connection),
        admitted=receivers,
        users={row.id: row.display_name for row in active} | standing_in,
        roles={row.id: Role(row.role) for row in active},
        on_duty=frozenset(one.duty for one in roster.on_duty(store.clock.now())),
        given_bits=read_router_settings(connection).link_bits,
        tables_problem=str(tables.problem.values.get("table", "?")) if tables.problem is not None else "",
    )


def admitted(receivers: Iterable[StoredReceiver]) -> Iterable[Admitted]:
    """Receivers as the router's loop knows them."""
    for one in receivers:
        # Nobody signs in at an alarm manager; what its people answer is a person's word all the same.
        answers = one.kind is Kind.ALARM_MANAGER
        person = Person(f"{one.kind.value}:{one.receiver}", one.name, _OF_MANAGERS) if answers else None
        machine = one.kind.is_machine and not answers
        yield Admitted(
            one.receiver, one.public_key, one.name, one.kind.value, one.capabilities, machine, one.post, person
        )


def _stands(connection: Connection, store: Store) -> _Stands:
    """Differs as soon as anything of it does: rows that are only added are counted, the others compared."""
    counts = [connection.execute(select(func.count()).select_from(one)).scalar_one() for one in _ONLY_ADDED]
    people = connection.execute(select(account.c.id, account.c.display_name, account.c.status, account.c.role))
    beds = connection.execute(select(ward_bed.c.id).where(ward_bed.c.active == 1))
    now = store.clock.now()
    duties = read_duties(connection, now, now + _MOMENT)
    return (
        *counts,
        frozenset(map(tuple, people)),
        frozenset(beds.scalars()),
        frozenset(one.duty for one in duties),
        read_router_settings(connection).link_bits,
    )
