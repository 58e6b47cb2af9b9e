"""Earlier hours of a bed, made in a second or two: minutes of the simulator's scenarios laid one behind the other.

Between calm minutes lie episodes; their alarms are those that the alarm engine itself raises over them, acknowledged by
a nurse who does not exist. All of it is marked as simulated.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

import msgspec
import numpy as np

from app.bootstrap import Ports, unlock_silently
from app.interop.simulator.plans import Plan
from app.interop.simulator.scenarios import load_scenario
from app.interop.simulator.ward import SimulatedWard
from app.kernel.clock import FakeClock, SystemClock
from app.kernel.errors import KnownError
from app.kernel.folders import StationFolders
from app.store.opening import open_store
from app.store.store import Store
from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.limits import AgeClass, defaults
from app.ward.alarms.model import Change
from app.ward.beds.alarm_log import AlarmLog, Entry
from app.ward.recording.blocks import (
    Extremes,
    Numbers,
    Seconds,
    Section,
    Signals,
    folded,
    packed_extremes,
    packed_numbers,
)
from app.ward.recording.folder import DAY, HOUR, MINUTES, SECONDS, SIGNALS, RecordingFolder
from app.ward.recording.merging import merged
from app.ward.recording.samples import pack, usual_step
from app.ward.recording.sealed import RecordingKey
from app.ward.recording.stay_writer import StayWriter
from app.ward.signals import Numeric, Observation, Samples

_MINUTE: Final = 60
_WAVES: Final = ("ecg_ii", "pleth")
_CALM: Final = (("quiet", -60.0, 2), ("night", -60.0, 2), ("sepsis", -400.0, 1))
"""Scenario, where in it to begin (seconds, negative: under way), minutes."""
_EPISODES: Final = (
    ("atrial-fibrillation", -60.0, 2),
    ("desaturation", -60.0, 4),
    ("premature-beats", -60.0, 2),
    ("sepsis", -700.0, 3),
    ("asystole", -45.0, 2),
    ("leads-off", -20.0, 1),
)
_BETWEEN_EPISODES: Final = (55, 130)
_SEEN_AFTER_SECONDS: Final = 38.0
_NURSE: Final = "Enfermagem (simulada)"
_TICK: Final = 0.25


@dataclass(frozen=True)
class _Wave:
    rate_hz: float
    step: float
    count: int
    packed: bytes
    low: Samples
    high: Samples


@dataclass(frozen=True)
class _Minute:
    waves: dict[str, _Wave]
    numbers: dict[str, tuple[tuple[float, ...], tuple[float | None, ...]]]


@dataclass(frozen=True)
class Episode:
    """Something that happened at `began_at` (POSIX seconds), and what the alarm engine logged of it."""

    scenario: str
    began_at: float
    changes: tuple[Change, ...]


def seed_recording(
    folders: StationFolders, bed: str, stay: str, until: float, hours: float = 24.0, seed: int = 7
) -> tuple[Episode, ...]:
    """Fill the hours before `until` (POSIX seconds) of a stay, with its alarms in the station's log.

    For a station that a key file opens, as those of demo and tests. KnownError keys.no_slot_left where none does.
    """
    clock = SystemClock()
    ports = Ports(clock=clock, background=False)
    key = unlock_silently(folders, ports).key
    if key is None:
        raise KnownError("keys.no_slot_left")
    episodes = record_hours(RecordingFolder(folders.recordings, RecordingKey(key)), bed, stay, until, hours, seed)
    store = open_store(folders.store, key, clock, ports.made_ids())
    try:
        log_episodes(store, stay, episodes)
    finally:
        store.close()
    return episodes


def record_hours(
    recordings: RecordingFolder, bed: str, stay: str, until: float, hours: float = 24.0, seed: int = 7
) -> tuple[Episode, ...]:
    """The signals alone; what happened in them, in the order of time."""
    first = int(until) - round(hours * _MINUTE) * _MINUTE
    minutes, episodes = _story(round(hours * _MINUTE), first, bed, random.Random(seed))
    writer = StayWriter(recordings, recordings.of_stay(stay))
    try:
        begin = 0
        while begin < len(minutes):
            at = first + begin * _MINUTE
            # A part holds one hour of the clock: to the next full hour, wherever the story begins.
            count = min(len(minutes) - begin, -(-(HOUR - at % HOUR) // _MINUTE))
            _write(writer, minutes[begin : begin + count], float(at))
            begin += count
    finally:
        writer.close()
    recordings.write_beds({**recordings.beds(), bed: stay})
    return episodes


def log_episodes(store: Store, stay: str, episodes: Sequence[Episode]) -> None:
    """Their alarms, as the node would have written them down."""
    log = AlarmLog(store)
    log.start()
    for one in episodes:
        for change in one.changes:
            log.put(Entry(change, stay, one.began_at))
    log.stop()


def _story(count: int, first: int, bed: str, random_: random.Random) -> tuple[list[_Minute], tuple[Episode, ...]]:
    """Calm minutes with an episode now and then, the kinds by turns."""
    minutes: list[_Minute] = []
    episodes: list[Episode] = []
    kinds = [*_EPISODES]
    random_.shuffle(kinds)
    due = random_.randint(*_BETWEEN_EPISODES) // 2
    while len(minutes) < count:
        kind = kinds[len(episodes) % len(kinds)]
        if len(minutes) >= due and len(minutes) + kind[2] <= count:
            played = _played(*kind)
            episodes.append(Episode(kind[0], float(first + len(minutes) * _MINUTE), _alarms(played, bed)))
            minutes += played
            due = len(minutes) + random_.randint(*_BETWEEN_EPISODES)
        else:
            minutes += [random_.choice(_played(*random_.choice(_CALM[:2] if random_.random() < 0.9 else _CALM)))]
    return minutes[:count], tuple(episodes)


@cache
def _played(scenario: str, begins: float, minutes: int) -> tuple[_Minute, ...]:
    """These minutes of a scenario, at one bed."""
    clock = FakeClock()
    ward = SimulatedWard(clock, Plan("recorded", ((load_scenario(scenario), begins),)), waves=_WAVES)
    samples: dict[str, list[Samples]] = {}
    rates: dict[str, float] = {}
    numbers: list[tuple[float, Numeric]] = []
    # A little more: the last samples come after their minute.
    for _ in range(minutes * _MINUTE + 3):
        clock.advance(1.0)
        for message in ward.advance():
            if isinstance(message, Observation):
                for block in message.waves:
                    samples.setdefault(block.wave, []).append(block.samples)
                    rates[block.wave] = block.rate_hz
                numbers += [(message.received_at, one) for one in message.numerics]
    whole = {wave: np.concatenate(parts) for wave, parts in samples.items()}
    return tuple(
        _Minute(
            {wave: _wave(wave, rates[wave], each, minute) for wave, each in whole.items()},
            _numbers(numbers, float(minute * _MINUTE)),
        )
        for minute in range(minutes)
    )


def _wave(wave: str, rate: float, samples: Samples, minute: int) -> _Wave:
    count = round(rate * _MINUTE)
    own = samples[minute * count : (minute + 1) * count]
    if len(own) < count:
        own = np.concatenate((own, np.full(count - len(own), np.nan, np.float32)))
    step, content = pack(own, usual_step(wave))
    places = np.floor(np.arange(count) / rate).astype(np.int64)
    return _Wave(rate, step, count, content, *folded(places, own, own, _MINUTE))


def _numbers(
    heard: Sequence[tuple[float, Numeric]], begin: float
) -> dict[str, tuple[tuple[float, ...], tuple[float | None, ...]]]:
    found: dict[str, tuple[list[float], list[float | None]]] = {}
    for at, one in heard:
        if begin <= at < begin + _MINUTE:
            times, values = found.setdefault(one.vital, ([], []))
            times.append(at - begin)
            values.append(one.value)
    return {vital: (tuple(times), tuple(values)) for vital, (times, values) in found.items()}


def _alarms(minutes: Sequence[_Minute], bed: str) -> tuple[Change, ...]:
    """What the engine makes of these minutes; a nurse sees each alarm after a while, and it ends with the episode."""
    engine, changes = BedAlarms(bed, defaults(AgeClass.ADULT), 0.0), list[Change]()
    said: dict[float, list[Numeric]] = {}
    for place, minute in enumerate(minutes):
        for vital, (times, values) in minute.numbers.items():
            for at, value in zip(times, values, strict=True):
                said.setdefault(place * _MINUTE + at, []).append(Numeric(vital, value))
    unseen_since: float | None = None
    for at in sorted({*said, *np.arange(0.0, len(minutes) * _MINUTE, _TICK).tolist()}):
        changes += engine.tick(at)
        if at in said:
            changes += engine.observe(tuple(said[at]), at, "SIM")
        unseen = any(one.is_unseen for one in engine.state().alarms)
        unseen_since = (unseen_since if unseen_since is not None else at) if unseen else None
        if unseen_since is not None and at - unseen_since >= _SEEN_AFTER_SECONDS:
            changes += engine.acknowledge_all(_NURSE, at)
    return (*changes, *engine.discharge(_NURSE, float(len(minutes) * _MINUTE)))


def _write(writer: StayWriter, minutes: Sequence[_Minute], first: float) -> None:
    """Minutes of one hour of the clock, beginning at `first`."""
    far: list[Extremes] = []
    numbers: list[Numbers] = []
    for place, minute in enumerate(minutes):
        begin = first + place * _MINUTE
        sections = [
            Section(wave, one.rate_hz, begin, begin + _MINUTE, one.step, one.count, one.packed)
            for wave, one in minute.waves.items()
        ]
        content = msgspec.msgpack.encode(Signals(True, sections))
        writer.append(SIGNALS, int(begin // HOUR), content, begin, begin + _MINUTE)
        far += [packed_extremes(wave, int(begin), one.low, one.high) for wave, one in minute.waves.items()]
        numbers += [
            packed_numbers(vital, begin + np.asarray(times), np.asarray(values, np.float64))
            for vital, (times, values) in minute.numbers.items()
        ]
    whole, day = merged([Seconds(True, False, far, numbers)])
    last = first + len(minutes) * _MINUTE
    writer.append(SECONDS, int(first // HOUR), msgspec.msgpack.encode(whole), first, last)
    writer.append(MINUTES, int(first // DAY), msgspec.msgpack.encode(day), first, last)
