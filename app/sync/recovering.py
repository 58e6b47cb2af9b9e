"""A server that was restored has begun a new epoch: back to what both hold, and up again with what its copy lacks.

What this station holds of others stays in its records without a number, like what came by stick
(`app.sync.provisional`), and is handed in on its authors' behalf; own events count as pending and not seen until the
server has answered and brought them back. Repeated after a crash, all is answered as duplicates. docs/sync.md.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, runtime_checkable

from sqlalchemy import Connection, delete, select, update

from app.kernel.actor import PROGRAM
from app.kernel.errors import KnownError
from app.store.settings import write_setting
from app.store.store import Store
from app.store.tables import metadata, sync_conflict, sync_mark, sync_parked
from app.store.writing import Writing
from app.sync import ledger, tail
from app.sync.delivered import ACCEPTED
from app.sync.events import Event
from app.sync.provisional import RESTORED, ProvisionalRows, State
from app.sync.tail import EPOCHS, Epoch, Kept, read_epochs

OTHER_EPOCH: Final = "central.other_epoch"
_AT_ONCE: Final = 200
_SERVER: Final = "central"


@dataclass(frozen=True)
class Handed:
    """What the server says about one event that was handed in. `verdict`: as it counts now."""

    event_id: str
    verdict: str
    number: int | None


@runtime_checkable
class RecoveringLine(Protocol):
    """A line that knows of epochs."""

    def in_epoch(self, epoch: str) -> None:
        """What is sent and asked from now on is told to be of this one; empty: the one that a server begins with."""
        ...

    def epochs(self) -> Sequence[Epoch]:
        """Every restore of the server, in order."""
        ...

    def hand_in(self, events: Sequence[Kept]) -> Sequence[Handed]:
        """Bring events back with the number that each had; one answer for each."""
        ...


def current_epoch(connection: Connection) -> str:
    """The last one's id; empty before the first."""
    known = read_epochs(connection)
    return known[-1].id if known else ""


def common_number(known: Sequence[Epoch], told: Sequence[Epoch], through: int) -> int:
    """The last number up to which this station and the server hold the same journal."""
    shared = 0
    while shared < min(len(known), len(told)) and known[shared].id == told[shared].id:
        shared += 1
    ends = [one[shared].held for one in (known, told) if len(one) > shared]
    return min([through, *ends])


def recover(store: Store, line: RecoveringLine) -> None:
    """Hand in what the copy may lack, then go back to what both hold. KnownError of the line: nothing was changed."""
    told = tuple(line.epochs())
    with store.read() as connection:
        known, through = read_epochs(connection), ledger.through(connection)
        common = common_number(known, told, through)
        kept = tail.after(connection, common)
    line.in_epoch(told[-1].id if told else "")
    answers: dict[str, Handed] = {}
    brought = [one for one in kept if not _made_anew(one.event)]
    for start in range(0, len(brought), _AT_ONCE):
        answers |= {one.event_id: one for one in line.hand_in(brought[start : start + _AT_ONCE])}
    with store.write(PROGRAM) as writing:
        # A round of another process may have come first.
        if (read_epochs(writing.connection), ledger.through(writing.connection)) != (known, through):
            raise KnownError(OTHER_EPOCH)
        _GoingBack(writing, common, answers).go(kept)
        write_setting(writing, EPOCHS, [vars(one) for one in told])


class _GoingBack:
    """Belongs to one write transaction."""

    def __init__(self, writing: Writing, common: int, answers: dict[str, Handed]) -> None:
        self._writing = writing
        self._connection = writing.connection
        self._common = common
        self._answers = answers
        self._rows = ProvisionalRows(writing.connection)

    def go(self, kept: Sequence[Kept]) -> None:
        connection, common = self._connection, self._common
        parked = select(sync_parked.c.number).where(sync_parked.c.number > common)
        waiting = set(connection.execute(parked).scalars())
        connection.execute(delete(sync_parked).where(sync_parked.c.number > common))
        for one in kept:
            if one.delivered is not None:
                stands = one.delivered.verdict == ACCEPTED and one.number not in waiting
                self._without_number(one.event, State.APPLIED if stands else State.BESIDE)
            self._judge_anew(one)
        self._marks(one.event for one in kept if one.delivered is None)
        ledger.advance(connection, common)
        self._writing.audit("server_restored", "journal", str(common), events=len(kept))

    def _without_number(self, event: Event, state: State) -> None:
        """`state`: whether it is in the records; what was parked is not, and the next restore must know that too."""
        if _made_anew(event):
            table = metadata.tables[event.entity]
            self._connection.execute(delete(table).where(table.c.id == event.entity_id))
            return
        if self._rows.find(event.id) is None:
            self._rows.add(event, state, bundle_id=RESTORED, sender=RESTORED, at=self._writing.at)

    def _judge_anew(self, one: Kept) -> None:
        """What lost before and has won now is no conflict any more; a decision that has lost now counts no more."""
        answer, event = self._answers.get(one.event.id), one.event
        if answer is None or answer.number is None:
            return
        mine = sync_conflict.c.event_id == event.id
        stood = one.delivered is not None and one.delivered.verdict == ACCEPTED
        if answer.verdict == ACCEPTED and one.delivered is None:
            # An own one that was taken back: that it was is still needed when it comes, to put it back.
            self._connection.execute(delete(sync_conflict).where(mine, sync_conflict.c.settled == 0))
        elif answer.verdict == ACCEPTED or stood:
            # What stood and has lost now is kept, and taken back, when it comes.
            self._connection.execute(delete(sync_conflict).where(mine))
        else:
            self._connection.execute(update(sync_conflict).where(mine).values(number=answer.number))
        if answer.verdict != ACCEPTED and stood:
            decided = sync_conflict.c.event_id.in_(event.content().get("resolves", []))
            self._connection.execute(update(sync_conflict).where(decided).values(resolved=sync_conflict.c.resolved - 1))

    def _marks(self, own: Iterable[Event]) -> None:
        """Everything own is pushed again (answered as duplicates where known); what came after is not seen."""
        self._connection.execute(update(sync_mark).values(acknowledged=0))
        first: dict[str, int] = {}
        for event in own:
            first[event.origin] = min(first.get(event.origin, event.sequence), event.sequence)
        for origin, sequence in first.items():
            mine = update(sync_mark).where(sync_mark.c.origin == origin, sync_mark.c.seen >= sequence)
            self._connection.execute(mine.values(seen=sequence - 1))


def note_not_seen(connection: Connection, events: Sequence[Event], numbered: Collection[str]) -> None:
    """Own events that the server had to number again, although they had come back once: they come back again."""
    for event in events:
        if event.id in numbered:
            mine = update(sync_mark).where(sync_mark.c.origin == event.origin, sync_mark.c.seen >= event.sequence)
            connection.execute(mine.values(seen=event.sequence - 1))


def _made_anew(event: Event) -> bool:
    """The server's own stamps: it sets them again when what they are about comes in."""
    return event.origin == _SERVER and event.entity == "referral_event"
