"""Duplicates found over the whole store, and merges that can be undone.

A merge deletes nothing: a row points the losing person to the surviving one, reads follow it, the pregnancies change
hands, and the demographic fields that the user chose are taken over. Undoing gives everything back.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping, func, or_, select

from app.clinic.people.merged import survivors
from app.clinic.people.model import PersonHit
from app.clinic.people.pairs import LikelyPair, PairCursor, find_pairs
from app.clinic.people.search import to_hit
from app.kernel.canonical import canonical_json
from app.kernel.clock import from_text
from app.kernel.errors import KnownError
from app.security.roles import Action
from app.security.session import Session, require
from app.store.store import Store
from app.store.tables import account, distinct_pair, person, person_merge, pregnancy
from app.store.writing import Writing

TAKEABLE: dict[str, tuple[str, ...]] = {
    "full_name": ("full_name", "name_key"),
    "social_name": ("social_name", "social_key"),
    "mother_name": ("mother_name", "mother_key", "no_mother_reason"),
    "birth_date": ("birth_date",),
    "sex": ("sex",),
    "cpf": ("cpf",),
    "cns": ("cns",),
    "no_document_reason": ("no_document_reason",),
    "phone": ("phone",),
    "email": ("email",),
    "municipality_code": ("municipality_code", "municipality_name"),
}
"""The fields that can be taken over from the losing person, and the columns that go with each."""


@dataclass(frozen=True)
class PairPage:
    """Some likely pairs, surest kinds first; `next` asks for the following ones, None after the last."""

    pairs: tuple[LikelyPair, ...]
    next: PairCursor | None


@dataclass(frozen=True)
class Merge:
    """One merge. `taken_fields`: column → (value before, value taken over); `undone`: it holds no longer.

    The names are those of the two records as they stand now, each its own.
    """

    id: str
    number: int
    losing_id: str
    surviving_id: str
    taken_fields: dict[str, tuple[str | None, str | None]]
    moved_pregnancies: tuple[str, ...]
    reason: str
    at: datetime
    by: str
    undone: bool
    losing_name: str
    surviving_name: str


class DuplicateService:
    """Likely pairs, merges and their undoing, for one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def likely_pairs(self, session: Session, after: PairCursor | None = None, size: int = 50) -> PairPage:
        """The next `size` pairs with their evidence; pairs that were noted as different people are left out."""
        require(session, Action.MERGE_PEOPLE)
        if after is None:
            with self._store.write(session.actor) as writing:
                writing.audit("duplicates_viewed", "list", "duplicates")
        with self._store.read() as connection:
            pairs, following = find_pairs(connection, after, size)
        return PairPage(pairs, following)

    def note_distinct(self, session: Session, one_id: str, other_id: str, reason: str) -> None:
        """Two records that look alike are two people: the pair is not proposed again."""
        require(session, Action.MERGE_PEOPLE)
        _require_reason(reason)
        first, second = sorted((one_id, other_id))
        with self._store.write(session.actor) as writing:
            _rows_of(writing.connection, first, second)
            known = select(distinct_pair.c.id).where(
                distinct_pair.c.one_id == first, distinct_pair.c.other_id == second
            )
            if writing.connection.execute(known).first() is None:
                writing.append(distinct_pair, {"one_id": first, "other_id": second, "reason": reason.strip()})
                writing.audit("pair_distinct", "person", first, other=second, reason=reason.strip())

    def merge(
        self, session: Session, losing_id: str, surviving_id: str, reason: str, take: frozenset[str] = frozenset()
    ) -> Merge:
        """Make two records one; `take` names the fields (keys of TAKEABLE) that the surviving one takes over.

        Raises KnownError people.not_found, merge_reason_missing, merge_same_person, merge_already_merged,
        merge_both_pregnant (both have a current pregnancy: close the wrong one first).
        """
        require(session, Action.MERGE_PEOPLE)
        _require_reason(reason)
        if unknown := sorted(take - TAKEABLE.keys()):
            raise ValueError(f"not fields that can be taken over: {unknown}")
        if losing_id == surviving_id:
            raise KnownError("people.merge_same_person")
        with self._store.write(session.actor) as writing:
            losing, surviving = _rows_of(writing.connection, losing_id, surviving_id)
            _refuse_merged(writing.connection, losing_id, surviving_id)
            taken = _taken(losing, surviving, take)
            moved = _pregnancies_to_move(writing.connection, losing_id, surviving_id)
            _change_person(writing, surviving_id, {name: new for name, (_, new) in taken.items()}, reason.strip())
            for one in moved:
                writing.change(pregnancy, one, {"person_id": surviving_id}, reason.strip())
            row = {
                "number": _next_number(writing.connection),
                "losing_id": losing_id,
                "surviving_id": surviving_id,
                "status": "merged",
                "taken_fields": canonical_json({name: list(both) for name, both in taken.items()}),
                "moved_pregnancies": json.dumps(moved),
                "reason": reason.strip(),
            }
            merge_id = writing.create(person_merge, row)
            details = {"losing": losing_id, "fields": sorted(taken), "pregnancies": len(moved)}
            writing.audit("people_merged", "person", surviving_id, reason=reason.strip(), **details)
            return _read_merge(writing.connection, merge_id)

    def undo(self, session: Session, merge_id: str, reason: str) -> Merge:
        """Give everything back; what was changed by hand since the merge stays as it was changed.

        Raises KnownError people.merge_not_found, merge_reason_missing, merge_already_undone, merge_not_last (a later
        merge of the same people must be undone first), merge_both_pregnant.
        """
        require(session, Action.MERGE_PEOPLE)
        _require_reason(reason)
        with self._store.write(session.actor) as writing:
            merge = _read_merge(writing.connection, merge_id)
            if merge.undone:
                raise KnownError("people.merge_already_undone")
            _refuse_later_merge(writing.connection, merge)
            _give_back_pregnancies(writing, merge, reason.strip())
            now = writing.connection.execute(select(person).where(person.c.id == merge.surviving_id)).mappings().one()
            untouched = {name: old for name, (old, new) in merge.taken_fields.items() if now[name] == new}
            _change_person(writing, merge.surviving_id, untouched, reason.strip())
            writing.change(person_merge, merge_id, {"status": "undone"}, reason.strip())
            writing.audit("merge_undone", "person", merge.surviving_id, losing=merge.losing_id, reason=reason.strip())
            return _read_merge(writing.connection, merge_id)

    def merges(self, session: Session, person_id: str | None = None) -> tuple[Merge, ...]:
        """Every merge (that this person took part in), undone ones included, newest first."""
        require(session, Action.MERGE_PEOPLE)
        wanted = select(person_merge.c.id).order_by(person_merge.c.number.desc())
        if person_id is not None:
            mine = or_(person_merge.c.losing_id == person_id, person_merge.c.surviving_id == person_id)
            wanted = wanted.where(mine)
        with self._store.read() as connection:
            return tuple(_read_merge(connection, str(one)) for one in connection.execute(wanted).scalars().all())


