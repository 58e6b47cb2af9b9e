"""The record centre of the routers' black boxes (section 7.16): what stations send is chained on, or refused.

A record's number and content, with the hash of all before it, give its own hash. So nothing that is here can be sent
again otherwise, and nothing can follow that does not know all that is here. What a station discarded while it was cut
off is a hole: how long it is, and the hash at its end.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, insert, select, update

from app.central.bulk import insert_many
from app.central.database import writing
from app.central.journal import Sender
from app.central.tables import black_box, black_box_hole, black_box_record
from app.kernel.clock import Clock, to_text
from app.kernel.errors import KnownError
from app.router.blackbox.model import BEGINNING, link_of

MOST_RECORDS: Final = 500
"""In one request."""
MOST_BOXES: Final = 100
"""Of one station: a box is begun anew where its folder was lost or taken away."""
_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class BoxRecord:
    """One record. `previous` and `link`: the hashes of everything before it and up to it."""

    number: int
    previous: bytes
    link: bytes
    content: bytes


@dataclass(frozen=True)
class BoxHead:
    """How far a box is here; `refused`: the record that did not fit, of what was just sent."""

    last: int
    link: bytes
    refused: int | None = None


@dataclass
class _Taking:
    """A box while a batch is added to it. `there`: number → hash of what it holds, as far as the batch speaks of it."""

    last: int
    link: bytes
    there: dict[int, str]
    new: list[BoxRecord] = field(default_factory=list)
    holes: list[tuple[int, int, bytes]] = field(default_factory=list)

    def take(self, one: BoxRecord) -> bool:
        """False where it does not fit."""
        if link_of(one.previous, one.number, one.content) != one.link:
            return False
        if one.number <= self.last:
            return self.there.get(one.number) == one.link.hex()
        if one.number == self.last + 1:
            if one.previous != self.link:
                return False
        else:
            self.holes.append((self.last + 1, one.number - 1, one.previous))
        self.new.append(one)
        self.last, self.link = one.number, one.link
        self.there[one.number] = one.link.hex()
        return True


class BlackBoxes:
    """Each station adds to its own, and reads how far they are."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine, self._clock = engine, clock

    def head(self, who: Sender, box: str) -> BoxHead:
        """How far it is here; number 0 and the link before the first record where nothing is."""
        with self._engine.connect() as connection:
            found = connection.execute(select(black_box.c.last, black_box.c.link).where(*_is(who, box))).one_or_none()
        return BoxHead(0, BEGINNING) if found is None else BoxHead(found.last, bytes.fromhex(found.link))

    def add(self, who: Sender, box: str, records: Sequence[BoxRecord]) -> BoxHead:
        """Keep them in their order up to the first that does not fit; what is here already is no matter.

        KnownError `central.too_many_boxes`.
        """
        with writing(self._engine).begin() as connection:
            now = to_text(self._clock.now())
            taking = self._found(connection, who, box, records, now)
            refused = next((one.number for one in records if not taking.take(one)), None)
            whose = {"station_id": who.station_id, "box": box}
            if taking.new:
                rows = [
                    {**whose, "number": one.number, "link": one.link.hex(), "content": one.content}
                    for one in taking.new
                ]
                insert_many(connection, black_box_record, rows)
            if taking.holes:
                holes = [
                    {**whose, "first": first, "last": last, "link": link.hex()} for first, last, link in taking.holes
                ]
                connection.execute(insert(black_box_hole), holes)
            values: dict[str, object] = {"last": taking.last, "link": taking.link.hex(), "received_at": now}
            if refused is not None:
                values |= {"refused": refused, "refused_at": now}
            connection.execute(update(black_box).where(*_is(who, box)).values(values))
        if refused is not None:
            _logger.error("a record of the black box of station %s does not fit: %d", who.station_id, refused)
        return BoxHead(taking.last, taking.link, refused)

    def _found(self, connection: Connection, who: Sender, box: str, records: Sequence[BoxRecord], now: str) -> _Taking:
        """The box, held for this transaction; begun where there is none."""
        wanted = select(black_box.c.last, black_box.c.link).where(*_is(who, box)).with_for_update()
        found = connection.execute(wanted).one_or_none()
        if found is None:
            self._begin(connection, who, box, now)
            return _Taking(0, BEGINNING, {})
        old = [one.number for one in records if one.number <= found.last]
        table = black_box_record
        whose = table.c.station_id == who.station_id, table.c.box == box
        there = select(table.c.number, table.c.link).where(*whose, table.c.number.in_(old))
        known = {row.number: row.link for row in connection.execute(there)} if old else {}
        return _Taking(found.last, bytes.fromhex(found.link), known)

    def _begin(self, connection: Connection, who: Sender, box: str, now: str) -> None:
        count = select(func.count()).select_from(black_box).where(black_box.c.station_id == who.station_id)
        others = connection.execute(count).scalar_one()
        if others >= MOST_BOXES:
            raise KnownError("central.too_many_boxes", most=MOST_BOXES)
        row = {"station_id": who.station_id, "box": box, "last": 0, "link": BEGINNING.hex()}
        connection.execute(insert(black_box).values(**row, begun_at=now, received_at=now))
        if others:
            _logger.warning("station %s has begun another black box; it has %d now", who.station_id, others + 1)


def _is(who: Sender, box: str) -> tuple[Any, ...]:
    return black_box.c.station_id == who.station_id, black_box.c.box == box
