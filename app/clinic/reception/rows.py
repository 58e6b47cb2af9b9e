"""Between the reception's tables and the dataclasses."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, and_, exists, func, literal_column, select

from app.clinic.dating import gestational_age
from app.clinic.people.merged import survivors
from app.clinic.people.model import Sex
from app.clinic.pregnancies.rows import read_encounter
from app.clinic.prenatal.outcomes import OutcomeKind
from app.clinic.reception.board_details import Calls, read_calls, read_found, read_postpartum
from app.clinic.reception.colours import Colours
from app.clinic.reception.model import (
    Arrival,
    ArrivalEvent,
    ArrivalRecord,
    ArrivalState,
    Board,
    BoardFilter,
    BoardRow,
    Colour,
    EventKind,
)
from app.kernel.clock import from_text, to_text
from app.kernel.errors import KnownError
from app.store.tables import account, arrival_board, arrival_event, person, pregnancy_list

_Row = RowMapping | Mapping[str, Any]
_heard = arrival_event.alias("heard")
_said = arrival_event.alias("said")
_later = arrival_event.alias("later")
_SAID = (
    select(_said.c.content)
    .where(
        _said.c.arrival_id == arrival_board.c.arrival_id,
        _said.c.kind == EventKind.ARRIVED.value,
        ~exists().where(_later.c.supersedes == _said.c.id),
    )
    .limit(1)
    .scalar_subquery()
)
_ARRIVALS = (
    select(
        arrival_board,
        person.c.id.label("person_id"),
        _heard.c.content.label("heard_content"),
        _SAID.label("said_content"),
    )
    .join(person, person.c.number == arrival_board.c.person_number)
    .outerjoin(_heard, _heard.c.id == arrival_board.c.heard_id)
)
_WHO = (
    person.c.full_name,
    person.c.social_name,
    person.c.birth_date,
    person.c.sex,
    person.c.synthetic,
    pregnancy_list.c.pregnancy_id,
    pregnancy_list.c.lmp,
    pregnancy_list.c.class_code,
)
BOARD = _ARRIVALS.add_columns(*_WHO).outerjoin(
    pregnancy_list,
    and_(
        pregnancy_list.c.person_number == arrival_board.c.person_number,
        # "+" keeps the planner from the indexes by status, which would read every current pregnancy for every row.
        literal_column("+pregnancy_list.status") == "current",
    ),
)
_EVENTS = (
    select(
        arrival_event,
        func.coalesce(account.c.display_name, arrival_event.c.recorded_by).label("by"),
        _later.c.id.label("superseded_by"),
    )
    .outerjoin(account, account.c.id == arrival_event.c.recorded_by)
    .outerjoin(_later, _later.c.supersedes == arrival_event.c.id)
)


def read_arrival(connection: Connection, arrival_id: str) -> Arrival:
    """One arrival as it stands; KnownError reception.not_found."""
    row = connection.execute(_ARRIVALS.where(arrival_board.c.arrival_id == arrival_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("reception.not_found", arrival_id=arrival_id)
    return _to_arrival(row)


def read_record(connection: Connection, arrival_id: str) -> ArrivalRecord:
    """One arrival with all its events and readings; KnownError reception.not_found."""
    return ArrivalRecord(
        read_arrival(connection, arrival_id),
        read_events(connection, arrival_id),
        read_encounter(connection, arrival_id),
    )


def read_open(connection: Connection, person_id: str) -> tuple[Arrival, ...]:
    """The person's arrivals that are still open."""
    wanted = _ARRIVALS.where(
        person.c.id == person_id,
        arrival_board.c.state.in_([state.value for state in ArrivalState if state.is_open]),
    )
    return tuple(_to_arrival(row) for row in connection.execute(wanted).mappings())


def read_event(connection: Connection, event_id: str) -> tuple[str, ArrivalEvent, int]:
    """(arrival's identifier, event, its place); KnownError reception.event_not_found."""
    row = connection.execute(_EVENTS.where(arrival_event.c.id == event_id)).mappings().one_or_none()
    if row is None:
        raise KnownError("reception.event_not_found", event_id=event_id)
    return row["arrival_id"], _to_event(row), row["place"]


def read_events(connection: Connection, arrival_id: str) -> tuple[ArrivalEvent, ...]:
    """All events of one arrival in their order, corrected ones included."""
    order = (arrival_event.c.place, arrival_event.c.recorded_at, arrival_event.c.id)
    wanted = _EVENTS.where(arrival_event.c.arrival_id == arrival_id).order_by(*order)
    return tuple(_to_event(row) for row in connection.execute(wanted).mappings())


def next_place(connection: Connection, arrival_id: str) -> int:
    """The place of a new event of this arrival."""
    last = select(func.max(arrival_event.c.place)).where(arrival_event.c.arrival_id == arrival_id)
    return (connection.execute(last).scalar() or 0) + 1


