"""What the figures of messages are: how they stand, and the comparison of two wordings."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.reminders.intervals import Interval


class Verdict(StrEnum):
    """What the comparison of two wordings comes to; labels: texts `reminders.verdict_<value>`."""

    TOO_FEW = "too_few"
    NO_DIFFERENCE = "no_difference"
    DIFFERENCE = "difference"


@dataclass(frozen=True)
class ChannelFigures:
    """One channel's messages: `sent` holds the delivered, `delivered` the read ones, as far as the channel tells."""

    channel: str
    sent: int = 0
    delivered: int = 0
    read: int = 0
    failed: int = 0
    unknown: int = 0
    expired: int = 0


@dataclass(frozen=True)
class Lateness:
    """From when a message was due to the start of its first attempt, in seconds; 0 where none was begun."""

    count: int
    p50_s: float
    p99_s: float
    over_5s: int


@dataclass(frozen=True)
class Dashboard:
    """`waiting` (by channel), `due_now`, `next_at`, `for_a_person`, `unseen` (replies) and `requests` (of the public
    pages, undecided) are of this moment; all else is of the days that were asked for: messages by when they were due,
    `withdrawals` and `replies` by when they came."""

    waiting: Mapping[str, int]
    due_now: int
    next_at: datetime | None
    for_a_person: int
    unseen: int
    requests: int
    by_status: Mapping[str, int]
    by_channel: tuple[ChannelFigures, ...]
    not_sent: Mapping[str, int]
    lateness: Lateness
    withdrawals: int
    replies: int


@dataclass(frozen=True)
class VariantFigures:
    """One wording: of the `sent`, how many were `delivered`, `read`, answered, answered by taking back consent."""

    code: str
    sent: int
    delivered: int
    read: int
    replied: int
    withdrew: int
    share_read: Interval


@dataclass(frozen=True)
class Comparison:
    """The wordings of a template as it reads now. `apart`: how much more the first is read than the second."""

    variants: tuple[VariantFigures, ...]
    verdict: Verdict
    apart: Interval | None
