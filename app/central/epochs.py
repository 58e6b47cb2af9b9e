"""A server whose database went back to an older copy begins a new epoch: docs/sync.md, "A restored server".

Its numbers start above every number that a station may have seen, so that none is given a second time; a station that
was told of other epochs, or that has seen what this database does not hold, is sent back to what both hold.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import Connection, Engine, func, insert, select, update

from app.central.database import HEAD_ID, writing
from app.central.own_events import lock_head
from app.central.tables import epoch as epoch_table
from app.central.tables import journal_head, station
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.kernel.ids import Ids

STEP: Final = 1_000_000
"""Epochs begin at multiples of it; which one is drawn, so that two restores to one copy do not take the same."""
_DRAWN: Final = 100
FIRST: Final = ""
"""What the epoch is called that a server is born with."""


@dataclass(frozen=True)
class Epoch:
    """`held`: the last number of the copy; the numbers from there up to `first` are nobody's any more."""

    id: str
    held: int
    first: int
    begun_at: str


@dataclass(frozen=True)
class Standing:
    """What is to be known before a new epoch is begun. `reported`: the highest number that a refused station said to
    have seen (0: none yet); `stations`: how many said so."""

    held: int
    reported: int
    stations: int


def epochs(connection: Connection) -> tuple[Epoch, ...]:
    """All of them, in their order; none where nothing was ever restored."""
    rows = connection.execute(select(epoch_table).order_by(epoch_table.c.number))
    return tuple(Epoch(row.id, row.held, row.first, row.begun_at) for row in rows)


def standing(engine: Engine) -> Standing:
    """Where the database stands, and what stations said."""
    with engine.connect() as connection:
        held = connection.execute(select(journal_head.c.number)).scalar_one()
        told = select(func.coalesce(func.max(station.c.reported), 0), func.count(station.c.reported))
        return Standing(held, *connection.execute(told).one())


def begin_epoch(engine: Engine, clock: Clock, ids: Ids, draw: Callable[[int], int] = secrets.randbelow) -> Epoch:
    """Begin a new one, above all that this database knows to have been given or seen."""
    with writing(engine).begin() as connection:
        held = lock_head(connection)
        reported = connection.execute(select(func.max(station.c.reported))).scalar() or 0
        before = epochs(connection)
        highest = max([held, reported, *(one.first for one in before)])
        first = (highest // STEP + 1 + draw(_DRAWN)) * STEP
        made = Epoch(ids.new(), held, first, to_text(clock.now()))
        connection.execute(insert(epoch_table).values(number=len(before) + 1, **asdict(made)))
        moved = update(journal_head).where(journal_head.c.id == HEAD_ID)
        connection.execute(moved.values(number=first, epoch=made.id))
        connection.execute(update(station).values(reported=None))
    return made


def note_reported(engine: Engine, station_id: str, after: int) -> None:
    """A station has seen more than this database holds: whoever restores it is told how far it had come."""
    with writing(engine).begin() as connection:
        known = func.coalesce(station.c.reported, 0)
        mine = update(station).where(station.c.id == station_id, known < after)
        connection.execute(mine.values(reported=after))


@dataclass(frozen=True)
class Lines:
    """The server's epochs, as what an event's author had seen is judged by them."""

    epochs: Sequence[Epoch] = ()
    head: int | None = None
    """The journal's last number; None where nothing was ever restored."""

    def unseen(self, number: int, since: int | None, seen: int) -> bool:
        """Whether whoever had seen up to `seen` had not seen an event of this number; `since`: where it was handed in
        after a restore, `number` is what it was called before."""
        seen = self.of_this_line(seen)
        if since is not None and seen >= max(one.first for one in self.epochs if one.first < since):
            return since > seen
        return number > seen

    def of_this_line(self, seen: int) -> int:
        """The number; 0 where it is of an epoch that this server never had: what it stood for is not known here."""
        if self.head is not None and seen > self.head:
            return 0
        for one in self.epochs:
            if one.held < seen < one.first:
                return seen if seen // STEP == one.held // STEP else 0
        return seen


def read_lines(connection: Connection, numbers: Iterable[int], *, restored: bool = False) -> Lines:
    """The epochs, where one of these numbers may be of a later one than the first, or it is known that there is one."""
    if not restored and all(one < STEP for one in numbers):
        return Lines()
    found = epochs(connection)
    return Lines(found, connection.execute(select(journal_head.c.number)).scalar_one()) if found else Lines()


def require_line(connection: Connection, head: int, epoch: str, asked: str | None, after: int) -> None:
    """Whether a station may go on after a number. KnownError `central.other_epoch` (it must find out first what both
    hold), `central.older_than_station` (nobody has said yet that the database was restored)."""
    if asked is not None and asked != epoch:
        raise KnownError("central.other_epoch", head=head, after=after)
    if after > head:
        raise KnownError("central.older_than_station", head=head, after=after)
    if epoch != FIRST and any(one.held < after < one.first for one in epochs(connection)):
        # A station that knows of no epochs: it waits, as before there were any.
        raise KnownError("central.older_than_station", head=head, after=after)
