"""Likely pairs over the whole store: grouped by shared keys in memory, the surest first, judged a page at a time.

One light read of everybody (keys alone), then dictionaries: joining the table with itself took ten times as long on
100,000 people. A pair belongs to the first stage whose keys it shares, so that no pair comes twice.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from sqlalchemy import Connection, Row, text

from app.clinic.people.duplicates import judge
from app.clinic.people.model import NewPerson, PersonHit, Strength
from app.clinic.people.search import to_hit
from app.clinic.people.similarity import DIFFERENT, alike

_KEYS = text(
    "SELECT number, id, cpf, cns, phone, birth_date, name_key, social_key, mother_key FROM person "
    "WHERE NOT EXISTS (SELECT 1 FROM person_merge m WHERE m.losing_id = person.id AND m.status = 'merged') "
    "ORDER BY number"
)
_DISTINCT = text("SELECT one_id, other_id FROM distinct_pair")
_SHOWN = text(
    "SELECT number, id, full_name, social_name, mother_name, birth_date, sex, cpf, cns, municipality_name, synthetic "
    "FROM person WHERE number = :number"
)
_MOST_PER_KEY = 100
"""Of people who share one key (a telephone of a whole street), the first hundred are compared with each other."""

_Keys = Row[Any]


def _pair_of(one: str | None, other: str | None) -> tuple[str, str] | None:
    return (one, other) if one and other else None


_STAGES: tuple[Callable[[_Keys], object], ...] = (
    lambda one: one.cpf,
    lambda one: one.cns,
    lambda one: _pair_of(one.name_key, one.birth_date),
    lambda one: _pair_of(one.mother_key, one.birth_date),
    lambda one: _pair_of(one.name_key, one.mother_key),
    lambda one: _pair_of(one.phone, one.name_key[:1]),
    lambda one: _pair_of(one.birth_date, one.name_key[:2]),
)
"""What two people of one stage share; None or an empty text shares nothing."""


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
    everybody = connection.execute(_KEYS).all()
    distinct = {(one, other) for one, other in connection.execute(_DISTINCT)}
    start = after or PairCursor()
    found: list[LikelyPair] = []
    for stage in range(start.stage, len(_STAGES)):
        beyond = (start.first, start.second) if stage == start.stage else (0, 0)
        for one, other in _candidates(everybody, stage):
            if (one.number, other.number) <= beyond or tuple(sorted((one.id, other.id))) in distinct:
                continue
            judged = judge(_as_typed(one), other._mapping)
            if judged is not None:
                found.append(LikelyPair(_hit(connection, one.number), _hit(connection, other.number), *judged))
                if len(found) == size:
                    return tuple(found), PairCursor(stage, one.number, other.number)
    return tuple(found), None


def _candidates(everybody: Sequence[_Keys], stage: int) -> Iterator[tuple[_Keys, _Keys]]:
    """The pairs of one stage that no earlier stage has, in the order of their numbers."""
    groups: defaultdict[object, list[_Keys]] = defaultdict(list)
    key_of = _STAGES[stage]
    for one in everybody:
        if key := key_of(one):
            groups[key].append(one)
    pairs = [
        pair
        for group in groups.values()
        if len(group) > 1
        for pair in combinations(group[:_MOST_PER_KEY], 2)
        if _is_worth_judging(*pair) and not any(_share(earlier, *pair) for earlier in _STAGES[:stage])
    ]
    pairs.sort(key=lambda pair: (pair[0].number, pair[1].number))
    yield from pairs


def _share(key_of: Callable[[_Keys], object], one: _Keys, other: _Keys) -> bool:
    key = key_of(one)
    return bool(key) and key == key_of(other)


def _is_worth_judging(one: _Keys, other: _Keys) -> bool:
    """Without a shared document, only people whose names are alike can be a pair: most candidates end here."""
    if (one.cpf and one.cpf == other.cpf) or (one.cns and one.cns == other.cns):
        return True
    mine, theirs = {one.name_key, one.social_key}, {other.name_key, other.social_key}
    return any(alike(name, also) != DIFFERENT for name in mine for also in theirs if name and also)


def _hit(connection: Connection, number: int) -> PersonHit:
    return to_hit(connection.execute(_SHOWN, {"number": number}).mappings().one())


def _as_typed(one: _Keys) -> NewPerson:
    """The keys as if typed: folding a folded name changes nothing."""
    return NewPerson(
        full_name=one.name_key,
        social_name=one.social_key,
        mother_name=one.mother_key,
        birth_date=date.fromisoformat(one.birth_date),
        cpf=one.cpf or "",
        cns=one.cns or "",
        phone=one.phone or "",
    )
