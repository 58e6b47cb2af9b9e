"""One process does the background work: a row that says who, and until when."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, update

from app.kernel.actor import PROGRAM
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.store.store import Store
from app.store.tables import lease


@dataclass(frozen=True)
class Holding:
    """Whether the lease is ours now; `holder` is who has it."""

    ours: bool
    holder: str


class Lease:
    """The lease `name` as one process sees it; `holder` must differ from process to process.

    `gone`: whether a holder is known to have ended; its lease is free at once.
    """

    def __init__(
        self, store: Store, name: str, holder: str, seconds: float, gone: Callable[[str], bool] = lambda _: False
    ) -> None:
        self._store = store
        self._name = name
        self._holder = holder
        self._duration = timedelta(seconds=seconds)
        self._gone = gone

    def take_or_renew(self) -> Holding:
        """Take a free or expired lease, or make ours last longer; another's living lease is left alone.

        A lease that ends further ahead than one duration was written by a clock that has since been set back: it
        counts as expired, or nobody would work until the old time comes round again.
        """
        now = self._store.clock.now()
        with self._store.write(PROGRAM) as writing:
            row = writing.connection.execute(
                select(lease.c.holder, lease.c.until).where(lease.c.name == self._name)
            ).one_or_none()
            if row is not None and row.holder != self._holder and self._lives(row.holder, from_text(row.until), now):
                return Holding(ours=False, holder=row.holder)
            values = {"holder": self._holder, "until": to_text(now + self._duration)}
            if row is None:
                writing.connection.execute(insert(lease).values(name=self._name, **values))
            else:
                writing.connection.execute(update(lease).where(lease.c.name == self._name).values(values))
        return Holding(ours=True, holder=self._holder)

    def held_by(self) -> str:
        """Whose living lease it is, "" where it is free; nothing is taken.

        One that has run out counts as living where nobody could have renewed it, since the store takes no writes (a
        full disk), as long as its holder is not known to have ended: it may well be at work.
        """
        with self._store.read() as connection:
            row = connection.execute(
                select(lease.c.holder, lease.c.until).where(lease.c.name == self._name)
            ).one_or_none()
        if row is None:
            return ""
        living = self._lives(row.holder, from_text(row.until), self._store.clock.now())
        return str(row.holder) if living or not (self._gone(row.holder) or self._takes_writes()) else ""

    def _takes_writes(self) -> bool:
        """Tried with a row that is gone again: SQLite does not write what stays the same."""
        tried = {"name": f"{self._name} tried", "holder": self._holder, "until": ""}
        try:
            with self._store.write(PROGRAM) as writing:
                writing.connection.execute(insert(lease).values(tried))
                writing.connection.execute(delete(lease).where(lease.c.name == tried["name"]))
        except KnownError:
            return False
        return True

    def _lives(self, holder: str, until: datetime, now: datetime) -> bool:
        return now < until <= now + self._duration and not self._gone(holder)

    def release(self) -> None:
        """Let another process work at once; a lease that is not ours is left alone."""
        with self._store.write(PROGRAM) as writing:
            writing.connection.execute(delete(lease).where(lease.c.name == self._name, lease.c.holder == self._holder))
