"""What chains of datagrams say in words: introductions, alarms, reports; ValueError where that is nothing known."""

import math
import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from app.interop.datagram_values import read_fields, read_number, write_fields, write_number
from app.interop.hl7.origin import clean
from app.ward.signals import DeviceAlert, DeviceReport, Numeric, Phase, Source

_TOPICS: Final = Path(__file__).resolve().parents[2] / "resources" / "ward" / "reports.toml"
_STATES: Final = ("", "inactive", "active", "latched")
_SILENCED: Final = ("audio-paused", "audio-off", "alarm-paused", "alarm-off")
_INACTIVATIONS: Final = ("", "enabled", *_SILENCED, "alert-acknowledged")
_PRIORITIES: Final = ("", "PH", "PM", "PL", "PN")
_KINDS: Final = ("", "SP", "ST", "SA")
_MOST_VALUES: Final = 32


@cache
def topics() -> frozenset[str]:
    """The codes of `resources/ward/reports.toml`."""
    return frozenset(one["code"] for one in tomllib.loads(_TOPICS.read_text(encoding="utf-8"))["topic"])


def write_source(source: Source) -> bytes:
    """Device, bed, patient, and whether it is no person."""
    return write_fields([source.device, source.bed, source.patient, "1" if source.simulated else "0"])


def read_source(text: bytes) -> Source:
    """The source that an introduction names."""
    device, bed, patient, simulated = read_fields(text)
    if not device or simulated not in ("0", "1"):
        raise ValueError("an introduction without a device")
    return Source(clean(device), clean(bed), clean(patient), simulated == "1")


def write_alert(value: DeviceAlert) -> bytes:
    """Alert, phase, state, inactivation, priority, kind, event, the number with its limits, the device's words."""
    number = b""
    if value.vital:
        number = write_number(Numeric(value.vital, value.value, value.limits))
    words = [value.alert, value.phase.value, value.state, value.inactivation, value.priority, value.kind, value.event]
    return write_fields([*words, number.decode("ascii"), value.text])


def read_alert(text: bytes, source: Source, now: float) -> DeviceAlert:
    """An alarm that a device raised; an unknown word in another place than the phase empties that place alone."""
    alert, phase, state, inactivation, priority, kind, event, number, words = read_fields(text)
    if not event:
        raise ValueError("an alarm without an event")
    numeric = (read_number(number.encode("ascii", "replace")) if number else None) or Numeric("", None)
    return DeviceAlert(
        source,
        now,
        alert=clean(alert) or event,
        event=clean(event),
        text=clean(words, 200),
        phase=Phase(phase),
        state=state if state in _STATES else "",
        inactivation=inactivation if inactivation in _INACTIVATIONS else "",
        priority=priority if priority in _PRIORITIES else "",
        kind=kind if kind in _KINDS else "",
        vital=numeric.vital,
        value=numeric.value,
        limits=numeric.limits,
    )


def write_report(value: DeviceReport) -> bytes:
    """The topic, then each value: `name=#12.5` a number, `name=:words` a text, `name=` nothing."""
    return write_fields([value.topic, *(f"{name}={_written(one)}" for name, one in value.values.items())])


def read_report(text: bytes, source: Source, priority: int, now: float) -> DeviceReport:
    """A report about anything that is no vital sign."""
    topic, *pairs = read_fields(text)
    if topic not in topics() or len(pairs) > _MOST_VALUES:
        raise ValueError("a report about nothing that is known")
    values = dict(_read_value(one) for one in pairs)
    return DeviceReport(source, now, topic, priority, values)


def _written(value: float | str | None) -> str:
    if value is None:
        return ""
    return f":{value}" if isinstance(value, str) else f"#{float(value)!r}"


def _read_value(text: str) -> tuple[str, float | str | None]:
    name, _, written = text.partition("=")
    if not name.isidentifier():
        raise ValueError("a value without a name")
    if not written:
        return name, None
    if written[0] == ":":
        return name, clean(written[1:], 200)
    number = float(written[1:])
    if written[0] != "#" or not math.isfinite(number):
        raise ValueError("a value that is neither number nor text")
    return name, number
