"""A person's stays in the ward as files that anybody can open: tables as CSV, signals as WFDB records (PhysioNet).

One ZIP: for each stay `alarms.csv`, `calls.csv`, `trends.csv`, and `<waveform>-<hour>.hea` with its `.dat`: an hour of
one waveform in format 16 (little-endian, sixteen bits; -32768 where nothing was received).
"""

import math
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from app.interop.csv_text import write_csv
from app.kernel.errors import KnownError
from app.privacy.recordings import WardRecordings
from app.privacy.stays import StayHistory, Told
from app.router.history.exporting import moment, step_rows
from app.ward.alarms.words import Priority
from app.ward.catalogue import vital_signs, waveforms
from app.ward.signals import Samples

if TYPE_CHECKING:
    from app.ward.recording.model import BedRecording, WaveSpan

_HOUR: Final = 3_600.0
_MINUTE: Final = 60.0
_GAP: Final = -32_768
_LARGEST: Final = 32_767
_FEWEST_STEPS: Final = 1e-4
"""The finest step in which a signal is written, in its unit, where it is all but flat."""


def write_ward_files(path: Path, stays: tuple[StayHistory, ...], recordings: WardRecordings | None, told: Told) -> int:
    """The ZIP, whole or not at all, readable by its owner alone; how many files are in it.

    KnownError reports.cannot_write, recording.broken.
    """
    fresh = path.with_name(f"{path.name}.part")
    try:
        fresh.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with (
            os.fdopen(os.open(fresh, flags, 0o600), "wb") as file,
            zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as out,
        ):
            count = 0
            for number, stay in enumerate((one for one in stays if not one.was_mistake), 1):
                for name, content in _files(stay, recordings, told):
                    out.writestr(f"{number}/{name}", content)
                    count += 1
        fresh.replace(path)
    except OSError as error:
        raise KnownError("reports.cannot_write", path=str(path)) from error
    finally:
        fresh.unlink(missing_ok=True)
    return count


def _files(stay: StayHistory, recordings: WardRecordings | None, told: Told) -> Iterator[tuple[str, str | bytes]]:
    yield "alarms.csv", write_csv(_alarm_rows(stay, told))
    if stay.runs:
        # The headings once.
        parts = [step_rows(run, told.words, told.what, told.zone) for run in stay.runs]
        yield "calls.csv", write_csv([parts[0][0], *(row for part in parts for row in part[1:])])
    for number, one in enumerate(stay.lay):
        recording = recordings.of_stay(one) if recordings is not None else None
        if recording is not None:
            before = f"{number}-" if number else ""
            yield f"{before}trends.csv", write_csv(_trend_rows(recording, told))
            yield from ((f"{before}{name}", content) for name, content in _signals(recording))


def _alarm_rows(stay: StayHistory, told: Told) -> Iterator[list[str]]:
    names = ("began", "ended", "what", "priority", "acknowledged", "who")
    yield [told.words(f"privacy.{name}", {}) for name in names]
    for one in stay.alarms:
        yield [
            moment(one.began_at, told.zone),
            "" if one.ended_at is None else moment(one.ended_at, told.zone),
            told.what(one),
            told.words(f"ward_alarms.priority_{Priority(one.priority).name.lower()}", {}),
            "" if one.seen_at is None else moment(one.seen_at, told.zone),
            one.seen_by,
        ]


def _trend_rows(recording: "BedRecording", told: Told) -> Iterator[list[str]]:
    """Minute by minute, where anything was measured."""
    yield [told.words(f"privacy.trend_{name}", {}) for name in ("at", "sign", "unit", "mean", "low", "high")]
    span = recording.span()
    if span is None:
        return
    columns = math.ceil((span[1] - span[0]) / _MINUTE) + 1
    signs = vital_signs()
    for vital in recording.vitals():
        trend = recording.trend(vital, *span, columns)
        sign = signs.get(vital)
        name, unit = (sign.label[told.language], sign.unit) if sign else (vital, "")
        for at in np.flatnonzero(~np.isnan(trend.mean)):
            values = (f"{float(each[at]):.2f}".replace(".", ",") for each in (trend.mean, trend.low, trend.high))
            yield [moment(float(trend.times[at]), told.zone), name, unit, *values]


def _signals(recording: "BedRecording") -> Iterator[tuple[str, str | bytes]]:
    """Hour by hour, so that a stay of three days does not stand in memory."""
    span = recording.span()
    if span is None:
        return
    for wave in recording.waves():
        start = math.floor(span[0] / _HOUR) * _HOUR
        while start < span[1]:
            found = recording.wave(wave, start, start + _HOUR)
            if not np.isnan(found.samples).all():
                name = f"{wave}-{datetime.fromtimestamp(start, UTC):%Y%m%dT%H}"
                header, samples = wfdb_record(name, found)
                yield f"{name}.hea", header
                yield f"{name}.dat", samples
            start += _HOUR


def wfdb_record(name: str, span: "WaveSpan") -> tuple[str, bytes]:
    """Header and samples of one signal, as https://physionet.org/physiotools/wag/header-5.htm writes them."""
    known = waveforms().get(span.wave)
    unit = (known.unit if known else "") or "NU"
    gain, middle = _scale(span.samples)
    steps = np.rint((span.samples.astype(np.float64) - middle) * gain)
    told = np.where(np.isnan(steps), _GAP, np.clip(steps, -_LARGEST, _LARGEST)).astype("<i2")
    baseline = int(np.rint(-middle * gain))
    at = datetime.fromtimestamp(span.first_at, UTC)
    checksum = int(told.astype(np.int64).sum()) & 0xFFFF
    signed = checksum - 0x10000 if checksum > _LARGEST else checksum
    header = (
        f"{name} 1 {span.rate_hz:g} {len(told)} {at:%H:%M:%S} {at:%d/%m/%Y}\n"
        f"{name}.dat 16 {gain:.6f}({baseline})/{unit.replace(' ', '_')} 16 0 {int(told[0])} {signed} 0 {span.wave}\n"
        "# UTC\n"
    )
    return header, told.tobytes()


def _scale(samples: Samples) -> tuple[float, float]:
    """Steps for each unit, and the value in the middle, so that the whole range has its place in sixteen bits."""
    low, high = float(np.nanmin(samples)), float(np.nanmax(samples))
    middle = round((low + high) / 2)
    reach = max(high - middle, middle - low, _FEWEST_STEPS * _LARGEST)
    return _LARGEST / reach / 1.01, float(middle)
