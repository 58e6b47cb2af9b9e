"""Records and seals whose time is over: proposed to two people, never removed by the program alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select

from app.kernel.clock import Clock, to_text
from app.privacy.gathering import Held, gather, last_entry
from app.privacy.hindrances import in_care, on_the_way
from app.privacy.holdings import HOLDINGS, Treatment
from app.privacy.holds import held_people
from app.privacy.model import Case, CaseKind, Step
from app.privacy.periods import Unit, begins_before, ends_on
from app.privacy.removing import Hold
from app.privacy.steps import holds_until, read_cases
from app.store.tables import person, person_merge, sealed_person, sealed_row

MOST: Final = 200
"""Records that one look goes through; the oldest first."""
_SLACK: Final = timedelta(days=2)
"""The question to the store is by instants, the answer by days of the unit."""
_CLINICAL: Final = tuple(one.table.name for one in HOLDINGS if one.treatment is Treatment.SEALED)
_HERS: Final = tuple(
    one.table
    for one in HOLDINGS
    if one.treatment is Treatment.SEALED and {"person_id", "recorded_at"} <= set(one.table.c.keys())
)


@dataclass(frozen=True)
class DueRecord:
    """One record; its time ended on `until`. `name` and `born` are for those who may decide about it; of a sealed one
    they are empty."""

    person_id: str
    last_entry: date
    until: date
    name: str = ""
    born: date | None = None


@dataclass(frozen=True)
class DueRecords:
    """Those to decide about, and how many are kept all the same."""

    records: tuple[DueRecord, ...]
    kept: Mapping[Hold, int] = field(default_factory=dict)


def last_clinical_entry(held: Held) -> date | None:
    """The last day on which anything was written that the law keeps; None where there is nothing."""
    last = last_entry(held.rows, _CLINICAL)
    return date.fromisoformat(last[:10]) if last else None


def due_records(connection: Connection, clock: Clock, at: datetime, today: date, years: int) -> DueRecords:
    """Records of people no longer in care: nothing written for so many years, under none of their identifiers."""
    cases, found, kept = read_cases(connection), [], Counter[Hold]()
    on_hold = held_people(connection, at)
    for person_id in _candidates(connection, at, years):
        held = gather(connection, person_id)
        last = last_clinical_entry(held)
        if last is None or today <= (until := ends_on(last, years)):
            continue
        hold = Hold.LEGAL if not on_hold.isdisjoint(held.people) else _hold(connection, clock, held, cases)
        if hold is not None:
            kept[hold] += 1
            continue
        row = next(one for one in held.rows["person"] if one["id"] == held.lead)
        born = date.fromisoformat(row["birth_date"]) if row["birth_date"] else None
        found.append(DueRecord(held.lead, last, until, row["social_name"] or row["full_name"], born))
    return DueRecords(tuple(sorted(found, key=lambda one: (one.last_entry, one.person_id))), dict(kept))


def due_seals(connection: Connection, now: datetime, today: date, years: int) -> DueRecords:
    """Sealed records whose time is over, without a name."""
    cases, found, kept = read_cases(connection), [], Counter[Hold]()
    on_hold = held_people(connection, now)
    full = select(sealed_row.c.entity_id).where(sealed_row.c.person_id == sealed_person.c.person_id).exists()
    wanted = select(sealed_person).where(full).order_by(sealed_person.c.last_entry, sealed_person.c.person_id)
    for row in connection.execute(wanted):
        last = date.fromisoformat(row.last_entry)
        if today <= (until := ends_on(last, years)):
            continue
        hers = [one for one in cases if one.person_id == row.person_id]
        if row.person_id in on_hold:
            kept[Hold.LEGAL] += 1
        elif opening_of(hers, now) is not None:
            kept[Hold.OPENING] += 1
        elif any(one.kind is CaseKind.ERASURE and one.step is Step.ASKED for one in hers):
            kept[Hold.CASE] += 1
        else:
            found.append(DueRecord(row.person_id, last, until))
    return DueRecords(tuple(found), dict(kept))


def opening_of(cases: list[Case], now: datetime) -> Case | None:
    """An opening that waits for its second person or holds at this moment: whoever asked has still to read it."""
    openings = (one for one in cases if one.kind is CaseKind.OPENING)
    return next((one for one in openings if one.step is Step.ASKED or holds_until(one, now) is not None), None)


def _candidates(connection: Connection, at: datetime, years: int) -> list[str]:
    before = to_text(begins_before(at + _SLACK, Unit.YEARS, years))
    merged = select(person_merge.c.losing_id).where(person_merge.c.status == "merged")
    newer = [
        ~select(table.c.id).where(table.c.person_id == person.c.id, table.c.recorded_at >= before).exists()
        for table in _HERS
    ]
    wanted = select(person.c.id).where(person.c.recorded_at < before, person.c.id.not_in(merged), *newer)
    return list(connection.execute(wanted.order_by(person.c.recorded_at, person.c.id).limit(MOST)).scalars())


def _hold(connection: Connection, clock: Clock, held: Held, cases: list[Case]) -> Hold | None:
    if next(in_care(connection, held, clock), None) is not None:
        return Hold.IN_CARE
    if next(on_the_way(connection, held), None) is not None:
        return Hold.NOT_SENT
    asked = (one for one in cases if one.kind is CaseKind.ERASURE and one.step is Step.ASKED)
    return Hold.CASE if any(one.person_id in held.people for one in asked) else None
