"""What the tests of the black box share."""

import dataclasses
from pathlib import Path

from app.kernel.clock import FakeClock
from app.router.blackbox.box import SMALLEST, BlackBox
from app.router.blackbox.model import Event
from app.router.tables.model import Discards, Record, WhenFull
from app.router.tables.reading import default_tables
from app.ward.recording.sealed import RecordingKey

KEY = RecordingKey(bytes(range(32)))
RULES = default_tables().discards
STOPS = dataclasses.replace(RULES, when_full=WhenFull.STOP)
ROWS = [one for one in Record if one not in (Record.SENT, Record.OLD)]


def events(count: int, what: Record = Record.LOW_ALARM_UNATTENDED, size: int = 20) -> list[Event]:
    return [Event("alarm", what, float(at), {"bed": f"bed-{at}", "pad": "x" * size}) for at in range(count)]


def opened(folder: Path, rules: Discards = RULES, clock: FakeClock | None = None) -> BlackBox:
    return BlackBox(folder, KEY, rules, clock or FakeClock(), SMALLEST)


def abandon(box: BlackBox) -> None:
    """As kill -9: nothing more is said, the system closes the file."""
    box._close_file()


def left(box: BlackBox) -> list[int]:
    return [one.number for one in box.records()]
