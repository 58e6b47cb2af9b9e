"""In which order the hospital reads: a priority scheduler (thesis, future work). Pure.

Emergencies first, the one due first before the others. Then what is overdue, the longest first: however grave the
newcomers are, nobody waits for ever behind them. Then by class and score, and among equals by the time left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from app.clinic.referral.courses import is_overdue
from app.clinic.referral.model import Priority

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_SISREG: Final = {one: rank for rank, one in enumerate(reversed(Priority))}
_UNCLASSIFIED: Final = 1000
Place = tuple[int, int, float, datetime, int, str]


@dataclass(frozen=True)
class Waiting:
    """What the order looks at. `class_rank`: 0 is the lowest class, None: not classified, which is taken for the
    gravest, since nobody knows. `due_at`: the server's; None: not stamped yet."""

    id: str
    priority: Priority
    class_rank: int | None
    score: float
    due_at: datetime | None


def place(one: Waiting, now: datetime) -> Place:
    """The smaller comes first; never equal for two referrals. `now`: the server's time."""
    due = one.due_at or _NEVER
    if one.priority is Priority.EMERGENCY:
        return (0, 0, 0.0, due, 0, one.id)
    if is_overdue(one.due_at, now):
        return (1, 0, 0.0, due, _SISREG[one.priority], one.id)
    rank = _UNCLASSIFIED if one.class_rank is None else one.class_rank
    return (2, -rank, -one.score, due, _SISREG[one.priority], one.id)


def in_order(waiting: Iterable[Waiting], now: datetime) -> tuple[Waiting, ...]:
    """All of them, whoever is to be read first in front."""
    return tuple(sorted(waiting, key=lambda one: place(one, now)))
