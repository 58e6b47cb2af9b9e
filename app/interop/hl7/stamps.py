"""Time stamps of HL7 v2: `YYYYMMDDHHMMSS[.ssss][+-ZZZZ]`, as short as the year, with the slips of devices.

Some devices run the fraction on without a point (`20260124131540000+0800`).
"""

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Final

_FORM: Final = re.compile(
    r"(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:\.?(\d{1,6}))?(?:([+-])(\d\d):?(\d\d))?", re.ASCII
)


def read_stamp(text: str) -> datetime | None:
    """The instant, aware where the stamp carries a zone and naive where it does not; None for anything else."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, sign, hours, minutes = found.groups()
    zone = None
    if sign:
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        if offset > timedelta(hours=14):
            return None
        zone = timezone(-offset if sign == "-" else offset) if offset else UTC
    try:
        return datetime(
            int(year),
            int(month or 1),
            int(day or 1),
            int(hour or 0),
            int(minute or 0),
            int(second or 0),
            int((fraction or "0").ljust(6, "0")),
            zone,
        )
    except ValueError:
        return None


def seconds_between(start: str, end: str) -> float | None:
    """How long it is from one stamp to the other; None where one is missing, or only one has a zone."""
    first, last = read_stamp(start), read_stamp(end)
    if first is None or last is None or (first.tzinfo is None) != (last.tzinfo is None):
        return None
    return (last - first).total_seconds()


def write_stamp(instant: datetime) -> str:
    """The stamp of an instant, to the millisecond; with its zone where it has one."""
    text = f"{instant:%Y%m%d%H%M%S}.{instant.microsecond // 1000:03d}"
    return text + (f"{instant:%z}"[:5] if instant.tzinfo is not None else "")
