"""Which sentence says what an alarm is: the key of a text and the values that it asks for; no words stand here."""

from dataclasses import dataclass, field
from typing import Final

from app.ward.alarms.conditions import unnamed_sides

_TOLD_BY_TEXT: Final = frozenset(
    {
        "device_alarm",
        "device_fault",
        "infrastructure_failed",
        "infrastructure_gone",
        "device_alarm_refused",
        "unplaced_alarm",
    }
)
NOBODY: Final = "-"
"""In place of the station that hears some equipment: none does any more."""
_NO_STATION: Final = ("", NOBODY, "…")
_HEARD_ELSEWHERE: Final = ("device_gone", "life_support_gone")
"""Their text, where there is one, is the other station that hears the equipment."""
_OF_THE_ROUTER: Final = (
    "router_receiver_lost",
    "router_receiver_takes_nothing",
    "router_nobody_assigned",
    "router_nobody_answers",
    "router_failsafe_unreachable",
    "router_link_lost",
    "router_node_lost",
    "router_devices_lost",
    "router_devices_heard",
)
"""Their subject is a receiver's name, a bed's, or another node's."""


@dataclass(frozen=True)
class Sentence:
    """`key` of a text and its `values`; the value `vital` is a vital sign's code, to be shown by its label."""

    key: str
    values: dict[str, str] = field(default_factory=dict)


def condition_text(code: str, subject: str = "", text: str = "") -> Sentence:
    """What an alarm is, of which code, subject and the device's words are known, as in the log:
    `ward_alarms.condition_<code>`, or that a vital sign without a text of its own passed its limit."""
    if code in unnamed_sides():
        vital, side = unnamed_sides()[code]
        return Sentence(f"ward_alarms.condition_beyond_{side}", {"vital": vital})
    values: dict[str, str] = {}
    if code in _HEARD_ELSEWHERE and text not in _NO_STATION:
        return Sentence(f"ward_alarms.condition_{code}_heard", {"node": text})
    if code == "value_gone":
        values["vital"] = subject
    if code == "alarms_failed":
        values["bed"] = subject
    if code in _TOLD_BY_TEXT:
        # The device's own mark of its priority would stand beside ours, and may be another.
        values["text"] = text.lstrip("* ") or subject
    if code in _OF_THE_ROUTER:
        values["subject"] = subject or "–"
    return Sentence(f"ward_alarms.condition_{code}", values)
