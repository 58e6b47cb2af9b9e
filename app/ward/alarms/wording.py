"""Which sentence says what an alarm is: the key of a text and the values that it asks for; no words stand here."""

from dataclasses import dataclass, field

from app.ward.alarms.model import Alarm


@dataclass(frozen=True)
class Sentence:
    """`key` of a text and its `values`; the value `vital` is a vital sign's code, to be shown by its label."""

    key: str
    values: dict[str, str] = field(default_factory=dict)


def condition_sentence(alarm: Alarm) -> Sentence:
    """What it is: `ward_alarms.condition_<code>`."""
    values: dict[str, str] = {}
    if alarm.code == "value_gone":
        values["vital"] = alarm.subject
    if alarm.code == "alarms_failed":
        values["bed"] = alarm.subject
    if alarm.code in ("device_alarm", "device_fault", "infrastructure_failed"):
        values["text"] = alarm.text or alarm.subject
    return Sentence(f"ward_alarms.condition_{alarm.code}", values)
