"""How sync stands, in a few words for the chip and in whole sentences for the page. Pure.

"Synchronised" is said in exactly one case: where `SyncStatus.synchronised` says so and nothing is wrong.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from app.kernel.errors import KnownError
from app.sync.client import CLOCK_TOLERANCE_SECONDS
from app.sync.service import Progress, SyncStatus
from ui.errors import words_of
from ui.texts import has_text, tr, tr_count
from ui.texts.formats import show_age, show_date

SYNCHRONISED: Final = "synchronised"
_UNREACHABLE: Final = "sync.unreachable"
_ASKING: Final = {
    "sync.suspended": "suspended",
    "sync.not_you": "not_you",
    "sync.wrong_certificate": "wrong_certificate",
}
_WHOLE: Final = 100


@dataclass(frozen=True)
class Standing:
    """`key` names the state; `short` is for the chip, `title` and `detail` for the page; `icon`, `tone`: the look."""

    key: str
    icon: str
    tone: str
    short: str
    title: str
    detail: str


def standing(status: SyncStatus, now: datetime, zone: str) -> Standing:
    """The one thing to say: what asks for a person first, then what is wrong, then what waits."""
    if status.failure is not None:
        return _failing(status, status.failure, now, zone)
    if status.counts.rejected or status.counts.conflicts:
        return _asks_the_team(status)
    if status.running and status.progress is not None:
        return _running(status.progress)
    if status.counts.pending or status.counts.unseen or status.counts.waiting_here:
        return _waiting(status)
    if status.synchronised and status.last_success is not None:
        age = show_age((now - status.last_success).total_seconds())
        detail = tr("network.synchronised_detail", age=age)
        words = (tr("network.synchronised"), tr("network.synchronised_title"), detail)
        return Standing(SYNCHRONISED, "check-circle", "success", *words)
    words = (tr("network.never"), tr("network.never_title"), tr("network.never_detail"))
    return Standing("never", "cloud", "text_muted", *words)


def all_that_waits(status: SyncStatus) -> tuple[str, ...]:
    """Every count that is not zero, in a few words each."""
    counts = status.counts
    found = [tr_count("network.unseen", counts.unseen)] if counts.unseen else []
    if counts.pending:
        found.insert(0, _pending_words(status))
    for name in ("rejected", "conflicts", "parked", "provisional"):
        number = getattr(counts, name)
        if number:
            found.append(tr_count(f"network.{name}", number))
    return tuple(found)


def kept_words(status: SyncStatus) -> str:
    """What waits here while nothing can be sent."""
    waiting = status.counts.pending
    return tr_count("network.kept", waiting) if waiting else tr("network.kept_none")


def percent(progress: Progress) -> int:
    """How much of the journal has come, 0 to 100."""
    return min(_WHOLE, progress.through * _WHOLE // progress.head) if progress.head else 0


def clock_words(status: SyncStatus) -> str | None:
    """That this computer's clock is wrong, where it is wrong enough to be seen."""
    ahead = status.clock_difference
    if ahead is None or abs(ahead) <= CLOCK_TOLERANCE_SECONDS:
        return None
    return tr("network.clock_behind" if ahead > 0 else "network.clock_ahead", minutes=round(abs(ahead) / 60))


def entity_words(entity: str) -> str:
    """What kind of record it is."""
    key = f"network.entity_{entity}"
    return tr(key) if has_text(key) else tr("network.entity_other")


def since_words(since: datetime, now: datetime, zone: str) -> str:
    """The time of day where it was today, else the date."""
    there = ZoneInfo(zone)
    local = since.astimezone(there)
    return local.strftime("%H:%M") if local.date() == now.astimezone(there).date() else show_date(local.date())


def _failing(status: SyncStatus, failure: KnownError, now: datetime, zone: str) -> Standing:
    asks = _ASKING.get(failure.code)
    waiting = status.counts.pending
    why = words_of(failure)
    if asks is not None:
        detail = f"{kept_words(status)} {why.next_step}"
        return Standing(asks, "alert-triangle", "error", tr(f"network.{asks}"), tr(f"network.{asks}_title"), detail)
    tried = "" if status.failed_at is None else tr("network.tried_at", at=since_words(status.failed_at, now, zone))
    kept = f"{kept_words(status)} {why.together} {tried}".strip()
    if failure.code != _UNREACHABLE:
        short = _with_waiting(tr("network.failing"), status)
        return Standing("failing", "cloud-off", "warn", short, tr("network.failing_title"), kept)
    tone = "warn" if waiting else "text_muted"
    if status.last_success is None:
        short = _with_waiting(tr("network.offline"), status)
        return Standing("offline", "wifi-off", tone, short, tr("network.offline_title"), kept)
    since = since_words(status.last_success, now, zone)
    short = _with_waiting(tr("network.offline_since", since=since), status)
    return Standing("offline", "wifi-off", tone, short, tr("network.offline_since_title", since=since), kept)


def _with_waiting(words: str, status: SyncStatus) -> str:
    number = status.counts.pending
    return f"{words} · {tr_count('network.waiting', number)}" if number else words


def _asks_the_team(status: SyncStatus) -> Standing:
    counts = status.counts
    name = "conflicts" if counts.conflicts else "rejected"
    parts = [
        tr_count(f"network.{one}", number)
        for one, number in (("conflicts", counts.conflicts), ("rejected", counts.rejected))
        if number
    ]
    title = tr_count(f"network.{name}_title", getattr(counts, name))
    return Standing(name, "alert-triangle", "warn", " · ".join(parts), title, tr(f"network.{name}_detail"))


def _running(progress: Progress) -> Standing:
    if progress.left and not progress.received:
        short = tr("network.sending", count=progress.left)
    else:
        short = tr("network.receiving", percent=percent(progress))
    return Standing(
        "running", "refresh", "text_muted", short, tr("network.running_title"), tr("network.running_detail")
    )


def _waiting(status: SyncStatus) -> Standing:
    counts = status.counts
    if counts.pending:
        title = tr_count("network.pending_title", counts.pending)
        detail = tr("network.pending_detail", age=_oldest(status))
        return Standing("pending", "upload", "text_muted", _pending_words(status), title, detail)
    if counts.unseen:
        short = tr_count("network.unseen", counts.unseen)
        words = (short, tr("network.unseen_title"), tr("network.unseen_detail"))
        return Standing("unseen", "upload", "text_muted", *words)
    name = "parked" if counts.parked else "provisional"
    short = tr_count(f"network.{name}", getattr(counts, name))
    return Standing(name, "clock", "text_muted", short, tr(f"network.{name}_title"), tr(f"network.{name}_detail"))


def _pending_words(status: SyncStatus) -> str:
    return tr_count("network.pending", status.counts.pending, age=_oldest(status))


def _oldest(status: SyncStatus) -> str:
    return show_age(status.oldest_pending.total_seconds() if status.oldest_pending else 0.0)
