"""What a station may read of the journal, page by page: the people in its unit's scope and the unit's own."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, and_, exists, or_, select

from app.central.database import HEAD_ID
from app.central.epochs import require_line
from app.central.ownership import OF_EVERYBODY
from app.central.tables import event as event_table
from app.central.tables import journal_head, scope
from app.sync.events import Event

PAGE = 1000
PAGE_SIGNS = 4_000_000
"""A page ends after this much payload, so that neither side holds more than a few megabytes."""
_CHUNK = 200


@dataclass(frozen=True)
class Delivered:
    """One event of the journal with its number and what was decided."""

    number: int
    verdict: str
    against: str | None
    event: Event
    unit: str


@dataclass(frozen=True)
class Page:
    """`through`: everything up to this number was delivered or is outside the scope; `more`: another page waits;
    `head`: the last number of all, so that a station can say how far it is."""

    events: tuple[Delivered, ...]
    through: int
    more: bool
    head: int


class Reader:
    """Reads pages in the order of the journal."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def page(self, unit: str, after: int, size: int = PAGE, epoch: str | None = None) -> Page:
        """What comes after a number, for every person in the unit's scope since before it, and for the unit itself.

        KnownError `central.older_than_station`, `central.other_epoch` (app/central/epochs.py).
        """
        with self._engine.begin() as connection:
            standing = select(journal_head.c.number, journal_head.c.epoch).where(journal_head.c.id == HEAD_ID)
            head, standing_epoch = connection.execute(standing).one()
            require_line(connection, head, standing_epoch, epoch, after)
            table = event_table
            # What came before she was brought into the scope is her history, and is fetched apart (`history`).
            mine = exists().where(
                scope.c.unit == unit, scope.c.person_id == table.c.person_id, table.c.number >= scope.c.since
            )
            allowed = or_(
                mine, and_(table.c.person_id.is_(None), table.c.unit == unit), table.c.entity.in_(OF_EVERYBODY)
            )
            # What was committed since the head was read comes with the next page, in its order.
            wanted = and_(table.c.number > after, table.c.number <= head, allowed)
            return _page(connection, wanted, head, size)

    def history(self, unit: str, person_id: str, after: int, until: int, size: int = PAGE) -> Page:
        """One person's events up to a number: what a station fetches when she comes into its scope."""
        with self._engine.begin() as connection:
            table = event_table
            inside = select(scope.c.person_id).where(scope.c.unit == unit, scope.c.person_id == person_id)
            wanted = and_(table.c.number > after, table.c.number <= until, table.c.person_id.in_(inside))
            return _page(connection, wanted, until, size)


def _page(connection: Connection, wanted: ColumnElement[bool], head: int, size: int) -> Page:
    statement = select(event_table).where(wanted).order_by(event_table.c.number).limit(size + 1)
    statement = statement.execution_options(yield_per=_CHUNK)
    delivered: list[Delivered] = []
    signs = 0
    with connection.execute(statement) as rows:
        for row in rows:
            if delivered and (len(delivered) == size or signs > PAGE_SIGNS):
                return Page(tuple(delivered), delivered[-1].number, more=True, head=head)
            delivered.append(_delivered(row))
            signs += len(delivered[-1].event.payload)
    return Page(tuple(delivered), head, more=False, head=head)


def _delivered(row: Row[Any]) -> Delivered:
    read = row._mapping
    event = Event(**{name: read[name] for name in Event.__dataclass_fields__})
    return Delivered(read["number"], read["verdict"], read["against"], event, read["unit"])
