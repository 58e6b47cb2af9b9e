"""The state machine of one alarm: the table of docs/alarms.md, row by row. Every function gives the next state."""

from dataclasses import dataclass, replace

from app.ward.alarms.conditions import Condition, Rules
from app.ward.alarms.model import Alarm, Deviation
from app.ward.alarms.words import Kind, Presence, Priority


@dataclass(frozen=True, slots=True)
class Claims:
    """All that is said of one condition at this moment, put together; none says anything: `sources` is empty."""

    sources: tuple[str, ...]
    priority: Priority
    lethal: bool
    stale: bool
    disagrees: bool
    text: str = ""
    kind: Kind | None = None


def begin(
    bed: str, condition: Condition, subject: str, claims: Claims, deviation: Deviation | None, at: float
) -> Alarm:
    """Nothing was shown, now somebody says that it is so."""
    return Alarm(
        bed=bed,
        code=condition.code,
        subject=subject,
        kind=claims.kind or condition.kind,
        priority=claims.priority,
        lethal=claims.lethal,
        latches=condition.latches,
        presence=Presence.ON,
        since=at,
        sources=claims.sources,
        deviation=deviation,
        stale=claims.stale,
        disagrees=claims.disagrees,
        text=claims.text,
    )


def again(alarm: Alarm, claims: Claims, deviation: Deviation | None, at: float) -> Alarm:
    """It had ended (latched, or a silent message), or was acknowledged and got worse: it calls again."""
    ended = not alarm.is_there
    # What is latched was critical and unseen: it may not come back as less.
    unseen = alarm.presence is Presence.LATCHED
    anew = ended and not unseen
    worst = deviation if anew or (deviation and deviation.worse_than(alarm.deviation)) else alarm.deviation
    return replace(
        alarm,
        presence=Presence.ON,
        since=at if anew else alarm.since,
        ended_at=None,
        message_until=None,
        repeats=alarm.repeats + 1,
        priority=min(alarm.priority, claims.priority) if unseen else claims.priority,
        lethal=claims.lethal or (unseen and alarm.lethal),
        sources=claims.sources,
        deviation=worst or alarm.deviation,
        seen_deviation=None,
        acknowledged_by="",
        acknowledged_at=None,
        reminder_at=None,
        reminder_due=False,
        continuing=False,
        stale=claims.stale,
        disagrees=claims.disagrees,
        text=claims.text or alarm.text,
    )


def still(alarm: Alarm, claims: Claims, deviation: Deviation | None, by: float, at: float) -> Alarm:
    """It is still there. Unseen it only gets worse; seen it follows, and calls again where it got clearly worse."""
    if alarm.presence is Presence.ACKNOWLEDGED:
        seen = alarm.seen_deviation
        worse = deviation is not None and seen is not None and deviation.worse_than(seen, by)
        if claims.priority < alarm.priority or (claims.lethal and not alarm.lethal) or worse:
            return again(alarm, claims, deviation, at)
        priority, lethal = claims.priority, claims.lethal
    else:
        priority, lethal = min(alarm.priority, claims.priority), alarm.lethal or claims.lethal
    worst = deviation if deviation is not None and deviation.worse_than(alarm.deviation) else alarm.deviation
    acknowledged = alarm.presence is Presence.ACKNOWLEDGED
    return replace(
        alarm,
        priority=priority,
        lethal=lethal,
        sources=claims.sources,
        deviation=worst,
        seen_deviation=(alarm.seen_deviation or worst) if acknowledged else None,
        stale=claims.stale,
        disagrees=claims.disagrees,
        text=claims.text or alarm.text,
    )


def end(alarm: Alarm, rules: Rules, at: float) -> Alarm | None:
    """Nobody says it any more."""
    if alarm.presence is Presence.ACKNOWLEDGED:
        return None
    if alarm.priority is Priority.HIGH or alarm.latches:
        return replace(alarm, presence=Presence.LATCHED, ended_at=at, sources=(), stale=False, disagrees=False)
    if alarm.priority is Priority.MEDIUM:
        return replace(
            alarm,
            presence=Presence.OFF,
            ended_at=at,
            message_until=at + rules.message,
            sources=(),
            stale=False,
            disagrees=False,
        )
    return None


def acknowledge(alarm: Alarm, rules: Rules, who: str, at: float) -> Alarm | None:
    """A person has seen it: what ended is put away, what is there goes quiet until its reminder."""
    if not alarm.is_there:
        return None
    return replace(
        alarm,
        presence=Presence.ACKNOWLEDGED,
        acknowledged_by=who,
        acknowledged_at=at,
        seen_deviation=alarm.deviation,
        reminder_at=at + rules.reminder(alarm.priority, alarm.lethal),
        reminder_due=False,
        continuing=False,
    )


def remind(alarm: Alarm) -> Alarm:
    """What was acknowledged is still there after its time."""
    return replace(alarm, reminder_at=None, reminder_due=True)
