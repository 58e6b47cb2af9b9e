"""A whole demo station in a folder of its own: keys, store, staff and the synthetic women."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from app.bootstrap import FirstStart, Ports, create_station, open_station, unlock_silently
from app.clinic.risk.loader import default_rule_base
from app.demo.disagreements import write_disagreements
from app.demo.fill import fill_store
from app.demo.messages import SinkPorts, write_messages
from app.demo.network import MovedClock
from app.demo.placed import Watch
from app.demo.referrals import LONGEST_AGO, write_referrals
from app.demo.unit import ADMINISTRATOR_LOGIN, DEMO_PROFILE, demo_administrator, make_staff
from app.kernel.clock import Clock
from app.kernel.errors import BugError, KnownError
from app.kernel.folders import StationFolders
from app.security import account_rows
from app.security.accounts import AccountService
from app.security.roles import Role
from app.security.session import Session
from app.settings import StationProfile
from app.station import Station
from app.store.opening import open_store

if TYPE_CHECKING:
    from app.demo.central import DemoCentral

_KEYS_MADE, _STAFF_MADE, _READY = 8, 12, 100
"""Per cent of the time that this takes, measured once."""
_OPENED_BEFORE = timedelta(days=1700)


class EarlierClock:
    """The clock of the day when the unit opened: before its first woman came, so that the trail reads in order."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        """Some years ago."""
        return self._clock.now() - _OPENED_BEFORE

    def monotonic(self) -> float:
        """Durations are those of today."""
        return self._clock.monotonic()


def make_demo_station(
    folders: StationFolders,
    ports: Ports,
    profile: StationProfile = DEMO_PROFILE,
    seed: int = 2017,
    watch: Watch | None = None,
    sinks: SinkPorts = SinkPorts(),  # noqa: B008 - frozen
    central: "DemoCentral | None" = None,
) -> Station:
    """Make, fill and open it; its key lies in a file beside it, so that no question is asked.

    Same clock, identifiers and seed: same records. Raises KnownError store.already_exists where something is there.
    `sinks`: where its messages go; `central`: the server that it joins (None: it belongs to no network). `watch(done,
    all)` is told how far it is, in the caller's thread.
    """
    tell = watch or (lambda _done, _all: None)

    def filled(done: int, every: int) -> None:
        tell(_STAFF_MADE + (_READY - _STAFF_MADE) * done // every, _READY)

    key_file = folders.home / "demo.key"
    first = FirstStart(profile, demo_administrator(), key_file=key_file)
    opened_long_ago = replace(ports, clock=EarlierClock(ports.clock))
    create_station(folders, first, opened_long_ago).station.close()
    tell(_KEYS_MADE, _READY)
    key = unlock_silently(folders, ports).key
    if key is None:
        raise KnownError("keys.no_slot_left")
    store = open_store(folders.store, key, opened_long_ago.clock, ports.made_ids())
    try:
        with store.read() as connection:
            administrator = account_rows.by_login(connection, ADMINISTRATOR_LOGIN)
        if administrator is None:
            raise BugError("the first start made no administrator")
        staff = make_staff(AccountService(store, ports.passwords), administrator, ports.clock.now())
    finally:
        store.close()
    tell(_STAFF_MADE, _READY)
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        fill_store(store, default_rule_base(), staff, seed, filled)
    finally:
        store.close()
    _meet_others(folders, key, ports, staff, sinks)
    if central is not None:
        store = open_store(folders.store, key, ports.clock, ports.made_ids())
        try:
            central.take_in(store, profile)
        finally:
            store.close()
    return open_station(folders, key, ports)


def _meet_others(
    folders: StationFolders, key: bytes, ports: Ports, staff: dict[Role, Session], sinks: SinkPorts
) -> None:
    """What the unit did with its hospital, and what a neighbour station wrote otherwise."""
    now = ports.clock.now()
    moved = MovedClock(ports.clock, now - LONGEST_AGO)
    store = open_store(folders.store, key, moved, ports.made_ids())
    try:
        write_referrals(store, moved, staff, now)
    finally:
        store.close()
    moved = MovedClock(ports.clock, now - LONGEST_AGO)
    store = open_store(folders.store, key, moved, ports.made_ids())
    try:
        write_messages(store, moved, key, staff, sinks, now)
    finally:
        store.close()
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        write_disagreements(store, staff[Role.NURSE].account_id)
    finally:
        store.close()