def follow_merges(connection: Connection, hits: Iterable[PersonHit]) -> list[PersonHit]:
    """The hits with merged people replaced by whom they were merged into, each person once."""
    found = list(hits)
    replaced = survivors(connection, [one.person_id for one in found])
    if not replaced:
        return found
    rows = connection.execute(select(person).where(person.c.id.in_(set(replaced.values())))).mappings()
    surviving = {row["id"]: to_hit(row) for row in rows}
    followed = {hit.person_id: hit for hit in found if hit.person_id not in replaced}
    ordered: dict[str, PersonHit] = {}
    for hit in found:
        person_id = replaced.get(hit.person_id, hit.person_id)
        ordered.setdefault(person_id, followed.get(person_id) or surviving[person_id])
    return list(ordered.values())


def _change_person(writing: Writing, person_id: str, fields: Mapping[str, object], reason: str) -> None:
    if fields:
        writing.change(person, person_id, fields, reason)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise KnownError("people.merge_reason_missing")


def _rows_of(connection: Connection, *person_ids: str) -> list[RowMapping]:
    rows = []
    for one in person_ids:
        row = connection.execute(select(person).where(person.c.id == one)).mappings().one_or_none()
        if row is None:
            raise KnownError("people.not_found", person_id=one)
        rows.append(row)
    return rows


