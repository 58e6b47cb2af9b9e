"""The server's own copies of units: a station's store without a window, kept up by sync like any other.

Criteria, consent, templates, the outbox and what is heard of messages are the same code here as on a station; what is
written goes up through the journal like any station's. Where they lie: `app.central.copies`. One is made when a unit
is first set up (`central channel`, `central sending-here`); its key is derived from `units.key` in the server's folder.
"""

import os
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final
from zoneinfo import available_timezones

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sqlalchemy import Engine, insert, select

from app.central.copies import copies
from app.central.database import writing
from app.central.desk_line import DeskLine
from app.central.enrolment import ACTIVE, OWN_COPY
from app.central.granting import Granting
from app.central.journal import Journal, Sender
from app.central.paging import Reader
from app.central.tables import station, unit
from app.kernel.actor import PROGRAM
from app.kernel.clock import Clock, to_text, usual_zone
from app.kernel.errors import KnownError
from app.kernel.ids import Ids
from app.kernel.phones import as_written
from app.kernel.process import has_ended, holder_name
from app.reminders.composing import Unit
from app.reminders.crew import Crew
from app.reminders.outbox.allotment import Allotment
from app.reminders.outbox.sending import HANDS
from app.reminders.services import Reminders, make_reminders
from app.reminders.unit_settings import PLACE, read_unit_setting
from app.store.lease import Lease
from app.store.settings import write_setting
from app.store.store import Store
from app.sync.enrolling import ENROLMENT, NETWORK_LINKS, StationEnrolment, keep_told, read_enrolment
from app.sync.round import Round

LEASE_SECONDS: Final = 120.0
"""Two processes must not bring the same page into one copy."""
_LEASE_NAME: Final = "desk_sync"
_KEY_FILE: Final = "units.key"
_KEY_BYTES: Final = 32
_INFO: Final = b"plantao copy of unit "


class Desk:
    """One unit's copy."""

    def __init__(
        self,
        store: Store,
        key: bytes,
        enrolment: StationEnrolment,
        line: DeskLine,
        hands: int,
        allotment: Allotment | None,
    ) -> None:
        self.store = store
        self.unit = enrolment.unit
        self._line = line
        self._one_at_a_time = threading.Lock()
        holder = holder_name(store.ids.new()[-8:])
        self._lease = Lease(store, _LEASE_NAME, holder, LEASE_SECONDS, gone=has_ended)
        self._unit_name = enrolment.unit_name
        self._place = self._read_place()
        self.reminders: Reminders = make_reminders(
            store, key, lambda: self.place()[0], lambda: self.place()[1], lambda: line, hands, Crew(store), allotment
        )

    def sync(self) -> None:
        """Up and down, until nothing waits; nothing where another process (a worker, the server) does it."""
        with self._one_at_a_time:
            if self._lease.take_or_renew().ours:
                Round(self.store, self._line).run()
                keep_told(self.store, NETWORK_LINKS, self._line.links())
        self._place = self._read_place()

    def place(self) -> tuple[Unit, str]:
        """How the unit is called in messages, and the time zone where it stands; as of the last `sync`."""
        return self._place

    def _read_place(self) -> tuple[Unit, str]:
        """As its stations have told."""
        with self.store.read() as connection:
            kept = read_unit_setting(connection, PLACE)
        # It came from outside: a zone that is none would stop all that is planned.
        told = kept if isinstance(kept, dict) else {}
        zone, phone = str(told.get("time_zone")), str(told.get("unit_phone") or "")
        known = zone if zone in available_timezones() else usual_zone()
        return Unit(self._unit_name, as_written(phone) or None), known

    def close(self) -> None:
        """Let another process keep it up."""
        self._lease.release()
        self.store.close()


