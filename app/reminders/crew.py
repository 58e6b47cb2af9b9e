"""Processes that send together from one store: how many there are, so that they share each provider's pace."""

from typing import Final

from sqlalchemy import select

from app.kernel.clock import to_text
from app.kernel.process import has_ended, holder_name
from app.store.lease import Lease
from app.store.store import Store
from app.store.tables import lease

LIFE_SECONDS: Final = 30.0
"""A process that has not been heard of for so long is none of them any more."""
_PREFIX: Final = "sender/"


class Crew:
    """This process among them. The claim of a message is one transaction, so that each goes out once however many."""

    def __init__(self, store: Store) -> None:
        mark = store.ids.new()[-12:]
        self._store = store
        self._lease = Lease(store, f"{_PREFIX}{mark}", holder_name(mark), LIFE_SECONDS)

    def size(self) -> int:
        """How many there are now, this one included; makes itself known to the others."""
        self._lease.take_or_renew()
        living = select(lease.c.holder).where(lease.c.name.startswith(_PREFIX))
        with self._store.read() as connection:
            now = to_text(self._store.clock.now())
            holders = connection.execute(living.where(lease.c.until > now)).scalars().all()
        return max(1, sum(not has_ended(one) for one in holders))

    def leave(self) -> None:
        """The others may go faster."""
        self._lease.release()
