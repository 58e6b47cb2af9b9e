"""What the record centre has of the routers' black boxes, for whoever looks into what happened; proved as read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select

from app.central.tables import black_box, black_box_hole, black_box_record, station
from app.kernel.errors import KnownError
from app.router.blackbox.model import BEGINNING, link_of

_PAGE: Final = 1_000


@dataclass(frozen=True)
class ListedBox:
    """One box as it stands here. `link`: the hash up to `last`, for the station's own proof; `missing`: records that
    were discarded before they were sent; `refused`: the last that did not fit, and when."""

    station_id: str
    station: str
    box: str
    last: int
    link: str
    missing: int
    received_at: str
    refused: int | None
    refused_at: str | None


@dataclass(frozen=True)
class Hole:
    """Records that were discarded before they were sent, both numbers included."""

    first: int
    last: int


@dataclass(frozen=True)
class Here:
    """One record as it was written."""

    number: int
    content: bytes


def boxes(engine: Engine) -> list[ListedBox]:
    """All of them, by station and beginning."""
    hole = black_box_hole
    lacking = (
        select(func.coalesce(func.sum(hole.c.last - hole.c.first + 1), 0))
        .where(hole.c.station_id == black_box.c.station_id, hole.c.box == black_box.c.box)
        .scalar_subquery()
        .label("missing")
    )
    box = black_box.c
    shown = (box.station_id, station.c.name.label("station"), box.box, box.last, box.link, lacking)
    wanted = select(*shown, box.received_at, box.refused, box.refused_at).join(station, station.c.id == box.station_id)
    with engine.connect() as connection:
        rows = connection.execute(wanted.order_by(station.c.unit, station.c.name, box.begun_at)).mappings()
        return [ListedBox(**{**row, "missing": int(row["missing"])}) for row in rows]


def records(engine: Engine, station_id: str, box: str) -> Iterator[Here | Hole]:
    """All of one box, in order, and its holes. KnownError `central.no_such_box`, `central.box_changed` (number): from
    there on what is in this database is not what was received."""
    whose = {"station_id": station_id, "box": box}
    with engine.connect() as connection:
        head = select(black_box.c.last, black_box.c.link).filter_by(**whose)
        found = connection.execute(head).one_or_none()
        if found is None:
            raise KnownError("central.no_such_box", station=station_id, box=box)
        holes = {row.first: row for row in connection.execute(select(black_box_hole).filter_by(**whose))}
        last, link = 0, BEGINNING
        for row in _rows(connection, whose):
            hole = holes.get(last + 1)
            if hole is not None:
                yield Hole(hole.first, hole.last)
                last, link = hole.last, bytes.fromhex(hole.link)
            after = link_of(link, row.number, bytes(row.content))
            if row.number != last + 1 or row.link != after.hex():
                raise KnownError("central.box_changed", number=last + 1)
            yield Here(row.number, bytes(row.content))
            last, link = row.number, after
        if (last, link.hex()) != (found.last, found.link):
            raise KnownError("central.box_changed", number=last + 1)


def _rows(connection: Connection, whose: dict[str, str]) -> Iterator[Any]:
    table, after = black_box_record, 0
    while True:
        page = select(table).filter_by(**whose).where(table.c.number > after).order_by(table.c.number).limit(_PAGE)
        rows = connection.execute(page).all()
        yield from rows
        if len(rows) < _PAGE:
            return
        after = rows[-1].number
