"""Likely pairs over the whole store: a few index self-joins, the surest first, each read only as far as the page goes.

A stage joins the person table with itself over equal keys that indexes hold; every candidate is then judged as the
desk judges a person being typed. A pair belongs to the first stage that finds it, so that no pair comes twice.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from app.clinic.people.duplicates import judge
from app.clinic.people.model import NewPerson, PersonHit, Sex, Strength
from app.clinic.people.search import to_hit

_COLUMNS = (
    "number, id, full_name, social_name, mother_name, birth_date, sex, cpf, cns, municipality_name, synthetic, phone, "
    "name_key, social_key, mother_key"
)
_STAGES: tuple[str, ...] = (
    "a.cpf = b.cpf",
    "a.cns = b.cns",
    "a.name_key = b.name_key AND a.birth_date = b.birth_date",
    "a.mother_key = b.mother_key AND a.mother_key <> '' AND a.birth_date = b.birth_date",
    "a.name_key = b.name_key AND a.mother_key = b.mother_key AND a.mother_key <> ''",
    "a.phone = b.phone AND substr(a.name_key, 1, 1) = substr(b.name_key, 1, 1)",
    "a.birth_date = b.birth_date AND substr(a.name_key, 1, 2) = substr(b.name_key, 1, 2)",
)
_LEADING = ("cpf", "cns", "name_key", "mother_key", "mother_key", "phone", "birth_date")
"""The indexed key that joins the two sides of each stage."""
_SHOWN = "NOT EXISTS (SELECT 1 FROM person_merge m WHERE m.losing_id = {side}.id AND m.status = 'merged')"
_DISTINCT = (
    "NOT EXISTS (SELECT 1 FROM distinct_pair d WHERE d.one_id = min(a.id, b.id) AND d.other_id = max(a.id, b.id))"
)
_CANDIDATES = 500


@dataclass(frozen=True)
class PairCursor:
    """Where the next page begins: a stage, and the numbers of the last pair that was looked at."""

    stage: int = 0
    first: int = 0
    second: int = 0


@dataclass(frozen=True)
class LikelyPair:
    """Two records that may be one person, with the evidence's codes (`people.evidence_<code>`), strongest first."""

    first: PersonHit
    second: PersonHit
    evidence: tuple[str, ...]
    strength: Strength


def find_pairs(
    connection: Connection, after: PairCursor | None, size: int
) -> tuple[tuple[LikelyPair, ...], PairCursor | None]:
    """Up to `size` pairs after the cursor, and the cursor of the rest; None when there is nothing more."""
    cursor = after or PairCursor()
    found: list[LikelyPair] = []
    while cursor.stage < len(_STAGES):
        keys = _candidates(connection, cursor)
        for one, other in keys:
            cursor = PairCursor(cursor.stage, one, other)
            pair = _judged(connection, one, other)
            if pair is not None:
                found.append(pair)
                if len(found) == size:
                    return tuple(found), cursor
        if len(keys) < _CANDIDATES:
            cursor = PairCursor(cursor.stage + 1)
    return tuple(found), None


def _candidates(connection: Connection, cursor: PairCursor) -> list[tuple[int, int]]:
    stage = _STAGES[cursor.stage]
    earlier = " ".join(f"AND ({condition}) IS NOT 1" for condition in _STAGES[: cursor.stage])
    leading = _LEADING[cursor.stage]
    statement = text(
        # The row ids lead the scan, the key's index finds the partners: pages come in the same order each time.
        f"SELECT a.number, b.number FROM person a NOT INDEXED JOIN person b INDEXED BY ix_person_{leading} ON {stage} "
        "WHERE b.number > a.number AND (a.number > :first OR (a.number = :first AND b.number > :second)) "
        f"AND a.number >= :first {earlier} AND {_SHOWN.format(side='a')} AND {_SHOWN.format(side='b')} "
        f"AND {_DISTINCT} ORDER BY a.number, b.number LIMIT {_CANDIDATES}"
    )
    rows = connection.execute(statement, {"first": cursor.first, "second": cursor.second})
    return [(one, other) for one, other in rows]


_ROW = text(f"SELECT {_COLUMNS} FROM person WHERE number = :number")


def _judged(connection: Connection, one: int, other: int) -> LikelyPair | None:
    first, second = (connection.execute(_ROW, {"number": number}).mappings().one() for number in (one, other))
    judged = judge(_as_typed(first), second)
    return LikelyPair(to_hit(first), to_hit(second), *judged) if judged else None


def _as_typed(row: RowMapping) -> NewPerson:
    texts: dict[str, Any] = {
        name: row[name] or "" for name in ("full_name", "social_name", "mother_name", "cpf", "cns", "phone")
    }
    return NewPerson(birth_date=date.fromisoformat(row["birth_date"]), sex=Sex(row["sex"]), **texts)