def _refuse_merged(connection: Connection, *person_ids: str) -> None:
    if survivors(connection, person_ids):
        raise KnownError("people.merge_already_merged")


def _taken(losing: RowMapping, surviving: RowMapping, take: frozenset[str]) -> dict[str, tuple[object, object]]:
    columns = [column for field in sorted(take) for column in TAKEABLE[field]]
    taken: dict[str, tuple[object, object]] = {
        name: (surviving[name], losing[name]) for name in columns if surviving[name] != losing[name]
    }
    after = {**surviving, **{name: new for name, (_, new) in taken.items()}}
    if not (after["cpf"] or after["cns"] or after["no_document_reason"]):
        raise KnownError("people.merge_without_document")
    return taken


def _pregnancies_to_move(connection: Connection, losing_id: str, surviving_id: str) -> list[str]:
    mine = select(pregnancy.c.id, pregnancy.c.status).where(pregnancy.c.person_id == losing_id)
    found = connection.execute(mine.order_by(pregnancy.c.id)).all()
    _refuse_two_current(connection, surviving_id, [status for _, status in found])
    return [str(one) for one, _ in found]


def _refuse_two_current(connection: Connection, person_id: str, arriving: list[str]) -> None:
    current = select(pregnancy.c.id).where(pregnancy.c.person_id == person_id, pregnancy.c.status == "current")
    if "current" in arriving and connection.execute(current).first():
        raise KnownError("people.merge_both_pregnant")


def _next_number(connection: Connection) -> int:
    last: int | None = connection.execute(select(func.max(person_merge.c.number))).scalar_one()
    return (last or 0) + 1


def _refuse_later_merge(connection: Connection, merge: Merge) -> None:
    involved = {merge.losing_id, merge.surviving_id}
    later = select(person_merge.c.id).where(
        person_merge.c.status == "merged",
        person_merge.c.number > merge.number,
        or_(person_merge.c.losing_id.in_(involved), person_merge.c.surviving_id.in_(involved)),
    )
    if connection.execute(later).first():
        raise KnownError("people.merge_not_last")


def _give_back_pregnancies(writing: Writing, merge: Merge, reason: str) -> None:
    still_there = select(pregnancy.c.id, pregnancy.c.status).where(
        pregnancy.c.id.in_(merge.moved_pregnancies), pregnancy.c.person_id == merge.surviving_id
    )
    found = writing.connection.execute(still_there).all()
    _refuse_two_current(writing.connection, merge.losing_id, [status for _, status in found])
    for one, _ in found:
        writing.change(pregnancy, str(one), {"person_id": merge.losing_id}, reason)


def _read_merge(connection: Connection, merge_id: str) -> Merge:
    losing, surviving = person.alias("losing"), person.alias("surviving")
    wanted = (
        select(
            person_merge,
            account.c.display_name,
            func.coalesce(losing.c.social_name, losing.c.full_name).label("losing_name"),
            func.coalesce(surviving.c.social_name, surviving.c.full_name).label("surviving_name"),
        )
        .join(losing, losing.c.id == person_merge.c.losing_id)
        .join(surviving, surviving.c.id == person_merge.c.surviving_id)
        .outerjoin(account, account.c.id == person_merge.c.recorded_by)
        .where(person_merge.c.id == merge_id)
    )
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise KnownError("people.merge_not_found", merge_id=merge_id)
    return Merge(
        id=row["id"],
        number=row["number"],
        losing_id=row["losing_id"],
        surviving_id=row["surviving_id"],
        taken_fields={name: (both[0], both[1]) for name, both in json.loads(row["taken_fields"]).items()},
        moved_pregnancies=tuple(json.loads(row["moved_pregnancies"])),
        reason=row["reason"],
        at=from_text(row["recorded_at"]),
        by=row["display_name"] or row["recorded_by"],
        undone=row["status"] == "undone",
        losing_name=row["losing_name"],
        surviving_name=row["surviving_name"],
    )
