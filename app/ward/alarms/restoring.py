"""Going on after a restart: the log holds what stood, and nothing that stood is lost, nor taken for certain.

What only waited for its validation delay is not in the log: it waits anew. All that stood counts as continuing, until
its source says so again, the source's time is over, or a person has seen it.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.ward.alarms.bed import BedAlarms
from app.ward.alarms.findings import Verdict
from app.ward.alarms.happenings import SOURCE
from app.ward.alarms.limits import VitalLimits
from app.ward.alarms.model import Alarm, Attached, Change, SetBy, Silence, Why
from app.ward.alarms.numbers import GONE
from app.ward.alarms.register import Claim


def restore(bed: str, limits: Mapping[str, VitalLimits], logged: Iterable[Change], at: float) -> BedAlarms:
    """A bed as it stood after the last of these changes; those of other beds are passed over.

    The times in the changes must be those of the clock that `at` comes from. What happened by time alone since then
    (a pause that ended, a reminder) happens at the next call, as it would have.
    """
    alarms: dict[str, Alarm] = {}
    attached: dict[str, Attached] = {}
    own, silence, last = dict(limits), Silence(), -math.inf
    set_by: dict[str, SetBy] = {}
    for change in logged:
        if change.bed != bed:
            continue
        last = max(last, change.at)
        after = change.after
        if isinstance(after, Silence):
            silence = after
        elif isinstance(after, VitalLimits):
            vital = change.what.partition(":")[2]
            own[vital], set_by[vital] = after, SetBy(change.who, change.at)
        elif isinstance(after, Attached):
            attached[after.device] = after
        elif isinstance(after, Alarm):
            alarms[change.what] = after
        elif change.what.startswith("device:") and change.why is Why.DETACHED:
            attached.pop(change.what.partition(":")[2], None)
        else:
            alarms.pop(change.what, None)
    engine = BedAlarms(bed, own, min(at, last) if last > -math.inf else at)
    engine.numbers.set_by = set_by
    return _stand(engine, alarms, attached, silence, at)


def _stand(
    engine: BedAlarms, alarms: dict[str, Alarm], attached: dict[str, Attached], silence: Silence, at: float
) -> BedAlarms:
    register = engine.register
    register.silence = silence
    for key, alarm in alarms.items():
        register.alarms[key] = replace(alarm, continuing=alarm.is_there)
        if alarm.disagrees:
            register.disagreeing.add(alarm.code)
        if alarm.sources:
            claim = Claim(
                alarm.code,
                alarm.subject,
                alarm.priority,
                alarm.lethal,
                alarm.text,
                alarm.kind,
                deviation=alarm.deviation,
            )
            register.claims[key] = {source: replace(claim, stale=alarm.stale) for source in alarm.sources}
    for device, one in attached.items():
        silent = any(f"{code}:{device}" in register.claims for code in ("device_gone", "life_support_gone"))
        engine.devices.hold(one, silent, at)
    for key, alarm in alarms.items():
        _wait_for(engine, key, alarm, at)
    engine.settle()
    return engine


def _wait_for(engine: BedAlarms, key: str, alarm: Alarm, at: float) -> None:
    """Whoever said so is waited for from now on, as long as it would have been from its last word."""
    if alarm.disagrees:
        engine.verdicts.hold(alarm.code, "before", Verdict.ABSENT, at)
    if alarm.code == GONE and alarm.sources:
        engine.numbers.hold(alarm.subject, GONE, True, at)
    for source in alarm.sources:
        if source == SOURCE:
            engine.happenings.hold(key, at)
        kind, _, name = source.partition(":")
        if kind == "limit":
            engine.numbers.hold(name, alarm.code, not alarm.stale, at)
        elif kind == "witness":
            engine.verdicts.hold(alarm.code, name, Verdict.PRESENT, at)
        elif kind == "device" and alarm.code != "device_alarm_unconfirmed":
            late = any(
                source in claims and other.startswith("device_alarm_unconfirmed:")
                for other, claims in engine.register.claims.items()
            )
            engine.alerts.hold(name, key, late, at)
