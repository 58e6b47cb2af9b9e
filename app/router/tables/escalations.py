"""Table 17 from its data: nobody's silence may leave an alarm without a next one, and machines are never alone."""

from collections.abc import Mapping
from typing import Final

from app.router.tables.checking import Fields
from app.router.tables.model import Deadline, Escalation, Level

ROLES: Final = ("bed_nurse", "own_group", "other_group", "local_post", "central_post", "executive_nurse")
"""Whom a level may call by what they are; labels: texts `router.target_<value>`."""
NAMED: Final = ("user", "receiver", "machine")
"""What a level may call by name: "user:ana"."""
_ALARMS: Final = range(3)


def is_machine(target: str) -> bool:
    """Whether a target is a machine, which can be called but not answer for a patient."""
    return target.startswith("machine:")


def read_escalation(read: Fields, deadlines: Mapping[int, Deadline]) -> dict[int, Escalation]:
    """The escalation of each priority of alarms, from the rows `group`."""
    found: dict[int, Escalation] = {}
    for row in read.rows("group"):
        priorities = row.priorities("priorities", 0, 2)
        # An interval must hold for all priorities of the group: the way there and back (7.12).
        shortest = 2 * max(deadlines[priority].transmission for priority in priorities)
        one = Escalation(
            code=row.word("code"),
            label=row.label(),
            priorities=priorities,
            levels=tuple(_level(level, shortest) for level in row.rows("levels")),
            failsafe=_failsafe(row),
        )
        row.done()
        for priority in priorities:
            if priority in found:
                raise row.wrong("twice", "priorities", priority)
            found[priority] = one
    for priority in _ALARMS:
        if priority not in found:
            raise read.wrong("left_out", "group", priority, ", ".join(str(one) for one in _ALARMS))
    return found


def _failsafe(row: Fields) -> tuple[str, ...]:
    if row.is_empty("failsafe"):
        raise row.wrong("no_failsafe", "failsafe")
    return _targets(row, "failsafe")


def _level(row: Fields, shortest: float) -> Level:
    level = Level(
        targets=_targets(row, "targets"),
        attempts=row.whole("attempts", 1, 100),
        interval=row.number("interval", 0, 3600),
        limit=row.number("limit", 0, 3600),
    )
    row.done()
    if level.interval <= shortest:
        raise row.wrong("too_short", "interval", level.interval, shortest)
    # Else the last attempts would never be made.
    if level.limit < level.attempts * level.interval:
        raise row.wrong("number", "limit", level.limit, f"{level.attempts * level.interval:g} – 3600")
    return level


def _targets(row: Fields, field: str) -> tuple[str, ...]:
    targets = row.words(field)
    for target in targets:
        kind, _, name = target.partition(":")
        if target not in ROLES and not (kind in NAMED and name):
            raise row.wrong("word", field, target, ", ".join((*ROLES, *(f"{one}:…" for one in NAMED))))
    if all(is_machine(target) for target in targets):
        raise row.wrong("machine_alone", field, ", ".join(targets))
    return targets
