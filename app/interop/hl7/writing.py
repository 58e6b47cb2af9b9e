"""Values of the ward as HL7 v2.6 messages: ORU^R01 (PCD-01), ORU^R40 (PCD-04) and watchdogs.

What is written here is read back equal by `reading.read`; samples on the grid of `STEPS` too, others to half a step.
Without MLLP frame (`framing.frame`). A source that is no person goes out with processing id T (training).
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Final

import numpy as np

from app.interop.hl7.nomenclature import unit_code
from app.interop.hl7.stamps import write_stamp
from app.ward.catalogue import vital_signs, waveforms
from app.ward.signals import DeviceAlert, Numeric, Observation, SignOfLife, Source, WaveBlock

STEPS: Final[Mapping[str, float]] = {"mV": 2.0**-10, "mmHg": 2.0**-3, "1": 2.0**-12}
"""The resolution of samples by unit; powers of two, so that a sample is the same number after the journey."""
_MISSING: Final = 32767
_LARGEST: Final = 32766
_EUI: Final = re.compile(r"[0-9A-Fa-f]{16}")
_ESCAPES: Final = str.maketrans({"\\": "\\E\\", "|": "\\F\\", "^": "\\S\\", "~": "\\R\\", "&": "\\T\\"})
_PROFILES: Final = {
    "R01": "IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO",
    "R40": "IHE_PCD_ACM_001^IHE PCD^1.3.6.1.4.1.19376.1.6.4.4.1^ISO",
}


def write_observation(value: Observation, control: str, sent_at: datetime) -> bytes:
    """One ORU^R01; `control` is its MSH-10, `sent_at` its MSH-7 (aware)."""
    lines = _head(value.source, "R01", control, sent_at)
    lines.append(_order(control, "69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC", value.device_time))
    lines.append(_device(value.source))
    for place, numeric in enumerate(value.numerics, 1):
        lines.append(_numeric(numeric, f"1.1.1.{place}"))
    for place, block in enumerate(value.waves, 1):
        lines += _wave(block, f"1.2.1.{place}")
    return _joined(lines)


def write_alert(value: DeviceAlert, control: str, sent_at: datetime) -> bytes:
    """One ORU^R40 with its seven facets."""
    lines = _head(value.source, "R40", control, sent_at)
    order = _order(control, "196616^MDC_EVT_ALARM^MDC", value.device_time)
    # OBR-29 stands 22 fields after OBR-7: what holds the messages of one alert together.
    lines += [f"{order}{'|' * 22}^{_escaped(value.alert)}", _device(value.source)]
    code = f"0^{_escaped(value.event)}^MDC" if not value.event.isdigit() else value.event
    lines.append(f"OBX|2|ST|{code}|1.1.1.1.1|{_escaped(value.text)}||||||R")
    lines.append(_measured(value))
    words = {
        "68481^MDC_ATTR_EVENT_PHASE^MDC": value.phase.value,
        "68482^MDC_ATTR_ALARM_STATE^MDC": value.state,
        "68483^MDC_ATTR_ALARM_INACTIVATION_STATE^MDC": value.inactivation,
        "68484^MDC_ATTR_ALARM_PRIORITY^MDC": value.priority,
        "68485^MDC_ATTR_ALERT_TYPE^MDC": value.kind,
    }
    lines += [
        f"OBX|{at}|ST|{code}|1.1.1.1.{at - 1}|{_escaped(word)}||||||R"
        for at, (code, word) in enumerate(words.items(), 4)
    ]
    return _joined(lines)


def write_sign_of_life(value: SignOfLife, control: str, sent_at: datetime) -> bytes:
    """One watchdog: ORU^R40 of event 258047; state *inactive* where the device announces that it leaves."""
    lines = _head(value.source, "R40", control, sent_at)
    lines += [_order(control, "196616^MDC_EVT_ALARM^MDC", None), _device(value.source)]
    state = "inactive" if value.leaving else "active"
    lines += [
        "OBX|2|ST|258047^MDC_EVT_ACTIVE^MDC|1.0.0.0.1|||||||R",
        "OBX|3|ST|68480^MDC_ATTR_ALERT_SOURCE^MDC|1.0.0.0.2|69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC||||||R",
        "OBX|4|ST|68481^MDC_ATTR_EVENT_PHASE^MDC|1.0.0.0.3|start||||||R",
        f"OBX|5|ST|68482^MDC_ATTR_ALARM_STATE^MDC|1.0.0.0.4|{state}||||||R",
        "OBX|6|ST|68483^MDC_ATTR_ALARM_INACTIVATION_STATE^MDC|1.0.0.0.5|enabled||||||R",
        "OBX|7|ST|68484^MDC_ATTR_ALARM_PRIORITY^MDC|1.0.0.0.6|PN||||||R",
        "OBX|8|ST|68485^MDC_ATTR_ALERT_TYPE^MDC|1.0.0.0.7|SA||||||R",
    ]
    return _joined(lines)


def _head(source: Source, event: str, control: str, sent_at: datetime) -> list[str]:
    processing = "T" if source.simulated else "P"
    header = [
        *("MSH", "^~\\&", "PLANTAO", "", "", "", write_stamp(sent_at), "", f"ORU^{event}^ORU_{event}"),
        *(_escaped(control), processing, "2.6", "", "", "AL", "NE", "", "UNICODE UTF-8", "", "", _PROFILES[event]),
    ]
    patient = f"{_escaped(source.patient)}^^^^MR" if source.patient else ""
    bed = f"^^{_escaped(source.bed)}" if source.bed else ""
    return ["|".join(header), f"PID|||{patient}", f"PV1||I|{bed}"]


def _order(control: str, service: str, when: datetime | None) -> str:
    own = f"{_escaped(control)}^PLANTAO"
    return f"OBR|1|{own}|{own}|{service}|||{write_stamp(when) if when is not None else ''}"


def _device(source: Source) -> str:
    known = _escaped(source.device)
    entity = f"{known}^^{known}^EUI-64" if _EUI.fullmatch(source.device) else known
    return f"OBX|1||69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC|1.0.0.0|||||||X|||||||{entity}"


def _numeric(numeric: Numeric, place: str) -> str:
    value = "" if numeric.value is None else repr(numeric.value)
    status = "X" if numeric.value is None else "R"
    code, unit, limits = _vital_code(numeric.vital), _vital_unit(numeric.vital), _limits(numeric.limits)
    return f"OBX|{place.rpartition('.')[2]}|NM|{code}|{place}|{value}|{unit}|{limits}||||{status}"


def _measured(alert: DeviceAlert) -> str:
    """Facet 2: the measured number with its limits; where there is none, what it is about."""
    if alert.vital in vital_signs():
        return _numeric(Numeric(alert.vital, alert.value, alert.limits), "1.1.1.1.2").replace("OBX|2|", "OBX|3|")
    about = _wave_code(alert.vital) if alert.vital in waveforms() else ""
    return f"OBX|3|ST|68480^MDC_ATTR_ALERT_SOURCE^MDC|1.1.1.1.2|{about}||||||R"


def _limits(limits: tuple[float | None, float | None]) -> str:
    low, high = limits
    if low is None:
        return "" if high is None else f"<{high!r}"
    return f">{low!r}" if high is None else f"{low!r}-{high!r}"


def _wave(block: WaveBlock, place: str) -> Iterable[str]:
    """The samples as whole steps, then rate, step and the number that stands for a missing sample."""
    unit = waveforms()[block.wave].unit
    step = STEPS[unit]
    known = np.isfinite(block.samples)
    whole = np.clip(np.rint(np.where(known, block.samples, 0).astype(np.float64) / step), -_LARGEST, _LARGEST)
    whole[~known] = _MISSING
    samples = "^".join(map(str, whole.astype(np.int64).tolist()))
    code, at = _wave_code(block.wave), place.rpartition(".")[2]
    yield f"OBX|{at}|NA|{code}|{place}|{samples}|{unit_code(unit)}|||||R"
    yield f"OBX|{at}|NM|0^MDC_ATTR_SAMP_RATE^MDC|{place}.1|{block.rate_hz!r}|264640^MDC_DIM_HZ^MDC|||||R"
    yield f"OBX|{at}|NM|2327^MDC_ATTR_NU_MSMT_RES^MDC|{place}.2|{step!r}|{unit_code(unit)}|||||R"
    yield f"OBX|{at}|NM|262196^MDC_EVT_INOP^MDC|{place}.3|{_MISSING}||||||R"


@cache
def _vital_code(vital: str) -> str:
    name, number = next(iter(vital_signs()[vital].mdc.items()))
    return f"{number}^{name}^MDC"


@cache
def _wave_code(wave: str) -> str:
    name, number = next(iter(waveforms()[wave].mdc.items()))
    return f"{number}^{name}^MDC"


@cache
def _vital_unit(vital: str) -> str:
    return unit_code(vital_signs()[vital].unit)


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _joined(lines: Iterable[str]) -> bytes:
    return ("\r".join(lines) + "\r").encode("utf-8")
