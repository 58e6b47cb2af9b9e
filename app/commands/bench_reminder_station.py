"""A throw-away station with many people who may be written to, for the bench of the window."""

from datetime import timedelta
from pathlib import Path
from typing import Final

from app import bootstrap
from app.commands import bench_reminder_store as shared
from app.kernel.clock import SystemClock
from app.kernel.folders import StationFolders
from app.kernel.ids import TimeOrderedIds
from app.reminders.campaigns import NewCampaign
from app.reminders.criteria import Condition
from app.security.account_model import NewAccount
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile, StationRole
from app.station import Station
from app.store.opening import open_store

_PASSWORD: Final = "sete barcos verdes"


def station_with_people(home: Path, count: int) -> tuple[Station, Session, NewCampaign]:
    """The open station, its administrator, and a campaign for all of them."""
    profile = StationProfile(StationRole.PRIMARY_CARE, "UBS Sintética", "1111111", "2408102", "Natal", demo=True)
    account = NewAccount("bench", "Bench Sintética", Role.ADMINISTRATOR, _PASSWORD)
    first = bootstrap.FirstStart(profile, account, key_file=home / "bench.key")
    folders, ports = StationFolders(home), bootstrap.Ports(background=False)
    station = bootstrap.create_station(folders, first, ports).station
    clock = SystemClock()
    store = open_store(folders.store, bootstrap.ask_for_key(folders, ports), clock, TimeOrderedIds(clock))
    shared.add_template(store)
    shared.add_people(store, count)
    store.close()
    values = {"address": "http://127.0.0.1:9", "per_second": "1000"}
    session = station.sign_in.sign_in("bench", _PASSWORD)
    station.reminders.channels.save(session, shared.GATEWAY, values, {}, active=True)
    at = clock.now() + timedelta(days=1)
    everybody = (Condition("age", least=0, most=130),)
    return station, session, NewCampaign("Bench", shared.VERSION, everybody, (shared.GATEWAY,), at)


def coordinator() -> Session:
    """Who schedules."""
    return shared.session_of(Role.COORDINATOR)
