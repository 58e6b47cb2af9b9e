"""The beds of this station's store for a ward that runs: who lies where, and the log from which alarms go on."""

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, func, select

from app.kernel.clock import Clock
from app.kernel.errors import KnownError
from app.kernel.names import LINKING_WORDS
from app.router.tables.model import Tables
from app.router.tables.stored import in_force
from app.settings import read_ward_names
from app.store.store import Store
from app.store.tables import router_table, ward_alarm_log
from app.ward.alarms.engine import STATION
from app.ward.alarms.limits import VitalLimits
from app.ward.alarms.model import Change
from app.ward.alarms.records import change_in
from app.ward.beds.alarm_log import AlarmLog, Entry
from app.ward.beds.clocks import clock_zero, in_time_of
from app.ward.beds.directory import BedDevice, WardBed
from app.ward.beds.model import BedView, DeviceClass, Occupant
from app.ward.beds.rows import last_author, read_beds, revision
from app.ward.infrastructure.model import InfrastructureDevice
from app.ward.infrastructure.service import read_infrastructure

_logger = logging.getLogger(__name__)

_LIMITS = "limits:"
_SHOWN_OF_AN_IDENTIFIER = 4
_Stands = tuple[int, str, tuple[InfrastructureDevice, ...], int]


class StoreBeds:
    """A `BedDirectory`, a `Log` and a `History` over one store; all three are for the ward's thread.

    What is logged belongs to whoever lay there when the bed was opened (`history` is asked then), so that the end of
    one stay is never told of the next.
    """

    def __init__(self, store: Store, log: AlarmLog) -> None:
        self._store, self._written = store, log
        self._lock = threading.Lock()
        self._arranged: _Stands = (-1, "", (), 0)
        self._lies: dict[str, str] = {}
        self._opened: set[tuple[str, str]] = set()
        self._limits: dict[str, dict[str, VitalLimits]] = {}

    def beds(self) -> Sequence[WardBed]:
        """All beds in their order. Raises the KnownErrors of a store that cannot be read."""
        with self._store.read() as connection:
            found, stands = read_beds(connection), _stands(connection)
            stays = [bed.occupant.stay for bed in found if bed.occupant is not None]
            for stay in stays:
                if stay not in self._limits:
                    self._limits[stay] = limits_of_stay(connection, stay)
        self._limits = {stay: self._limits[stay] for stay in stays}
        with self._lock:
            self._arranged = stands
        return [_ward_bed(bed, self._limits, stands[1]) for bed in found]

    def infrastructure(self) -> Sequence[InfrastructureDevice]:
        """What was set up of class C. Raises as `beds`."""
        with self._store.read() as connection:
            return read_infrastructure(connection)

    def tables(self) -> Tables:
        """The router's tables in force. Raises as `beds`."""
        with self._store.read() as connection:
            return in_force(connection).tables

    def changed(self) -> str | None:
        """Whose change waits since `beds` was asked last (the name may be empty); None: none. From any thread."""
        with self._store.read() as connection:
            with self._lock:
                stands, arranged = _stands(connection), self._arranged
            if stands == arranged:
                return None
            return last_author(connection) if stands[0] != arranged[0] else ""

    def history(self, bed: WardBed) -> Iterable[Change]:
        """What stood at this bed when the node ended, in the time of this node's clock; nothing where it ended well.

        A log that cannot be read leaves the alarms to begin anew, and is told to the technical log.
        """
        self._lies[bed.bed] = bed.stay
        place = (bed.bed, bed.stay)
        if not (bed.stay or bed.bed == STATION) or place in self._opened:
            # Opened before by this node: all that stood was ended when the bed was closed.
            return ()
        self._opened.add(place)
        try:
            with self._store.read() as connection:
                return _logged(connection, bed, self._store.clock)
        except KnownError as problem:
            _logger.error("the alarms of a bed could not be read: %s", problem.code)
            return ()

    def log(self, changes: Iterable[Change]) -> None:
        """Have them written down; never waits."""
        zero = clock_zero(self._store.clock)
        for change in changes:
            stay = self._lies.get(change.bed, "")
            if isinstance(change.after, VitalLimits) and stay:
                self._limits.setdefault(stay, {})[change.what.removeprefix(_LIMITS)] = change.after
            self._written.put(Entry(change, stay, zero))


def _stands(connection: Connection) -> _Stands:
    """What tells that something of the beds was changed, how much of a name is shown, the infrastructure, and how
    often tables of the router were edited."""
    edits = connection.execute(select(func.count()).select_from(router_table)).scalar_one()
    return revision(connection), read_ward_names(connection), read_infrastructure(connection), edits


def _ward_bed(bed: BedView, limits: Mapping[str, Mapping[str, VitalLimits]], names: str) -> WardBed:
    one = bed.occupant
    if one is None:
        return WardBed(bed.bed, bed.label)
    devices = tuple(
        BedDevice(each.device, each.life_support, waited_for=each.device_class is DeviceClass.A or each.life_support)
        for each in one.devices
    )
    shown = shown_on_the_wall(one, names)
    return WardBed(bed.bed, bed.label, one.stay, shown, one.age, devices, dict(limits[one.stay]), one.corrects)


def shown_on_the_wall(one: Occupant, names: str) -> str:
    """The name to call by, its initials ("M.S."), or nothing, as `app.settings.WARD_NAMES` says; of somebody who is not
    in the records the end of the identifier.
    """
    if names == "none":
        return ""
    if names == "full_name" and one.name:
        return one.name
    words = [word for word in one.name.split() if word.lower() not in LINKING_WORDS and word[0].isalpha()]
    if words:
        return "".join(f"{word[0].upper()}." for word in words)
    return f"…{one.identifier[-_SHOWN_OF_AN_IDENTIFIER:]}"


def _latest(connection: Connection, *conditions: Any) -> list[Any]:
    """The last row of each `what`, in the order of the log: each says all that stands from then on."""
    table = ward_alarm_log
    last = select(func.max(table.c.number)).where(*conditions).group_by(table.c.what)
    asked = select(table.c.content, table.c.what, table.c.clock_zero).where(table.c.number.in_(last))
    return list(connection.execute(asked.order_by(table.c.number)))


def limits_of_stay(connection: Connection, stay: str) -> dict[str, VitalLimits]:
    """The limits that were set for a stay, by vital sign; what was never set is left out."""
    table = ward_alarm_log
    of_stay = (table.c.stay_id == stay, table.c.what.startswith(_LIMITS))
    # Ordered: after a transfer the same limits stand in the log of two beds.
    read = [change_in(row.content) for row in _latest(connection, *of_stay)]
    return {
        one.what.removeprefix(_LIMITS): one.after
        for one in read
        if one is not None and isinstance(one.after, VitalLimits)
    }


def _logged(connection: Connection, bed: WardBed, clock: Clock) -> list[Change]:
    table, zero, now = ward_alarm_log, clock_zero(clock), clock.monotonic()
    rows = _latest(connection, table.c.bed_id == bed.bed, table.c.stay_id == bed.stay)
    read = [(change_in(row.content), row.clock_zero - zero) for row in rows]
    # Never in the future: a wall clock that was set back while nothing ran must not make a pause longer than it was.
    return [in_time_of(one, min(shift, now - one.at)) for one, shift in read if one is not None]
