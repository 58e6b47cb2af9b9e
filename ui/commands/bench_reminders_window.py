"""`bench reminders_window`: does the window stay smooth while 10,000 messages are scheduled behind it?

Measured is the time from one painted frame to the next (`ui/commands/frame_times.py`), first with nothing behind it,
then while a campaign for 10,000 people is shown and confirmed again and again, by the same service and in the same kind
of thread as in the program.
"""

import argparse
import importlib
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from ui.commands.frame_times import TARGET_MS, Behind, figures, for_seconds, frames, shell_of

PEOPLE: Final = 10_000
QUIET_SECONDS: Final = 5.0
ROUNDS: Final = 5


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Milliseconds from frame to frame; `people`, `rounds` and `quiet_seconds` may be given by a test."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    people = int(getattr(arguments, "people_scheduled", PEOPLE))
    rounds = int(getattr(arguments, "rounds", ROUNDS))
    quiet = float(getattr(arguments, "quiet_seconds", QUIET_SECONDS))
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder:
        print(f"{people:,} synthetic people …", file=sys.stderr)
        station, session, campaign = _made().station_with_people(Path(folder), people)
        try:
            return _measure(station, session, campaign, rounds, quiet) | {"people": people, "campaigns": rounds}
        finally:
            station.close()


def _made() -> Any:
    """The station and the made-up people belong to the commands of `app/`, which nothing of `ui/` imports: found by
    name, as `bench` finds this one."""
    return importlib.import_module("app.commands.bench_reminder_station")


def _measure(station: Any, session: Any, campaign: Any, rounds: int, quiet: float) -> dict[str, object]:
    from ui.start.application import share_the_interpreter  # noqa: PLC0415 - after the platform was chosen

    scheduling = _made().coordinator()

    def schedule() -> None:
        for _ in range(rounds):
            station.reminders.campaigns.preview(scheduling, campaign)
            station.reminders.campaigns.confirm(scheduling, campaign)

    with shell_of(station, session, "reception") as (application, shell):
        share_the_interpreter()
        # The first frames load and lay out; they are those of any start.
        frames(application, shell, for_seconds(1.0))
        alone = frames(application, shell, for_seconds(quiet))
        behind = Behind(schedule)
        behind.start()
        begin = time.perf_counter()
        beside = frames(application, shell, behind.is_alive)
        seconds = time.perf_counter() - begin
        behind.end()
    return {
        "shown and confirmed, each (s)": seconds / rounds,
        **figures("with nothing behind it", alone),
        **figures("while it schedules", beside),
        "target, 99 % of frames (ms)": TARGET_MS,
    }
