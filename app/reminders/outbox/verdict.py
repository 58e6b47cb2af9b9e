"""What follows from an attempt: sent, once more later, the next channel, a person. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.reminders.channels.interface import Outcome
from app.reminders.outbox.model import Done, Reason, Status
from app.reminders.pace import MOST_ATTEMPTS, pause_before

_AGAIN = (Outcome.TRANSIENT, Outcome.THROTTLED)


@dataclass(frozen=True)
class Verdict:
    """The message afterwards. `channel` and `attempts` name what is tried next, or was tried last."""

    status: Status
    channel: str
    attempts: int
    next_at: datetime | None = None
    reason: Reason | None = None


def judge(done: Done, now: datetime, until: datetime, further: tuple[str, ...], draw: float) -> Verdict:
    """`further`: the channels after the present one that she agrees to and has an address for, in their order."""
    outcome, channel, tries = done.attempted.outcome, done.ready.channel, done.ready.due.attempts + 1
    if outcome is Outcome.ACCEPTED:
        return Verdict(Status.SENT, channel, tries)
    if outcome is Outcome.UNKNOWN:
        return Verdict(Status.UNKNOWN, channel, tries, reason=Reason.NOT_KNOWN)
    if outcome in _AGAIN and tries < MOST_ATTEMPTS:
        again = now + timedelta(seconds=pause_before(tries, draw, done.attempted.retry_after))
        if again <= until:
            return Verdict(Status.RETRYING, channel, tries, again)
    if further and now <= until:
        return Verdict(Status.RETRYING, further[0], 0, now)
    if outcome in _AGAIN:
        reason = Reason.ATTEMPTS_USED_UP if tries >= MOST_ATTEMPTS else Reason.TOO_LATE
        return Verdict(Status.FAILED, channel, tries, reason=reason)
    opted_out = outcome is Outcome.OPT_OUT
    return Verdict(Status.FAILED, channel, tries, reason=Reason.OPTED_OUT if opted_out else Reason.REFUSED_BY_PROVIDER)
