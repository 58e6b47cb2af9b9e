"""What the window asks about alarm fatigue. Everything here only counts; limits are changed elsewhere, by a person."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from app.interop.csv_text import write_csv
from app.kernel.clock import Zone, usual_zone
from app.kernel.errors import KnownError
from app.kernel.progress import UNWATCHED, Progress
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.ward.alarms.fatigue import Load, Trial, Values, load, suggestions, try_limits
from app.ward.alarms.limits import VitalLimits, check_limits, defaults
from app.ward.beds.rows import occupied_bed, read_beds
from app.ward.fatigue.log_table import Words, log_rows
from app.ward.fatigue.model import BedLimits, BedLoad, ConditionLoad, Tried, WardLoad
from app.ward.fatigue.reading import bed_labels, known_label, logged_changes, occupied_days

if TYPE_CHECKING:
    from app.ward.recording.model import BedRecording

_PART: Final = 3600
"""Seconds of numbers that are read at once, so that somebody sees how far it is and may stop."""

RecordingOf = Callable[[Session, str], "BedRecording"]
"""(session, bed) → what was recorded of whoever lies there."""


class FatigueService:
    """Over the log and the recordings of one store. Each call reads a lot: from a worker thread."""

    def __init__(self, store: Store, recording_of: RecordingOf, zone: Zone = usual_zone) -> None:
        self._store, self._recording_of, self._zone = store, recording_of, zone

    def figures(self, session: Session, since: datetime, until: datetime, progress: Progress = UNWATCHED) -> WardLoad:
        """The alarms of all beds in [since, until). KnownError work.cancelled."""
        require(session, Action.VIEW_WARD)
        with self._store.read() as connection:
            labels, days = bed_labels(connection), occupied_days(connection, since, until)
            read = logged_changes(connection, since, until, progress, alarms_only=True)
            loads = load((one.change for one in read), since.timestamp(), until.timestamp())
        # Those of the station itself, under no bed, are no patient's.
        ours = [one for one in loads if one.bed]
        beds = [
            _bed_load(bed, known_label(labels, bed), days.get(bed, 0.0), ours) for bed in _in_order(labels, ours, days)
        ]
        beds.sort(key=lambda one: -(one.audible_per_day or 0.0))
        return WardLoad(since, until, tuple(beds), _by_condition(ours))

    def limits(self, session: Session, bed: str) -> BedLimits:
        """What can be tried at a bed. KnownError ward.bed_free, .bed_not_found."""
        return self._opened(session, bed)[0]

    def try_limits(
        self, session: Session, bed: str, vital: str, other: VitalLimits, hours: float, progress: Progress = UNWATCHED
    ) -> Tried:
        """The limits in force and other ones over the numbers of the last hours; nothing is changed.

        KnownError of `check_limits`, ward.bed_free, .bed_not_found, ward_fatigue.nothing_recorded, work.cancelled.
        """
        one, recording = self._opened(session, bed)
        check_limits(vital, other, one.age)
        return _tried(
            one, recording, vital, hours, progress, lambda values, now: (try_limits(vital, values, now, other),)
        )

    def proposals(self, session: Session, bed: str, vital: str, hours: float, progress: Progress = UNWATCHED) -> Tried:
        """Small steps from the limits in force that would have spared something and nothing lethal; as `try_limits`."""
        one, recording = self._opened(session, bed)
        return _tried(one, recording, vital, hours, progress, lambda values, now: suggestions(vital, values, now))

    def export_log(
        self, session: Session, since: datetime, until: datetime, words: Words, progress: Progress = UNWATCHED
    ) -> str:
        """Every change of every alarm, pause, limit and device in [since, until) as CSV. KnownError work.cancelled."""
        require(session, Action.EXPORT_LIST)
        with self._store.read() as connection:
            read = logged_changes(connection, since, until, progress, alarms_only=False)
            rows = log_rows(read, bed_labels(connection), words, session.language, self._zone())
        with self._store.write(session.actor) as writing:
            writing.audit("list_exported", "list", "ward_alarms", rows=len(rows) - 1)
        return write_csv(rows)

    def _opened(self, session: Session, bed: str) -> "tuple[BedLimits, BedRecording]":
        require(session, Action.VIEW_WARD)
        from app.ward.beds.store_beds import limits_of_stay  # noqa: PLC0415 - numpy is loaded with it

        with self._store.read() as connection:
            found, lies = occupied_bed(read_beds(connection), bed)
            own = limits_of_stay(connection, lies.stay)
        in_force = {**defaults(lies.age), **own}
        recording = self._recording_of(session, bed)
        known = {vital: in_force[vital] for vital in recording.vitals() if vital in in_force}
        return BedLimits(bed, found.label, lies.age, known), recording


def _tried(
    bed: BedLimits,
    recording: "BedRecording",
    vital: str,
    hours: float,
    progress: Progress,
    attempt: Callable[[Values, VitalLimits], Iterable[Trial]],
) -> Tried:
    span = recording.span()
    if span is None or vital not in bed.limits:
        raise KnownError("ward_fatigue.nothing_recorded")
    # Whole seconds: each step of the recording is then one of them.
    end = math.floor(span[1]) + 1
    start = max(math.floor(span[0]), end - round(hours * 3600))
    values = _values(recording, vital, start, end, progress)
    if not values:
        raise KnownError("ward_fatigue.nothing_recorded")
    present = bed.limits[vital]
    simulated = recording.simulated()
    return Tried(start, end, len(values), present, tuple(attempt(values, present)), simulated)


def _values(recording: "BedRecording", vital: str, start: int, end: int, progress: Progress) -> Values:
    """Every second in which something was measured; gaps are left out, as the engine meets them.

    What is kept by minutes only is left out too: a mean of a minute is not what an alarm was decided on.
    """
    found: list[tuple[float, float | None]] = []
    parts = max(1, math.ceil((end - start) / _PART))
    for part in range(parts):
        progress.step(part, parts)
        first, last = start + part * _PART, min(start + (part + 1) * _PART, end)
        trend = recording.trend(vital, first, last, last - first)
        if trend.step > 1.0:
            continue
        measured = zip(trend.times.tolist(), trend.mean.tolist(), strict=True)
        found += [(at, value) for at, value in measured if not math.isnan(value)]
    progress.step(parts, parts)
    return found


def _in_order(labels: Mapping[str, str], loads: Sequence[Load], days: Mapping[str, float]) -> list[str]:
    """Beds that were occupied or alarmed, in the order of the ward; those that it no longer knows come last."""
    heard = {one.bed for one in loads} | set(days)
    return [*(bed for bed in labels if bed in heard), *sorted(heard - set(labels))]


def _bed_load(bed: str, label: str, days: float, loads: Sequence[Load]) -> BedLoad:
    own = [one for one in loads if one.bed == bed]
    return BedLoad(bed, label, days, sum(one.began for one in own), sum(one.audible for one in own))


def _by_condition(loads: Sequence[Load]) -> tuple[ConditionLoad, ...]:
    grouped: dict[str, list[Load]] = {}
    for one in loads:
        grouped.setdefault(one.code, []).append(one)
    found = [_condition(code, own) for code, own in grouped.items()]
    return tuple(sorted(found, key=lambda one: (-one.began, one.code)))


def _condition(code: str, loads: Sequence[Load]) -> ConditionLoad:
    ended = sorted(one.typical for one in loads if one.typical is not None)
    return ConditionLoad(
        code=code,
        lethal=any(one.lethal for one in loads),
        priority=min(one.priority for one in loads),
        beds=len({one.bed for one in loads}),
        began=sum(one.began for one in loads),
        audible=sum(one.audible for one in loads),
        repeats=sum(one.repeats for one in loads),
        seen_soon=sum(one.seen_soon for one in loads),
        typical=ended[len(ended) // 2] if ended else None,
    )
