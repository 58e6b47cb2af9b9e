"""The beds of the demo's hospital: those of the simulated ward, with the devices that `simulate` plays."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from app.bootstrap import Ports, unlock_silently
from app.demo.recorded_hours import log_episodes, record_hours
from app.interop.simulator.plans import load_plan
from app.interop.simulator.ward import USUAL_SEED
from app.kernel.clock import Clock
from app.kernel.errors import BugError, KnownError
from app.kernel.folders import StationFolders
from app.security import account_rows
from app.security.session import Session, Status
from app.store.opening import open_store
from app.store.store import Store
from app.store.tables import person
from app.ward.alarms.limits import AgeClass
from app.ward.beds.model import DeviceClass, Occupant
from app.ward.beds.service import BedService
from app.ward.node.simulated import simulated_beds
from app.ward.recording.folder import RecordingFolder
from app.ward.recording.sealed import RecordingKey

NURSE_LOGIN: Final = "enfermeira"
_RECORDED_HOURS: Final = (24.0, 4.0)
"""How much of the first beds' signals was recorded before the demo begins."""


def fill_ward(folders: StationFolders, ports: Ports, ward: str, hours: tuple[float, ...] = _RECORDED_HOURS) -> None:
    """Admit somebody to every bed of a simulated ward, people of the records as far as they go, and record some hours.

    For a demo station with its staff, which a key file opens. KnownError keys.no_slot_left where none does.
    """
    key = unlock_silently(folders, ports).key
    if key is None:
        raise KnownError("keys.no_slot_left")
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        stays = _admit(store, _nurse(store, ports.clock), ward)
        recordings = RecordingFolder(folders.recordings, RecordingKey(key))
        # Before the ward's node begins, and before the day's first sign of life of a device.
        until = (ports.clock.now() - timedelta(seconds=5)).timestamp()
        for seed, ((bed, occupant), each) in enumerate(zip(stays, hours, strict=False), start=1):
            log_episodes(store, occupant.stay, record_hours(recordings, bed, occupant.stay, until, each, seed))
    finally:
        store.close()


def _nurse(store: Store, clock: Clock) -> Session:
    with store.read() as connection:
        found = account_rows.by_login(connection, NURSE_LOGIN)
    if found is None:
        raise BugError("the demo has no nurse")
    return Session(found.id, found.display_name, found.login, found.role, Status.ACTIVE, found.language, clock.now())


def _admit(store: Store, nurse: Session, ward: str) -> list[tuple[str, Occupant]]:
    service, simulated = BedService(store), simulated_beds(load_plan(ward), USUAL_SEED)
    with store.read() as connection:
        people = list(connection.execute(select(person.c.id).order_by(person.c.id)).scalars())
    for plant in simulated.plant:
        service.infrastructure.keep(nurse, plant)
    found = []
    for place, one in enumerate(simulated.fixed):
        bed = service.add_bed(nurse, f"Leito {place + 1:02d}").bed
        code = people[place] if place < len(people) else one.stay
        found.append((bed, service.admit(nurse, bed, code, AgeClass.ADULT)))
        for device in one.devices:
            service.put_on(nurse, bed, device.device, DeviceClass.A, life_support=device.life_support)
    return found
