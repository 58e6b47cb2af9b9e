"""The shifts of a ward as they are edited: each by the clock on its wall."""

from collections.abc import Mapping
from datetime import time
from typing import Any

from app.router.tables.checking import Fields
from app.router.tables.model import Shift


def read_shifts(content: Mapping[str, Any]) -> tuple[Shift, ...]:
    """The shifts in their order; KnownError `router_tables.<what>` as for the tables."""
    read = Fields("shifts", content)
    for field in ("version", "source"):
        read.word(field)
    found = shifts_in(read)
    read.done()
    return found


def shifts_in(read: Fields) -> tuple[Shift, ...]:
    """The rows of a table whose head is read by somebody else."""
    found: list[Shift] = []
    for row in read.rows("shift"):
        shift = Shift(row.word("code"), row.label(), _time(row, "begins"), _time(row, "ends"))
        row.done()
        if shift.code in [one.code for one in found]:
            raise row.wrong("twice", "code", shift.code)
        if shift.begins == shift.ends:
            raise row.wrong("word", "ends", shift.ends.isoformat("minutes"), "≠ begins")
        found.append(shift)
    return tuple(found)


def _time(row: Fields, field: str) -> time:
    written = row.word(field)
    try:
        return time.fromisoformat(written)
    except ValueError:
        raise row.wrong("word", field, written, "07:00") from None
