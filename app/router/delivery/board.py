"""The alarm board: who has each alarm, for how long, and what comes next."""

import math
from collections.abc import Iterable

from app.router.delivery.model import BoardLine, Standing
from app.router.delivery.way import Way

_ORDER = (Standing.FAILSAFE, Standing.CALLING, Standing.ACCEPTED, Standing.PRESENT, Standing.ENDED)


def board(ways: Iterable[Way]) -> tuple[BoardLine, ...]:
    """The most urgent first, of those the ones that nobody has, then the oldest."""
    lines = [line(way) for way in ways]
    return tuple(sorted(lines, key=lambda one: (one.priority, _ORDER.index(one.standing), one.since, one.bed)))


def line(way: Way) -> BoardLine:
    """One alarm's line."""
    levels, following = way.group.levels, way.level + 1
    next_at: float | None = None
    if way.standing is Standing.CALLING and way.level < len(levels):
        next_at = way.since + levels[way.level].limit
    elif way.standing is Standing.ACCEPTED and way.presence_due < math.inf:
        next_at = way.presence_due
    targets = levels[following].targets if following < len(levels) else way.group.failsafe
    calling = way.standing in (Standing.CALLING, Standing.FAILSAFE)
    return BoardLine(
        bed=way.bed,
        alarm=way.alarm,
        priority=way.priority,
        standing=way.standing,
        since=way.since,
        level=way.level,
        calling=tuple(way.asked) if calling else (),
        holders=tuple(way.holders.values()),
        next_targets=targets if next_at is not None else (),
        next_at=next_at,
        continuing=way.continuing,
        lasting=way.lasting,
        attempt=way.attempt if calling else 0,
        attempts=levels[way.level].attempts if way.standing is Standing.CALLING and way.level < len(levels) else 0,
    )
