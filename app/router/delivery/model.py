"""The values of the delivery: what it is told about alarms, what it orders, what it has written down.

Times are seconds of one monotonic clock that the caller reads.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from app.router.words import Step

WARD: Final = "ward"
"""In place of a receiver: the screen of the ward itself."""
BEDSIDE: Final = "bedside"
"""In place of a receiver: the button at the bed."""
HERE: Final = frozenset({WARD, BEDSIDE})


class Standing(StrEnum):
    """Where an alarm is on its way; labels: texts `router.standing_<value>`."""

    CALLING = "calling"
    ACCEPTED = "accepted"
    PRESENT = "present"
    FAILSAFE = "failsafe"
    ENDED = "ended"


class Occasion(StrEnum):
    """Why a message about an alarm goes out; labels: texts `router.occasion_<value>`."""

    BEGAN = "began"
    CALLED = "called"
    CALLED_AGAIN = "called_again"
    REPEATED = "repeated"
    ACCEPTED = "accepted"
    PRESENT = "present"
    GOES_ON = "goes_on"
    RESTORED = "restored"
    """The condition is no longer there, though nobody has seen it yet."""
    ENDED = "ended"


class Trouble(StrEnum):
    """What is wrong with the path of the alarms itself; labels: texts `router.trouble_<value>`."""

    RECEIVER_LOST = "receiver_lost"
    RECEIVER_TAKES_NOTHING = "receiver_takes_nothing"
    """It is connected, and takes no alarm; raised by the process, not by the delivery."""
    NOBODY_ASSIGNED = "nobody_assigned"
    NOBODY_ANSWERS = "nobody_answers"
    FAILSAFE_UNREACHABLE = "failsafe_unreachable"
    WARD_SILENT = "ward_silent"
    """From here on of the process itself: the delivery raises none of these."""
    MEMORY_NEAR = "memory_near"
    JOURNAL_FAILED = "journal_failed"
    STEPS_FAILED = "steps_failed"
    BOX_FAILED = "box_failed"
    STORE_FAILED = "store_failed"
    TABLES_UNREADABLE = "tables_unreadable"
    """What people edited does not hold for this program: all tables are as it brings them."""
    LOOP_FAILED = "loop_failed"
    LINK_LOST = "link_lost"
    NODE_LOST = "node_lost"
    DEVICES_LOST = "devices_lost"
    """With it went equipment of class A that had been heard here (table 13)."""
    DEVICES_HEARD = "devices_heard"
    """The node alone: its equipment that was ever heard here answers."""


@dataclass(frozen=True, slots=True)
class Call:
    """An alarm of a bed as the ward has it now.

    `lasting`: its condition is there; else it ended and nobody has seen it. `held`: nobody is called for it by itself,
    because another alarm says more or a person at the bed paused it. `begun` counts how often it called anew. `seen_at`
    and `seen_by`: somebody acknowledged it at the ward.
    """

    bed: str
    alarm: str
    priority: int
    lasting: bool = True
    held: bool = False
    begun: int = 0
    seen_by: str = ""
    seen_at: float | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has accepted an alarm and not taken it back."""

    receiver: str
    user: str
    since: float


@dataclass(slots=True)
class Asked:
    """A receiver that is called at the present level."""

    receiver: str
    user: str
    machine: bool
    since: float
    shown_at: float | None = None
    rejected_at: float | None = None

    @property
    def waits(self) -> bool:
        """It has neither shown the call nor declined it."""
        return self.shown_at is None and self.rejected_at is None


@dataclass(frozen=True, slots=True)
class Entry:
    """One step in the history of one alarm. `round` counts its beginnings, `level` is that of table 17 (the failsafe
    comes after the last), `number` the message's where one was meant. `detail`: see docs/router.md."""

    at: float
    bed: str
    alarm: str
    step: Step
    priority: int
    round: int
    level: int
    receiver: str = ""
    user: str = ""
    number: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Call these receivers, by every route there is, and have their people answer."""

    bed: str
    alarm: str
    priority: int
    occasion: Occasion
    receivers: tuple[str, ...]
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Tell:
    """Send how the alarm stands to whomever the distribution names, except `besides`, who are being called."""

    bed: str
    alarm: str
    priority: int
    occasion: Occasion
    besides: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Take it off the lists of these: whoever is there may not know of this bed any more."""

    bed: str
    alarm: str
    priority: int
    receivers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Raise:
    """A technical alarm of the router begins; the same one is raised once until it is settled."""

    trouble: Trouble
    bed: str = ""
    alarm: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Settle:
    """The technical alarm with the same fields is over."""

    trouble: Trouble
    bed: str = ""
    alarm: str = ""
    receiver: str = ""


@dataclass(frozen=True, slots=True)
class Late:
    """A deadline of 7.12 passed: the message was not sent (`response` False) or not shown in time."""

    bed: str
    number: int
    receiver: str
    priority: int
    response: bool
    deadline: float


Order = Ask | Tell | Withdraw | Raise | Settle | Late


@dataclass(frozen=True, slots=True)
class BoardLine:
    """What the board shows of an alarm: who has it and since when, what comes next and when at the latest.

    `attempt`: which call of this level it is, of `attempts` at most (0: without a bound); 0 where nobody is called.
    """

    bed: str
    alarm: str
    priority: int
    standing: Standing
    since: float
    level: int
    calling: tuple[str, ...]
    holders: tuple[Holder, ...]
    next_targets: tuple[str, ...]
    next_at: float | None
    continuing: bool
    lasting: bool
    attempt: int = 0
    attempts: int = 0
