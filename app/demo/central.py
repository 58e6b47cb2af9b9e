"""The demo's central server: a real one in this process, over HTTPS with a certificate of its own, on a free port.

A station is enrolled as any other, with a one-time code. What was staged before (a unit's years, its answers from the
network) is laid into the journal at once and counts as sent and seen; from then on every round is a real one. The
server ends with the process, however that ends: nothing else holds its port.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Table, select, update

from app.bootstrap import Ports, unlock_silently
from app.central.api import Services, create_app
from app.central.certificate import own
from app.central.database import HEAD_ID, open_database
from app.central.database import writing as writing_to
from app.central.enrolment import ACTIVE
from app.central.https import running
from app.central.journal import ACCEPTED, REJECTED, Sender
from app.central.ownership import OF_UNIT, Owners
from app.central.referrals import ENTITIES
from app.central.server import make_services
from app.central.tables import event as event_table
from app.central.tables import guard_head, journal_head, scope, station, station_origin
from app.demo.unit import HOSPITAL_PROFILE
from app.kernel.actor import PROGRAM
from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.ids import Ids
from app.settings import StationProfile, StationRole, read_profile
from app.store.opening import open_store
from app.store.settings import write_setting
from app.store.store import Store
from app.store.tables import change_log
from app.sync import ledger
from app.sync.enrolling import KEY, EnrollingService
from app.sync.events import Event
from app.sync.guards import guards

_ROOM: Final = "Sala 1"
KINDS: Final = {StationRole.PRIMARY_CARE: "primary_care", StationRole.HOSPITAL: "hospital"}


class DemoCentral:
    """The running server. `address`, `fingerprint`: as a station is told them."""

    def __init__(self, services: Services, address: str, fingerprint: str) -> None:
        self._services = services
        self.address, self.fingerprint = address, fingerprint

    def take_in(self, store: Store, profile: StationProfile) -> int:
        """Enrol the station of a store; how many of its events were laid into the journal at once."""
        known = self._known(profile.cnes)
        for one in (profile, HOSPITAL_PROFILE):
            self._services.enrolment.put_unit(one.cnes, one.unit_name, KINDS[one.role])
        if known:
            self._keep_key(store, profile.cnes)
        code = self._services.enrolment.make_code(profile.cnes, _ROOM)
        enrolment = EnrollingService(store).enrol(PROGRAM, self.address, code, self.fingerprint)
        return 0 if known else self._lay_down(store, Sender(enrolment.station_id, enrolment.unit))

    def take_in_store(self, folders: StationFolders, ports: Ports) -> None:
        """As `take_in`, of a station that is closed and whose key lies in a file beside it."""
        key = unlock_silently(folders, ports).key
        if key is None:
            raise KnownError("keys.no_slot_left")
        store = open_store(folders.store, key, ports.clock, ports.made_ids())
        try:
            with store.read() as connection:
                profile = read_profile(connection)
            self.take_in(store, profile)
        finally:
            store.close()

    def _known(self, cnes: str) -> bool:
        """Whether the journal was made with this unit's station in it."""
        with self._services.engine.connect() as connection:
            return connection.execute(select(station.c.id).where(station.c.unit == cnes)).first() is not None

    def _keep_key(self, store: Store, cnes: str) -> None:
        """The station that the journal knows gets this store's key: it joins again, and what it wrote stays its own."""
        key = Ed25519PrivateKey.generate()
        plain = serialization.NoEncryption()
        raw = key.private_bytes(serialization.Encoding.Raw, serialization.PrivateFormat.Raw, plain)
        public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        with store.write(PROGRAM) as writing:
            write_setting(writing, KEY, raw.hex())
        with self._services.engine.begin() as connection:
            mine = update(station).where(station.c.unit == cnes)
            connection.execute(mine.values(public_key=public.hex(), status=ACTIVE))

    def _lay_down(self, store: Store, sender: Sender) -> int:
        with store.read() as connection:
            rows = connection.execute(select(*(change_log.c[name] for name in _FIELDS)).order_by(change_log.c.sequence))
            history = [tuple(row) for row in rows]
        with writing_to(self._services.engine).begin() as connection:
            lay_down(connection, [one for one in history if one[_ENTITY] not in ENTITIES], sender)
        # What the server itself keeps of referrals it makes of them as it always does.
        referred = [dict(zip(_FIELDS, one, strict=True)) for one in history if one[_ENTITY] in ENTITIES]
        refused = [one for one in self._services.journal.push(sender, referred) if one.status == REJECTED]
        with self._services.engine.connect() as connection:
            head = connection.execute(select(journal_head.c.number)).scalar_one()
        last = Event(**dict(zip(_FIELDS, history[-1], strict=True)))
        with store.write(PROGRAM) as writing:
            for one in refused:
                ledger.reject(writing.connection, one.event_id, one.code, dict(one.values or {}), writing.at)
            ledger.acknowledge(writing.connection, [last])
            ledger.note_seen(writing.connection, last.origin, last.sequence)
            # The journal is what was staged: none of it comes down again.
            ledger.advance(writing.connection, head)
        return len(history)


