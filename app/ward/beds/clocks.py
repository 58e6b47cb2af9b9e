"""Moments of one process's monotonic clock in that of another: each start of a machine begins its own."""

from dataclasses import replace
from typing import Any

from app.kernel.clock import Clock
from app.ward.alarms.model import Alarm, Attached, Change, Silence
from app.ward.settings_change.model import DeviceSetting


def clock_zero(clock: Clock) -> float:
    """The POSIX second at which the monotonic clock stood at 0, by the wall clock as it goes now."""
    return clock.now().timestamp() - clock.monotonic()


def in_time_of(change: Change, shift: float) -> Change:
    """The same change, all its moments `shift` seconds later."""

    def moved(at: float | None) -> float | None:
        return None if at is None else at + shift

    after: Any = change.after
    match after:
        case Alarm():
            after = replace(
                after,
                since=after.since + shift,
                ended_at=moved(after.ended_at),
                acknowledged_at=moved(after.acknowledged_at),
                reminder_at=moved(after.reminder_at),
                message_until=moved(after.message_until),
            )
        case Silence():
            off = tuple(replace(one, at=one.at + shift) for one in after.off)
            until = moved(after.audio_until)
            after = replace(after, off=off, audio_until=until, alarms_until=moved(after.alarms_until))
        case Attached():
            after = replace(after, heard_at=after.heard_at + shift)
        case DeviceSetting():
            after = replace(after, wanted_at=after.wanted_at + shift, since=after.since + shift)
    return replace(change, at=change.at + shift, after=after)
