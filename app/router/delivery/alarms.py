"""What the ward's alarms are to the delivery."""

from app.router.delivery.model import Call
from app.ward.alarms.model import Alarm, BedState
from app.ward.alarms.words import Activation, Presence


def calls_of(state: BedState) -> tuple[Call, ...]:
    """The alarms of a bed that ask for a person or are still there. What ended and only leaves a message has ended."""
    return tuple(_call(alarm) for alarm in state.alarms if alarm.is_there or alarm.is_unseen)


def _call(alarm: Alarm) -> Call:
    paused = alarm.activation in (Activation.ALARM_PAUSED, Activation.ALARM_OFF) and not alarm.lethal
    seen = alarm.presence is Presence.ACKNOWLEDGED
    return Call(
        bed=alarm.bed,
        alarm=alarm.key,
        priority=int(alarm.priority),
        lasting=alarm.is_there,
        held=alarm.covered or paused,
        begun=alarm.repeats,
        seen_by=alarm.acknowledged_by if seen else "",
        seen_at=alarm.acknowledged_at if seen else None,
    )
