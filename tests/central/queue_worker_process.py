"""A worker of the server in a process of its own, with short times, to be killed."""

import threading
from pathlib import Path

from app.central.database import open_database
from app.central.desks import Desks
from app.central.queue_worker import Times
from app.central.working import Working
from app.kernel.clock import SystemClock
from app.kernel.ids import TimeOrderedIds
from app.reminders import work
from app.reminders.outbox import claiming, recording

HANDS = 4
HELD_SECONDS = 3.0
TIMES = Times(feed=0.1, chunk=5.0, beat=0.3, silent=1.5)


def work_until_killed(url: str, folder: str) -> None:
    """Two times of the program are shortened too, so that a test ends: how long a claimed message is held before it
    counts as unknown, and how long a newcomer waits for the others."""
    setattr(claiming, "LEASE_SECONDS", HELD_SECONDS)  # noqa: B010 - a constant of the program, on purpose
    setattr(recording, "LEASE_SECONDS", HELD_SECONDS)  # noqa: B010 - the same
    setattr(work, "LOOK_SECONDS", 0.2)  # noqa: B010 - the same
    clock, engine = SystemClock(), open_database(url)
    desks = Desks(engine, clock, TimeOrderedIds(clock), Path(folder), HANDS)
    Working(desks, clock, 0.2, TIMES).run(threading.Event())
