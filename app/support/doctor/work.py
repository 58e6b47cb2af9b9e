"""What waits and does not leave, what failed, what is newer: told by the open store, without whom it is about."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, func, select

from app.fleet.errand import OFFERED
from app.fleet.reporting import BACKUP_STATUS
from app.fleet.versions import is_newer, offer_of
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.kernel.version import program_version
from app.reminders.outbox.model import FOR_A_PERSON, WAITING
from app.store.settings import read_setting
from app.store.store import Store
from app.store.tables import message
from app.support.doctor.finding import Finding, Grade
from app.sync import ledger
from app.sync.enrolling import read_enrolment
from app.sync.since import read_success

_STUCK: Final = timedelta(hours=24)
"""A unit without a line for a day should know; what is written is safe all the same."""
_CLOCKS_DIFFER: Final = timedelta(minutes=5)
_MESSAGES_STUCK: Final = timedelta(hours=2)
_MOST_CHECKED_BYTES: Final = 300_000_000


def whole(store: Store) -> Iterator[Finding]:
    """Every page read once, where that takes seconds; a larger store is checked with each of its backups."""
    if store.path.stat().st_size > _MOST_CHECKED_BYTES:
        return
    try:
        with store.read() as connection:
            sound = connection.exec_driver_sql("PRAGMA quick_check(1)").scalars().all() == ["ok"]
    except KnownError as error:
        if error.code != "store.damaged":
            raise
        sound = False
    yield Finding("store", Grade.GOOD if sound else Grade.BAD, "store_whole" if sound else "store_damaged")


def work(store: Store) -> Iterator[Finding]:
    """The exchange, the messages, the backup, the version."""
    now = store.clock.now()
    with store.read() as connection:
        if read_enrolment(connection) is not None:
            yield from _exchange(connection, now)
        yield from _messages(connection, now)
        yield from _backup(connection)
        offer = offer_of(read_setting(connection, OFFERED))
    if offer is not None and is_newer(offer.version, program_version()):
        versions: dict[str, object] = {"offered": offer.version, "own": program_version()}
        yield Finding("version", Grade.ATTENTION, "version_old", versions)


def _exchange(connection: Connection, now: datetime) -> Iterator[Finding]:
    counts, last = ledger.counts(connection), read_success(connection)
    if counts.rejected:
        yield Finding("exchange", Grade.BAD, "exchange_refused", {"count": counts.rejected})
    if counts.conflicts:
        yield Finding("exchange", Grade.ATTENTION, "exchange_conflicts", {"count": counts.conflicts})
    oldest = None if counts.oldest_pending is None else now - from_text(counts.oldest_pending)
    if oldest is not None and oldest > _STUCK:
        waiting: dict[str, object] = {"count": counts.pending, "hours": _hours(oldest)}
        yield Finding("exchange", Grade.BAD, "exchange_stuck", waiting)
    elif _ahead(now, last) or (oldest is not None and oldest < -_CLOCKS_DIFFER):
        yield Finding("exchange", Grade.ATTENTION, "exchange_ahead", {"count": counts.pending})
    elif last is None or now - last > _STUCK:
        since = "–" if last is None else to_text(last)[:16].replace("T", " ")
        yield Finding("exchange", Grade.ATTENTION, "exchange_late", {"since": since})
    elif oldest is None:
        yield Finding("exchange", Grade.GOOD, "exchange_nothing")
    else:
        yield Finding("exchange", Grade.GOOD, "exchange", {"count": counts.pending, "hours": _hours(oldest)})


def _messages(connection: Connection, now: datetime) -> Iterator[Finding]:
    """Those that should have gone out and did not, and those that wait for a person's decision."""
    late = (message.c.status.in_(WAITING), message.c.next_at <= to_text(now - _MESSAGES_STUCK))
    number, oldest = connection.execute(select(func.count(), func.min(message.c.next_at)).where(*late)).one()
    if number:
        values: dict[str, object] = {"count": number, "hours": _hours(now - from_text(oldest))}
        yield Finding("messages", Grade.ATTENTION, "messages_stuck", values)
    asks = select(func.count()).select_from(message).where(message.c.status.in_(FOR_A_PERSON))
    waiting = connection.execute(asks).scalar_one()
    if waiting:
        yield Finding("messages", Grade.ATTENTION, "messages_for_a_person", {"count": waiting})


def _backup(connection: Connection) -> Iterator[Finding]:
    noted = read_setting(connection, BACKUP_STATUS)
    if isinstance(noted, dict) and noted.get("failed_at"):
        at = str(noted["failed_at"])[:16].replace("T", " ")
        yield Finding("backup", Grade.BAD, "backup_failed", {"code": noted.get("failure_code", "–"), "at": at})


def _ahead(now: datetime, at: datetime | None) -> bool:
    """Whether it is dated in the future: this computer's clock was set back since."""
    return at is not None and at - now > _CLOCKS_DIFFER


def _hours(age: timedelta) -> int:
    return max(round(age.total_seconds() / 3600), 0)
