"""The machines of a station put together and run; the words on slips and in reports are given by whoever has them."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from app.bootstrap.ports import Ports
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.kernel.process import has_ended, holder_name
from app.router.links.client import NodeAddress
from app.router.machines.alarm_manager import Words as LineWords
from app.router.machines.fleet import Fleet
from app.router.machines.making import make_outlet
from app.router.machines.slip import Words as SlipWords
from app.router.machines.stored import read_machines
from app.router.node.own_keys import own_keys
from app.router.settings import read_router_settings
from app.security.secrets import Secrets
from app.settings import read_profile
from app.store.lease import Lease
from app.store.opening import open_store
from app.store.store import Store
from app.ward.beds.journal import AlarmJournal
from app.ward.node.settings import THIS_MACHINE
from app.ward.recording.sealed import RecordingKey

_logger = logging.getLogger(__name__)

_LOOK_SECONDS: Final = 2.0
_LEASE_SECONDS: Final = 60.0


@dataclass(frozen=True)
class Words:
    """How an alarm is worded for people. `speak` is told the station's language before anything is."""

    line: LineWords
    slip: SlipWords
    speak: Callable[[str], None]


@dataclass
class Place:
    """Where the unit stands now (an IANA name)."""

    zone: str


def at_the_unit(slip: SlipWords, place: Place) -> SlipWords:
    """Hours on paper are the unit's own, wherever the machine believes to be."""
    return lambda row, began: slip(row, began.astimezone(ZoneInfo(place.zone)))


def serve_machines(folders: StationFolders, key: bytes, ports: Ports, words: Words, stop: threading.Event) -> bool:
    """Until `stop`; False where another process has taken over. KnownError router_machines.runs where one does."""
    store = open_store(folders.store, key, ports.clock, ports.made_ids())
    try:
        return _serve(store, key, folders.machine_journal, words, stop)
    finally:
        store.close()


def _serve(store: Store, key: bytes, journals: Path, words: Words, stop: threading.Event) -> bool:
    lease = Lease(store, "machines", holder_name(store.ids.new()[-8:]), _LEASE_SECONDS, gone=has_ended)
    held = lease.take_or_renew()
    if not held.ours:
        raise KnownError("router_machines.runs", holder=held.holder)
    clock = store.clock
    with store.read() as connection:
        place = Place(read_profile(connection).time_zone)
    slip = at_the_unit(words.slip, place)
    fleet = Fleet(
        lambda one: make_outlet(one.settings, one.name, words.line, slip, clock),
        clock,
        lambda receiver: AlarmJournal(journals / receiver, RecordingKey(key)),
    )
    try:
        return _watch(store, key, fleet, lease, place, words.speak, stop)
    finally:
        fleet.stop()
        lease.release()


def _watch(
    store: Store,
    key: bytes,
    fleet: Fleet,
    lease: Lease,
    place: Place,
    speak: Callable[[str], None],
    stop: threading.Event,
) -> bool:
    secrets, public = Secrets(key), own_keys(store).public
    told: tuple[str, ...] = ()
    while True:
        with store.read() as connection:
            settings = read_router_settings(connection)
            machines, problems = read_machines(connection, secrets)
            profile = read_profile(connection)
        place.zone = profile.time_zone
        speak(profile.language)
        lines = tuple(f"{one.code} {one.values}" for one in problems)
        if lines != told:
            for each in lines:
                _logger.error("a machine cannot be run: %s", each.partition(" ")[0])
            told = lines
        fleet.arrange(machines, NodeAddress(THIS_MACHINE, settings.alarms_port, settings.bulk_port, public))
        if stop.wait(_LOOK_SECONDS):
            return True
        if not lease.take_or_renew().ours:
            _logger.error("another process runs the machines now")
            return False
