"""WFDB records (PhysioNet): the signals that the ward knows, each at its own rate, in the catalogue's unit.

The library `wfdb` is an optional extra (`pip install 'plantao[recordings]'`): with what it needs it is larger than the
rest of the program.
"""

import importlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.interop.hl7.nomenclature import conversion
from app.kernel.errors import KnownError
from app.ward.catalogue import Waveform, vital_signs, waveforms
from app.ward.signals import Samples

_FILE: Final = Path(__file__).resolve().parents[2] / "resources" / "ward" / "recordings.toml"
_FASTEST_NUMBER_HZ: Final = 2.0
_MOST_SAMPLES: Final = 50_000_000
_BROKEN: Final = (OSError, ValueError, KeyError, IndexError, TypeError, AttributeError, RuntimeError)
"""What `wfdb` raises over records that are broken; it promises nothing."""


@dataclass(frozen=True, eq=False)
class Signal:
    """One signal in the catalogue's unit; gaps are NaN. `code`: of a vital sign where `is_number`, else a waveform."""

    code: str
    is_number: bool
    rate_hz: float
    samples: Samples


def read_record(path: Path) -> list[Signal]:
    """The known signals of a record (its path without suffix).

    KnownError `ward.recordings_not_installed`, `ward.recording_missing`, `ward.recording_unreadable`,
    `ward.recording_without_signals`.
    """
    library = _library()
    if not path.with_name(f"{path.name}.hea").is_file():
        raise KnownError("ward.recording_missing", path=str(path))
    try:
        header = library.rdheader(str(path))
        if header.n_sig * header.sig_len > _MOST_SAMPLES:
            raise ValueError("too long")
        record = library.rdrecord(str(path), smooth_frames=False)
        found = list(_signals(record))
    except _BROKEN as error:
        reason = str(error) or type(error).__name__
        raise KnownError("ward.recording_unreadable", path=str(path), reason=reason) from error
    if not found:
        raise KnownError("ward.recording_without_signals", path=str(path))
    return found


def _library() -> Any:
    try:
        return importlib.import_module("wfdb")
    except ImportError as error:
        raise KnownError("ward.recordings_not_installed") from error


def _signals(record: Any) -> Iterator[Signal]:
    seen: set[str] = set()
    for place, name in enumerate(record.sig_name):
        rate = float(record.fs) * record.samps_per_frame[place]
        unit = str(record.units[place] or "").lower()
        values = np.asarray(record.e_p_signal[place], dtype=np.float64)
        signal = _signal(str(name).strip().lower(), rate, unit, values)
        # Of two leads that are one here (V1 and V2), the first is shown.
        if signal is not None and signal.code not in seen:
            seen.add(signal.code)
            yield signal


def _signal(name: str, rate: float, unit: str, values: NDArray[np.float64]) -> Signal | None:
    names = _names()
    if rate <= _FASTEST_NUMBER_HZ:
        vital = names["numbers"].get(name)
        scaled = _converted(values, unit, vital_signs()[vital].unit) if vital is not None else None
        if vital is None or scaled is None:
            return None
        low, high = vital_signs()[vital].possible
        # In these records 0 stands for "not measured", and nothing else says so.
        scaled[(scaled == 0) | (scaled < low) | (scaled > high)] = np.nan
        return Signal(vital, True, rate, scaled.astype(np.float32))
    code = names["waves"].get(name)
    wave = waveforms().get(code) if code is not None else None
    if wave is None:
        return None
    scaled = _onto_what_is_shown(values, wave) if wave.unit == "1" else _converted(values, unit, wave.unit)
    return Signal(wave.code, False, rate, scaled.astype(np.float32)) if scaled is not None else None


def _converted(values: NDArray[np.float64], unit: str, into: str) -> NDArray[np.float64] | None:
    known = conversion(_names()["units"].get(unit, unit), "^", into) if unit else None
    return values * known.factor + known.offset if known is not None else None


def _onto_what_is_shown(values: NDArray[np.float64], wave: Waveform) -> NDArray[np.float64]:
    """A waveform without a unit of its own fills what a sector shows, but for its outermost hundredths."""
    known = values[np.isfinite(values)]
    low, high = np.percentile(known, (1, 99)) if len(known) else (0.0, 1.0)
    bottom, top = wave.shown
    spread = float(high - low) or 1.0
    scaled: NDArray[np.float64] = bottom + (values - low) * ((top - bottom) / spread)
    return scaled


@cache
def _names() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))
