"""A person's stays in the ward as the export tells them: beds, what was recorded, her alarms, and who was called."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, select

from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.privacy.gathering import Held, Row
from app.privacy.recordings import KeptFiles, WardRecordings, lay
from app.store.tables import ward_stay_step

if TYPE_CHECKING:
    from app.router.history.model import AlarmRun
    from app.ward.recording.model import AlarmMark

Words = Callable[[str, Mapping[str, object]], str]
"""(text key, values) → the text in the language of the reader."""
What = Callable[[Any], str]
"""What an alarm was (an `AlarmMark` or an `AlarmRun`), as the screens say it."""
SUMMED_UP = ("ward_stay_step", "ward_device", "ward_device_end", "ward_alarm_log", "router_step")
"""Tables whose rows a reader sees put together, stay by stay; each row stands in the file with every row."""


@dataclass(frozen=True)
class InBed:
    """`until` None: still there."""

    label: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class StayHistory:
    """One stay. `lay`: this stay and those of another's name that it put right, empty where the stay itself was a
    mistake and somebody else lay there; `readable` False: there are files, and they could not be read."""

    stay: str
    identifier: str
    beds: tuple[InBed, ...]
    devices: tuple[str, ...] = ()
    lay: tuple[str, ...] = ()
    kept: tuple[KeptFiles, ...] = ()
    waves: tuple[str, ...] = ()
    vitals: tuple[str, ...] = ()
    simulated: bool = False
    readable: bool = True
    alarms: "tuple[AlarmMark, ...]" = ()
    runs: "tuple[AlarmRun, ...]" = ()

    @property
    def was_mistake(self) -> bool:
        """Somebody else lay there: nothing of it is hers."""
        return not self.lay


@dataclass(frozen=True)
class Told:
    """How a file for people speaks."""

    words: Words
    what: What
    zone: str
    language: str


def read_stays(connection: Connection, held: Held, recordings: WardRecordings | None) -> tuple[StayHistory, ...]:
    """In the order in which they began."""
    rows = sorted(held.rows["ward_stay"], key=lambda row: (row["recorded_at"], row["id"]))
    if not rows:
        return ()
    from app.ward.fatigue.reading import bed_labels  # noqa: PLC0415 - most people never lay in a ward

    labels = bed_labels(connection)
    return tuple(_stay(connection, row, held, recordings, labels) for row in rows)


def _stay(
    connection: Connection, row: Row, held: Held, recordings: WardRecordings | None, labels: Mapping[str, str]
) -> StayHistory:
    hers = tuple(lay(connection, [row["id"]]))
    beds = _beds(row["id"], held.rows["ward_stay_step"], labels)
    devices = [str(one["device"]) for one in held.rows["ward_device"] if one["stay_id"] == row["id"]]
    told: dict[str, Any] = {"devices": tuple(dict.fromkeys(devices)), "lay": hers}
    if hers:
        told |= {"alarms": _alarms(connection, hers), "runs": _runs(connection, hers, held, labels)}
        if recordings is not None:
            told |= _recorded(hers, recordings)
    return StayHistory(row["id"], row["identifier"], beds, **told)


def _beds(stay: str, steps: Sequence[Row], labels: Mapping[str, str]) -> tuple[InBed, ...]:
    return tuple(InBed(labels.get(one["bed_id"], ""), since, until) for one, since, until in _times(stay, steps))


def _times(stay: str, steps: Sequence[Row]) -> Iterator[tuple[Row, datetime, datetime | None]]:
    """Each step that put her into a bed, from when and until when it held."""
    own = sorted((one for one in steps if one["stay_id"] == stay), key=lambda one: int(one["number"]))
    for at, one in enumerate(own):
        if one["bed_id"]:
            until = from_text(own[at + 1]["recorded_at"]) if at + 1 < len(own) else None
            yield one, from_text(one["recorded_at"]), until


def _alarms(connection: Connection, stays: tuple[str, ...]) -> "tuple[AlarmMark, ...]":
    from app.ward.recording.marks import StayMarks  # noqa: PLC0415 - numpy is loaded with it

    return StayMarks(*stays).read(connection, float("-inf"), float("inf"))


def _runs(
    connection: Connection, stays: tuple[str, ...], held: Held, labels: Mapping[str, str]
) -> "tuple[AlarmRun, ...]":
    """Each alarm on its way to people, from the steps that were gathered."""
    from app.router.history.model import AlarmRun  # noqa: PLC0415 - as above
    from app.router.history.reading import device_words, receiver_names  # noqa: PLC0415 - as above
    from app.router.history.runs import split_runs  # noqa: PLC0415 - as above
    from app.router.keeping.steps import entry_of_row  # noqa: PLC0415 - as above
    from app.ward.fatigue.reading import known_label  # noqa: PLC0415 - as above

    steps = held.rows["router_step"]
    if not steps:
        return ()
    of_stays = select(ward_stay_step).where(ward_stay_step.c.stay_id.in_(stays))
    rows = [dict(row) for row in connection.execute(of_stays).mappings()]
    there = [(one["bed_id"], since, until) for stay in stays for one, since, until in _times(stay, rows)]
    names = {**receiver_names(connection), **{row["user_id"]: row["user_name"] for row in steps if row["user_name"]}}
    runs = []
    for entries in split_runs(entry_of_row(row) for row in steps):
        bed, alarm, at = entries[0].bed, entries[0].alarm, datetime.fromtimestamp(entries[0].at, UTC)
        if not any(bed == one and since <= at and (until is None or at < until) for one, since, until in there):
            continue
        text = device_words(connection, bed, alarm, entries[0].at)
        runs.append(AlarmRun(bed, known_label(labels, bed), alarm, entries, names, text))
    return tuple(sorted(runs, key=lambda one: (one.began, one.key)))


def _recorded(stays: tuple[str, ...], recordings: WardRecordings) -> dict[str, Any]:
    kept = recordings.kept(stays)
    waves: dict[str, None] = {}
    vitals: dict[str, None] = {}
    simulated, readable = False, True
    for stay in stays:
        try:
            recording = recordings.of_stay(stay)
            if recording is not None:
                waves |= dict.fromkeys(recording.waves())
                vitals |= dict.fromkeys(recording.vitals())
                simulated = simulated or recording.simulated()
        except KnownError:
            readable = False
    found = {"waves": tuple(waves), "vitals": tuple(vitals)}
    return {"kept": kept, "simulated": simulated, "readable": readable, **found}
