"""`bench reminders`: scheduling, sending and lateness on the encrypted store, each beside what it is compared with.

Scheduling: a campaign for 10,000 people by criteria (preview, confirm), beside as many jobs given to APScheduler.
Sending: 10,000 due at once through a channel that takes 20 ms, beside the same waits in bare threads; e-mail through
the real channel to a server that takes 50 ms for each message, beside one line that sends them one after the other.
Lateness: 20 messages a second, from the time they are due to the call of the channel, beside jobs of APScheduler.
"""

import argparse
import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler

from app.commands import bench_reminder_store as shared
from app.commands.bench_reminders_sending import A_SECOND, at_once, empty, lateness, mail, unlimited
from app.reminders.campaigns import CampaignService, NewCampaign
from app.reminders.criteria import Condition
from app.security.roles import Role
from app.store.store import Store

MANY, MAILS, RUNS = 10_000, 3_000, 5
STEADY_SECONDS: Final = 20.0
_TARGETS: Final = {
    "confirm, target": "<= 0.5 s",
    "last of all that are due at once, target": "<= 5 s",
    "e-mails, target": ">= 200/s",
    "lateness, target": "99 % within 1.5 s",
}


def run(arguments: argparse.Namespace) -> Mapping[str, object]:
    """Seconds, messages a second; `many`, `mails` and `steady_seconds` may be given by a test."""
    many, mails = int(getattr(arguments, "many", MANY)), int(getattr(arguments, "mails", MAILS))
    steady = float(getattr(arguments, "steady_seconds", STEADY_SECONDS))
    # As the window does when it starts (ui/start/application): the collector need not look through the modules.
    gc.freeze()
    with tempfile.TemporaryDirectory(prefix="plantao-bench-") as folder:
        store = shared.new_store(Path(folder) / "reminders.db")
        try:
            _say(f"{many:,} synthetic people …")
            people = shared.add_people(store, many)
            figures = {
                **_scheduling(store, many),
                **_jobs(Path(folder), many),
                **_said("all due at once …", at_once, store, people),
                **_said(f"{mails:,} e-mails …", mail, store, people[:mails]),
                **_said(f"{A_SECOND} a second for {steady:.0f} s …", lateness, store, people, steady),
            }
        finally:
            store.close()
            gc.unfreeze()
    return {**_machine(), **figures, **_TARGETS}


def _machine() -> dict[str, object]:
    """Figures of a busy machine are no figures of the program: said beside them."""
    busy = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not measured here"
    return {"processors": os.cpu_count(), "processes that want one (average of a minute)": busy}


def _scheduling(store: Store, many: int) -> dict[str, object]:
    """A campaign shown and confirmed, again and again on an empty outbox."""
    _say("scheduling by criteria …")
    ways = unlimited()
    campaigns = CampaignService(store, lambda: ways, shared.composing(), lambda _connection, _least, _most: ())
    session = shared.session_of(Role.COORDINATOR)
    at = store.clock.now() + timedelta(days=1)
    new = NewCampaign("Bench", shared.VERSION, (Condition("age", least=0, most=130),), ("email", "sms"), at)
    previews, confirms, worked = [], [], []
    for _ in range(RUNS):
        start = time.perf_counter()
        assert len(campaigns.preview(session, new).planned) == many
        previews.append(time.perf_counter() - start)
        start, before = time.perf_counter(), time.process_time()
        assert campaigns.confirm(session, new).chosen == many
        confirms.append(time.perf_counter() - start)
        worked.append(time.process_time() - before)
        empty(store)
    return {
        "scheduled by criteria": many,
        "preview (s)": statistics.median(previews),
        "confirm (s)": statistics.median(confirms),
        "confirm, the quickest (s)": min(confirms),
        "confirm, of that on a processor (s)": statistics.median(worked),
    }


def _jobs(folder: Path, many: int) -> dict[str, object]:
    _say("the same number of APScheduler's jobs …")
    kept = {"type": "sqlalchemy", "url": f"sqlite:///{folder / 'jobs.db'}"}
    return {
        "APScheduler, SQLAlchemy job store (s)": _add_jobs(kept, many),
        "APScheduler, memory job store (s)": _add_jobs({"type": "memory"}, many),
    }


def _add_jobs(jobs: dict[str, str], many: int) -> float:
    scheduler = BackgroundScheduler(timezone=UTC, jobstores={"default": jobs})
    scheduler.start(paused=True)
    at = datetime.now(UTC) + timedelta(days=1)
    start = time.perf_counter()
    for number in range(many):
        scheduler.add_job(_nothing, "date", run_date=at, args=[number])
    taken = time.perf_counter() - start
    scheduler.shutdown()
    return taken


def _nothing(number: int) -> None:
    """A job for the comparison."""


def _said(line: str, measure: Callable[..., dict[str, object]], *given: object) -> dict[str, object]:
    _say(line)
    return measure(*given)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
