"""A throw-away station of a campaign: staff, women, a ward with people on duty. A key file opens it; nobody is real."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher

from app.bootstrap import FirstStart, Ports, create_station, unlock_silently
from app.clinic.referral.directory import Hospital, ReferralDirectoryService
from app.clinic.risk.loader import default_rule_base
from app.demo.cohort import make_cohort
from app.demo.fill import fill_some
from app.demo.routed_ward import PlayedReceiver, fill_router
from app.demo.unit import ADMINISTRATOR_LOGIN, DEMO_PROFILE, HOSPITAL_PROFILE, demo_administrator, make_staff
from app.interop.simulator.plans import load_plan
from app.interop.simulator.ward import USUAL_SEED
from app.kernel.clock import Clock
from app.kernel.errors import BugError
from app.kernel.folders import StationFolders
from app.security import account_rows
from app.security.accounts import AccountService
from app.security.keys.passphrase import PassphraseCost
from app.security.passwords import Passwords
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile
from app.store.opening import open_store
from app.store.store import Store
from app.ward.alarms.limits import AgeClass
from app.ward.beds.model import DeviceClass
from app.ward.beds.service import BedService
from app.ward.node.simulated import simulated_beds

KEY_FILE: Final = "station.key"
PASSPHRASE: Final = "sete barcos verdes"
PORTS: Final = Ports(
    passphrase_cost=PassphraseCost(memory_kib=8 * 1024, passes=1, lanes=1),
    passwords=Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)),
    background=False,
)
"""Passwords and passphrases cost next to nothing here: what is tried is something else."""
WITNESS: Final = "campaign-monitor-{:02d}"
"""The device that a campaign itself plays at each bed, beside those of the simulated ward."""


@dataclass(frozen=True)
class Home:
    """One station on disk, closed. `recovery`: its printed code."""

    folders: StationFolders
    key: bytes
    staff: dict[Role, Session]
    recovery: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the program is told to find it by; no desktop is asked for its keyring."""
        told = {"PLANTAO_HOME": str(self.folders.home)}
        return {**told, "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"}

    def opened(self, clock: Clock | None = None) -> Store:
        """The store; the caller closes it."""
        ports = PORTS if clock is None else replace(PORTS, clock=clock)
        return open_store(self.folders.store, self.key, ports.clock, ports.made_ids())


def make_home(
    folder: Path, seed: int, women: int = 12, profile: StationProfile = DEMO_PROFILE, ports: Ports = PORTS
) -> Home:
    """A unit with its staff and so many women, opened by a key file or the passphrase."""
    folders = StationFolders(folder)
    first = FirstStart(profile, demo_administrator(), passphrase=PASSPHRASE, key_file=folder / KEY_FILE)
    made = create_station(folders, first, ports)
    made.station.close()
    key = unlock_silently(folders, ports).key
    if key is None:
        raise BugError("the key file of a new station does not open it")
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        with store.read() as connection:
            administrator = account_rows.by_login(connection, ADMINISTRATOR_LOGIN)
        if administrator is None:
            raise BugError("the first start made no administrator")
        staff = make_staff(AccountService(store, ports.passwords), administrator, ports.clock.now())
        fill_some(store, default_rule_base(), staff, make_cohort(seed)[:women], seed)
        hospital = Hospital(HOSPITAL_PROFILE.cnes, HOSPITAL_PROFILE.unit_name)
        ReferralDirectoryService(store).name_hospital(staff[Role.NURSE], hospital)
    finally:
        store.close()
    return Home(folders, key, staff, made.recovery_code)


def open_ward(home: Home, beds: int, ward: str = "icu-49") -> tuple[tuple[str, ...], list[PlayedReceiver]]:
    """So many occupied beds of a simulated ward, each with a device of the campaign's too, and nurses on duty.

    The beds by their identifiers, and the receivers that are let in.
    """
    nurse, found = home.staff[Role.NURSE], []
    store = home.opened()
    try:
        service = BedService(store)
        for place, one in enumerate(simulated_beds(load_plan(ward).limited(beds), USUAL_SEED).fixed):
            bed = service.add_bed(nurse, f"Leito {place + 1:02d}").bed
            service.admit(nurse, bed, one.stay, AgeClass.ADULT)
            for device in one.devices:
                service.put_on(nurse, bed, device.device, DeviceClass.A, life_support=device.life_support)
            service.put_on(nurse, bed, WITNESS.format(place + 1), DeviceClass.A)
            found.append(bed)
    finally:
        store.close()
    return tuple(found), fill_router(home.folders, PORTS)