def read_board(connection: Connection, wanted: BoardFilter, now: datetime, zone: str, colours: Colours) -> Board:
    """The board of one day; every row of the day is read, since a day has hundreds."""
    day = wanted.day or now.astimezone(ZoneInfo(zone)).date()
    first, last = (to_text(instant) for instant in day_bounds(day, zone))
    of_day = and_(arrival_board.c.arrived_at >= first, arrival_board.c.arrived_at < last)
    counts = connection.execute(
        select(arrival_board.c.state, func.count()).where(of_day).group_by(arrival_board.c.state)
    ).tuples()
    states = [state.value for state in wanted.states]
    found = connection.execute(BOARD.where(of_day, arrival_board.c.state.in_(states))).mappings().all()
    rows = _to_board_rows(connection, _follow_merges(connection, found), now.astimezone(ZoneInfo(zone)).date())
    rows.sort(key=lambda row: (*_urgency(row.arrival, colours), row.arrival.arrived_at, row.arrival.id))
    return Board(day, now, tuple(rows), {ArrivalState(state): count for state, count in counts})


def day_bounds(day: date, zone: str) -> tuple[datetime, datetime]:
    """From the first instant of a calendar day where the unit stands to that of the next, whatever the clocks do."""
    local = ZoneInfo(zone)
    return (
        datetime.combine(day, time.min, tzinfo=local),
        datetime.combine(day + timedelta(days=1), time.min, tzinfo=local),
    )


def _urgency(one: Arrival, colours: Colours) -> tuple[int, int]:
    """Who is still here before who is not; then by colour."""
    return (0 if one.state.is_open else 1, colours.rank(one.colour))


def _to_arrival(row: _Row) -> Arrival:
    said = row["heard_content"] or row["said_content"]
    return Arrival(
        id=row["arrival_id"],
        person_id=row["person_id"],
        arrived_at=from_text(row["arrived_at"]),
        state=ArrivalState(row["state"]),
        since=from_text(row["since"]),
        colour=Colour(row["colour"]) if row["colour"] else None,
        reason=json.loads(said).get("reason") if said else None,
    )


def _follow_merges(connection: Connection, found: Sequence[RowMapping]) -> Sequence[_Row]:
    """The rows with whoever was merged since the arrival shown as the person who stands for her now."""
    replaced = survivors(connection, [row["person_id"] for row in found])
    if not replaced:
        return found
    wanted = (
        select(person.c.id.label("person_id"), *_WHO)
        .outerjoin(
            pregnancy_list,
            and_(pregnancy_list.c.person_number == person.c.number, pregnancy_list.c.status == "current"),
        )
        .where(person.c.id.in_(set(replaced.values())))
    )
    standing = {row["person_id"]: dict(row) for row in connection.execute(wanted).mappings()}
    return [{**row, **standing.get(replaced.get(row["person_id"], ""), {})} for row in found]


def _to_board_rows(connection: Connection, found: Sequence[_Row], today: date) -> list[BoardRow]:
    ids = [row["arrival_id"] for row in found]
    postpartum = read_postpartum(connection, [row["person_id"] for row in found], today)
    maternal = {row["arrival_id"] for row in found if row["pregnancy_id"] or row["person_id"] in postpartum}
    calls, seen = read_calls(connection, ids), read_found(connection, ids, maternal)

    def one(row: _Row) -> BoardRow:
        lmp = date.fromisoformat(row["lmp"]) if row["lmp"] else None
        arrival_id, pregnant = row["arrival_id"], row["pregnancy_id"] is not None
        just_born = not pregnant and row["person_id"] in postpartum
        call = calls.get(arrival_id, Calls())
        return BoardRow(
            arrival=_to_arrival(row),
            shown_name=row["social_name"] or row["full_name"],
            birth_date=date.fromisoformat(row["birth_date"]),
            synthetic=bool(row["synthetic"]),
            gestational_age=gestational_age(lmp, today) if lmp else None,
            class_code=row["class_code"],
            danger=arrival_id in seen.in_danger,
            pregnant=pregnant,
            postpartum=just_born,
            gave_birth=just_born and postpartum[row["person_id"]] is OutcomeKind.BIRTH,
            called_to=call.place,
            not_answered=call.not_answered,
            pressure=seen.courses.get(arrival_id),
            sex=Sex(row["sex"]) if row["sex"] else None,
        )

    return [one(row) for row in found]


def _to_event(row: RowMapping) -> ArrivalEvent:
    return ArrivalEvent(
        id=row["id"],
        kind=EventKind(row["kind"]),
        happened_at=from_text(row["happened_at"]),
        content=json.loads(row["content"]),
        by=row["by"],
        supersedes=row["supersedes"],
        superseded_by=row["superseded_by"],
        why=row["reason"],
    )
