"""What the black box is told: steps of alarms, troubles of the path, discards, refusals, and what people changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from app.router.blackbox.model import Event, Value
from app.router.delivery.model import Entry, Late, Standing
from app.router.node.troubles import Standing as Trouble
from app.router.tables.model import Record
from app.router.words import Step

_LOW: Final = 2
"""Alarms of this priority are the low ones of table 22."""
_ATTENDED: Final = (Step.ACCEPTED, Step.PRESENT, Step.ENDED)
_COUNT_SECONDS: Final = 10.0


class Chronicle:
    """Of one loop. `put` takes an event and never waits; `standing` says how an alarm stands now."""

    def __init__(self, put: Callable[[Event], None], standing: Callable[[str, str], Standing | None]) -> None:
        self._put, self._standing = put, standing
        self._counted_at = 0.0
        self._discards: Sequence[int] = ()
        self._refusals: dict[str, int] = {}

    def steps(self, entries: Sequence[Entry]) -> None:
        """Steps of alarms, in their order."""
        for one in entries:
            attended = one.step in _ATTENDED or self._standing(one.bed, one.alarm) in (
                Standing.ACCEPTED,
                Standing.PRESENT,
            )
            self._put(
                Event(
                    f"step_{one.step.value}",
                    alarm_record(one.priority, attended),
                    one.at,
                    {
                        "bed": one.bed,
                        "alarm": one.alarm,
                        "priority": one.priority,
                        "round": one.round,
                        "level": one.level,
                        "receiver": one.receiver,
                        "user": one.user,
                        "number": one.number,
                        "detail": one.detail,
                    },
                )
            )

    def trouble(self, one: Trouble, present: bool, at: float) -> None:
        """A technical alarm of the path begins or is over."""
        fields = {"code": one.code.value, "bed": one.bed, "alarm": one.alarm, "receiver": one.receiver or one.subject}
        self._put(Event("trouble" if present else "trouble_over", Record.HIGH_ALARM_UNATTENDED, at, {**fields}))

    def late(self, one: Late, at: float) -> None:
        """A deadline of 7.12 was missed."""
        fields: dict[str, Value] = {
            "bed": one.bed,
            "number": one.number,
            "receiver": one.receiver,
            "deadline": one.deadline,
        }
        what = Record.LOW_SIGNAL_UNATTENDED if one.priority >= _LOW else Record.HIGH_SIGNAL_UNATTENDED
        self._put(Event("not_shown_in_time" if one.response else "not_sent_in_time", what, at, fields))

    def changed(self, kind: str, at: float, fields: Mapping[str, str | int | float | bool]) -> None:
        """Somebody changed or asked something."""
        self._put(Event(kind, Record.PARAMETER_CHANGE, at, dict(fields)))

    def counts(self, discards: Sequence[int], refusals: Mapping[str, int], at: float) -> None:
        """What was discarded and refused since the start; written down every ten seconds, where it has grown."""
        if at - self._counted_at < _COUNT_SECONDS:
            return
        self._counted_at = at
        if any(discards) and list(discards) != list(self._discards):
            fields = {f"priority_{priority}": count for priority, count in enumerate(discards) if count}
            self._put(Event("discards", Record.LOW_SIGNAL_UNATTENDED, at, {**fields}))
        if refusals and dict(refusals) != self._refusals:
            self._put(Event("refusals", Record.HIGH_SIGNAL_UNATTENDED, at, dict(refusals)))
        self._discards, self._refusals = list(discards), dict(refusals)


def alarm_record(priority: int, attended: bool) -> Record:
    """The row of table 22 for an alarm."""
    if priority >= _LOW:
        return Record.LOW_ALARM_ATTENDED if attended else Record.LOW_ALARM_UNATTENDED
    return Record.HIGH_ALARM_ATTENDED if attended else Record.HIGH_ALARM_UNATTENDED
