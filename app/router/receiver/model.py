"""What a receiver has on its list. Times are seconds of the receiver's own monotonic clock."""

from dataclasses import dataclass
from typing import Final

from app.router.contents import AlarmNote
from app.router.delivery.model import Standing
from app.router.words import Response

AlarmKey = tuple[str, str]
"""Bed, and the alarm's key in it."""
OPEN: Final = (Standing.CALLING, Standing.FAILSAFE)


@dataclass(frozen=True, slots=True)
class UnderWay:
    """An answer that was given here. `counted`: the node took it; `refused`: the code of why it did not."""

    response: Response
    at: float
    counted: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class HeldBy:
    """Who has the alarm, since when."""

    name: str
    since: float


@dataclass(frozen=True, slots=True)
class Row:
    """One alarm of the list.

    `number`: the message to be answered. `version` grows with whatever has to be painted anew; `shown`: the newest
    message was. `ended_at`: it is over. `old`: from before an interruption, and not told again since then. `mine`: the
    person at this receiver has it.
    """

    note: AlarmNote
    number: int
    version: int
    received_at: float
    began_at: float
    standing: Standing
    holders: tuple[HeldBy, ...] = ()
    ended_at: float | None = None
    old: bool = False
    shown: bool = False
    mine: bool = False
    answer: UnderWay | None = None

    @property
    def key(self) -> AlarmKey:
        """Which alarm this is."""
        return self.note.bed, self.note.alarm

    @property
    def waits(self) -> bool:
        """An answer is on its way to the node."""
        return self.answer is not None and not self.answer.counted and not self.answer.refused

    @property
    def asks(self) -> bool:
        """The person at this receiver is called, and has not answered so that it counts."""
        answered = self.answer is not None and self.answer.counted
        open_ = self.standing in OPEN and self.ended_at is None
        return self.note.asks and open_ and not self.old and not answered and not self.mine


def worst_first(row: Row) -> tuple[bool, int, bool, bool, float, AlarmKey]:
    """What sorts the list: what is over last, then by priority, what asks first, what nobody has first, the oldest."""
    over = row.ended_at is not None
    return over, row.note.priority, not row.asks, row.standing not in OPEN, row.began_at, row.key


def answers_to(row: Row) -> tuple[Response, ...]:
    """What a person may say to it: only to what was shown, is not from before an interruption and not over."""
    if row.ended_at is not None or row.old or not row.shown or row.waits:
        return ()
    if row.mine:
        came = () if row.standing is Standing.PRESENT else (Response.PRESENT,)
        return (*came, Response.TAKEN_BACK)
    if row.asks:
        return Response.ACCEPTED, Response.PRESENT, Response.REJECTED
    return Response.ACCEPTED, Response.PRESENT
