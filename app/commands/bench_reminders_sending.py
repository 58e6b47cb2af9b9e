"""The part of `bench reminders` that sends: all at once, e-mail, lateness in steady state."""

import smtplib
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy import delete, select

from app.commands import bench_reminder_store as shared
from app.commands.bench_mail_server import SECONDS_EACH, mail_server
from app.kernel.actor import PROGRAM
from app.kernel.clock import SystemClock
from app.reminders.channels.interface import Attempted, Feedback, Outcome, Outgoing, Sender
from app.reminders.channels.registry import describe, open_channel
from app.reminders.outbox.model import Planned, Priority
from app.reminders.outbox.outbox import Outbox
from app.reminders.outbox.planning import plan
from app.reminders.outbox.sending import HANDS, Sending
from app.reminders.outbox.ways import Way, Ways
from app.reminders.pace import Bucket
from app.store.store import Store
from app.store.tables import message

A_SECOND: Final = 20
SEND_SECONDS: Final = 0.02


class _Slow:
    """A channel that takes so many seconds for each message, and notes when each was begun."""

    def __init__(self, seconds: float = SEND_SECONDS) -> None:
        self._seconds = seconds
        self._lock = threading.Lock()
        self.begun: dict[str, datetime] = {}

    def send(self, outgoing: Outgoing) -> Attempted:
        """Wait, as for a network."""
        now = datetime.now(UTC)
        with self._lock:
            self.begun[outgoing.message_id] = now
        time.sleep(self._seconds)
        return Attempted(Outcome.ACCEPTED, "250")

    def listen(self) -> Sequence[Feedback]:
        """Nothing."""
        return ()

    def test(self) -> None:
        """Always there."""

    def close(self) -> None:
        """Nothing to close."""


def at_once(store: Store, people: Sequence[str]) -> dict[str, object]:
    """Seconds until the last of all is begun, beside bare threads."""
    due = store.clock.now()
    _plan(store, people, lambda _place: due)
    slow = _Slow()
    start = datetime.now(UTC)
    _sending(store, slow).run_until_idle()
    whole = (datetime.now(UTC) - start).total_seconds()
    last = (max(slow.begun.values()) - start).total_seconds()
    assert len(slow.begun) == len(people)
    empty(store)
    return {
        "due at once": len(people),
        "hands": HANDS,
        "the last is begun after (s)": last,
        "all are written down after (s)": whole,
        "bare threads, the last is begun after (s)": _bare_threads(len(people)),
    }


def _bare_threads(many: int) -> float:
    begun: list[float] = []

    def wait() -> None:
        begun.append(time.perf_counter())
        time.sleep(SEND_SECONDS)

    start = time.perf_counter()
    with ThreadPoolExecutor(HANDS) as pool:
        for _ in range(many):
            pool.submit(wait)
    return max(begun) - start


def mail(store: Store, people: Sequence[str]) -> dict[str, object]:
    """E-mails a second with the real channel, beside one line."""
    with mail_server() as server:
        place = {"host": "127.0.0.1", "port": str(server.port), "security": "none", "sender": "ubs@example.org"}
        sender = open_channel("email", place, {})
        _plan(store, people, lambda _place: store.clock.now())
        start = time.perf_counter()
        _sending(store, sender).run_until_idle()
        rate = len(people) / (time.perf_counter() - start)
        sender.close()
        arrived = server.taken()
        one_line = _one_after_the_other(server.port, max(10, len(people) // 60))
    empty(store)
    return {
        "e-mails": len(people),
        "e-mails that arrived": arrived,
        "the mail server takes (ms)": SECONDS_EACH * 1000,
        "e-mails a second": rate,
        "one line, one after the other (e-mails a second)": one_line,
    }


def _one_after_the_other(port: int, many: int) -> float:
    with smtplib.SMTP("127.0.0.1", port) as line:
        start = time.perf_counter()
        for number in range(many):
            line.sendmail("ubs@example.org", f"p{number}@example.org", "Subject: Aviso\r\n\r\nOi.\r\n")
        return many / (time.perf_counter() - start)


def lateness(store: Store, people: Sequence[str], seconds: float) -> dict[str, object]:
    """From due to begun, beside jobs of APScheduler."""
    count = min(int(A_SECOND * seconds), len(people))
    first = store.clock.now() + timedelta(seconds=2)
    due = [first + timedelta(seconds=place / A_SECOND) for place in range(count)]
    names = _plan(store, people[:count], lambda place: due[place])
    slow = _Slow()
    sending = _sending(store, slow)
    thread = threading.Thread(target=sending.run)
    thread.start()
    end = time.monotonic() + seconds + 30
    while len(slow.begun) < count and time.monotonic() < end:
        time.sleep(0.1)
    sending.stop()
    thread.join()
    late = [(slow.begun[name] - at).total_seconds() for name, at in zip(names, due, strict=True)]
    empty(store)
    jobs = _lateness_of_jobs(count)
    return {
        "lateness, messages": count,
        "lateness, 50 % within (s)": _share(late, 50),
        "lateness, 99 % within (s)": _share(late, 99),
        "lateness, the longest (s)": max(late),
        "APScheduler, 50 % within (s)": _share(jobs, 50),
        "APScheduler, 99 % within (s)": _share(jobs, 99),
    }


def _lateness_of_jobs(count: int) -> list[float]:
    late: list[float] = []

    def begin(at: datetime) -> None:
        late.append((datetime.now(UTC) - at).total_seconds())
        time.sleep(SEND_SECONDS)

    scheduler = BackgroundScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None})
    first = datetime.now(UTC) + timedelta(seconds=2)
    for place in range(count):
        at = first + timedelta(seconds=place / A_SECOND)
        scheduler.add_job(begin, "date", run_date=at, args=[at])
    scheduler.start()
    end = time.monotonic() + count / A_SECOND + 30
    while len(late) < count and time.monotonic() < end:
        time.sleep(0.1)
    scheduler.shutdown()
    return late


def unlimited() -> Ways:
    """Channels without a limit: what is measured is the program, not a provider's patience."""
    return Ways({code: Way(describe(code), Bucket.full(1e6, 0.0)) for code in ("email", shared.GATEWAY)})


def _sending(store: Store, sender: Sender) -> Sending:
    outbox = Outbox(store, "bench", shared.composing())
    return Sending(outbox, unlimited(), {"email": sender, shared.GATEWAY: sender}, SystemClock())


def _plan(store: Store, people: Sequence[str], due: Callable[[int], datetime]) -> list[str]:
    """One e-mail for each; the identifiers in the order of the people."""
    rows = []
    for place, one in enumerate(people):
        at = due(place)
        until, name = at + timedelta(hours=2), f"bench/{place:06}"
        rows.append(Planned(name, one, shared.VERSION, "A", ("email",), "email", at, until, Priority.SINGLE))
    with store.write(PROGRAM) as writing:
        plan(writing, rows)
    with store.read() as connection:
        return list(connection.execute(select(message.c.id).order_by(message.c.name)).scalars())


def empty(store: Store) -> None:
    """No message is left."""
    with store.write(PROGRAM) as writing:
        writing.connection.execute(delete(message))


def _share(values: Sequence[float], share: int) -> float:
    ordered = sorted(values)
    return ordered[max(0, -(-len(ordered) * share // 100) - 1)]