class Desks:
    """All copies that there are; each is opened once in a process. `folder`: the server's; `hands`: messages that this
    process may have on their way at once, of each unit."""

    def __init__(self, engine: Engine, clock: Clock, ids: Ids, folder: Path, hands: int = HANDS) -> None:
        self.hands = hands
        self.engine = self._engine = engine
        self.clock = clock
        self.ids = ids
        self._folder = folder
        self._copies = copies(engine, folder, self._key, clock, ids)
        self.queued = self._copies.shared
        """Whether a queue hands out what is to be sent (`app.central.queue`)."""
        self._journal, self._reader = Journal(engine, clock), Reader(engine)
        self._granting = Granting(engine, clock)
        self._open: dict[str, Desk] = {}
        self._lock = threading.Lock()

    def units(self) -> list[str]:
        """The units that have one."""
        return self._copies.units()

    def find(self, cnes: str) -> Desk | None:
        """The unit's copy; None where it was never set up."""
        with self._lock:
            if cnes not in self._open:
                store = self._copies.open(cnes) if cnes.isascii() and cnes.isdigit() else None
                if store is None:
                    return None
                self._open[cnes] = self._desk(store)
            return self._open[cnes]

    def make(self, cnes: str) -> Desk:
        """The unit's copy, made where there was none. KnownError `central.no_such_unit`."""
        found = self.find(cnes)
        if found is not None:
            return found
        # Asked before there is a copy: for the first of all it is made.
        self._key(cnes)
        enrolment = self._enrol(cnes)
        with self._lock:
            store = self._copies.make(cnes)
            with store.write(PROGRAM) as writing_here:
                write_setting(writing_here, ENROLMENT, asdict(enrolment))
            self._open[cnes] = self._desk(store)
            return self._open[cnes]

    def close(self) -> None:
        """Close them all."""
        with self._lock:
            for one in self._open.values():
                one.close()
            self._open.clear()
            self._copies.close()

    def _desk(self, store: Store) -> Desk:
        with store.read() as connection:
            enrolment = read_enrolment(connection)
        assert enrolment is not None, "written when it was made"
        sender = Sender(enrolment.station_id, enrolment.unit)
        line = DeskLine(self._engine, self._journal, self._reader, self._granting, sender)
        allotment = Allotment() if self.queued else None
        return Desk(store, self._key(enrolment.unit), enrolment, line, self.hands, allotment)

    def _enrol(self, cnes: str) -> StationEnrolment:
        """A row among the stations, with a key that nobody has: nobody can call the server in its name."""
        public = Ed25519PrivateKey.generate().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        row: dict[str, Any] = {"id": self.ids.new(), "unit": cnes, "name": OWN_COPY, "public_key": public}
        with writing(self._engine).begin() as connection:
            known = connection.execute(select(unit.c.name).where(unit.c.cnes == cnes)).scalar_one_or_none()
            if known is None:
                raise KnownError("central.no_such_unit", cnes=cnes)
            at = to_text(self.clock.now())
            connection.execute(insert(station).values(**row, status=ACTIVE, enrolled_at=at))
        return StationEnrolment("", "", row["id"], cnes, known, OWN_COPY)

    def _key(self, cnes: str) -> bytes:
        return HKDF(SHA256(), _KEY_BYTES, salt=None, info=_INFO + cnes.encode()).derive(self._secret())

    def _secret(self) -> bytes:
        """KnownError `central.no_units_key` where there are copies and not what sealed them: a worker on another
        machine needs the server's own."""
        if not (self._folder / _KEY_FILE).exists() and self._copies.units():
            raise KnownError("central.no_units_key", path=str(self._folder / _KEY_FILE))
        return _secret(self._folder)


def _secret(folder: Path) -> bytes:
    """The server's secret for its copies; made at the first need, readable by its own account alone."""
    path = folder / _KEY_FILE
    try:
        return bytes.fromhex(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        folder.mkdir(parents=True, exist_ok=True)
    made = os.urandom(_KEY_BYTES)
    path.touch(mode=0o600, exist_ok=False)
    path.write_text(made.hex(), encoding="ascii")
    return made