_FIELDS: Final = tuple(Event.__dataclass_fields__)
_ENTITY, _KEY, _OPERATION, _PAYLOAD, _AT = (
    _FIELDS.index(name) for name in ("entity", "entity_id", "operation", "payload", "recorded_at")
)


def lay_down(connection: Connection, history: Sequence[tuple[Any, ...]], sender: Sender) -> None:
    """Write one station's history into an empty journal, each event accepted: of one author nothing can disagree.

    `history`: rows of its change log, without what goes on after it. Ten times as fast as deciding about each.
    """
    whose, people, heads = _Whose(), list[tuple[str, str, int]](), dict[str, tuple[str, int, str, str]]()
    placed = []
    for number, row in enumerate(history, start=1):
        content = json.loads(row[_PAYLOAD])
        person_id = whose.of(row[_ENTITY], row[_KEY], row[_OPERATION], content)
        if row[_ENTITY] == "person" and row[_OPERATION] == "create":
            people.append((row[_KEY], sender.unit, number))
        if row[_OPERATION] == "change" or row[_ENTITY] in _GUARDED or content.get("supersedes"):
            event = Event(*row)
            heads |= {guard: (guard, number, event.origin, event.id) for guard in guards(event)}
        placed.append((*row, number, sender.unit, person_id, ACCEPTED, row[_AT]))
    origins = sorted({row[_FIELDS.index("origin")] for row in history})
    _insert(connection, station_origin, ("origin", "station_id"), [(one, sender.station_id) for one in origins])
    _insert(connection, event_table, (*_FIELDS, "number", "unit", "person_id", "verdict", "received_at"), placed)
    _insert(connection, scope, ("person_id", "unit", "since"), people)
    _insert(connection, guard_head, ("guard", "number", "origin", "event_id"), list(heads.values()))
    connection.execute(update(journal_head).where(journal_head.c.id == HEAD_ID).values(number=len(history)))


_GUARDED: Final = ("pregnancy", "dating_choice", "person_merge", "allergy")
"""Whose rows have a guard though they replace none."""


class _Whose:
    """As `app.central.ownership` finds it, for a history that is whole."""

    def __init__(self) -> None:
        self._owners = Owners()

    def of(self, entity: str, key: str, operation: str, content: dict[str, Any]) -> str | None:
        if entity in OF_UNIT:
            return None
        if entity == "person":
            owner: str | None = key
        elif operation != "change" and content.get("person_id"):
            owner = content["person_id"]
        else:
            event = Event("", "", 0, entity, key, operation, "", "", "", "", 0)
            return self._owners.person_of(event, content)
        if operation != "change":
            self._owners.known[(entity, key)] = owner
        return owner


def _insert(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Past SQLAlchemy, which would take longer than the database."""
    columns, places = ", ".join(table.c[name].name for name in names), ", ".join("?" * len(names))
    if rows:
        connection.connection.cursor().executemany(f"INSERT INTO {table.name} ({columns}) VALUES ({places})", rows)


@contextmanager
def demo_central(folder: Path, clock: Clock, ids: Ids) -> Iterator[DemoCentral]:
    """Serve from a folder, which may hold the journal of a staged network already; stopped when left."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = open_database(f"sqlite:///{folder / 'central.db'}")
    try:
        services = make_services(engine, clock, ids)
        certificate = own(folder, clock)
        with running(create_app(services), certificate) as one:
            yield DemoCentral(services, one.address, certificate.fingerprint)
    finally:
        engine.dispose()
