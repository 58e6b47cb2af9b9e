"""Who is already registered and may be the person being typed: found through indexes, judged in Python."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, text

from app.clinic.people.model import LikelyDuplicate, NewPerson, Strength
from app.clinic.people.search import to_hit
from app.clinic.people.similarity import DIFFERENT, SAME, alike
from app.clinic.text_keys import fold

_MOST_PER_INDEX = 300
_MOST_SHOWN = 10
_CLOSE_DAYS = 3
_COLUMNS = (
    "number, id, full_name, social_name, mother_name, birth_date, sex, cpf, cns, municipality_name, synthetic, phone, "
    "name_key, social_key, mother_key"
)
_NOT_MERGED = "NOT EXISTS (SELECT 1 FROM person_merge m WHERE m.losing_id = person.id AND m.status = 'merged')"
_EQUAL = {
    column: text(f"SELECT {_COLUMNS} FROM person WHERE {column} = :value AND {_NOT_MERGED} LIMIT {_MOST_PER_INDEX}")
    for column in ("cpf", "cns", "birth_date", "phone", "name_key", "mother_key")
}
_ORDER = (
    "same_cpf",
    "same_cns",
    "same_name",
    "similar_name",
    "same_birth_date",
    "swapped_birth_date",
    "close_birth_date",
    "same_mother",
    "similar_mother",
    "same_phone",
)
_BIRTH_DATES = {"same_birth_date", "swapped_birth_date", "close_birth_date"}


def likely_duplicates(
    connection: Connection, person: NewPerson, without: str | None = None
) -> tuple[LikelyDuplicate, ...]:
    """The strongest first, at most ten; `person` as tidied by `validation.check`; `without` is left out (a change)."""
    candidates: dict[int, RowMapping] = {}
    for column, value in _lookups(person):
        for row in connection.execute(_EQUAL[column], {"value": value}).mappings():
            candidates.setdefault(row["number"], row)
    found = [_judge(person, row) for row in candidates.values() if row["id"] != without]
    strengths = list(Strength)
    likely = [one for one in found if one is not None]
    likely.sort(key=lambda one: (strengths.index(one.strength), -len(one.evidence), one.person.shown_name))
    return tuple(likely[:_MOST_SHOWN])


def _lookups(person: NewPerson) -> list[tuple[str, str]]:
    lookups = [("cpf", person.cpf), ("cns", person.cns), ("phone", person.phone), ("name_key", fold(person.full_name))]
    lookups.append(("mother_key", fold(person.mother_name)))
    if person.birth_date:
        days = {person.birth_date, *([swapped] if (swapped := _swapped(person.birth_date)) else [])}
        lookups += [("birth_date", day.isoformat()) for day in days]
    return [(column, value) for column, value in lookups if value]


def _judge(person: NewPerson, row: RowMapping) -> LikelyDuplicate | None:
    judged = judge(person, row)
    return LikelyDuplicate(to_hit(row), *judged) if judged else None


def judge(person: NewPerson, row: RowMapping | Mapping[str, Any]) -> tuple[tuple[str, ...], Strength] | None:
    """The evidence that `person` and the person of `row` are one, strongest first; None: not likely."""
    evidence = _evidence(person, row)
    strength = _strength(evidence)
    return (tuple(code for code in _ORDER if code in evidence), strength) if strength else None


def _strength(evidence: set[str]) -> Strength | None:
    if evidence & {"same_cpf", "same_cns"}:
        return Strength.SAME
    name, birth = evidence & {"same_name", "similar_name"}, evidence & _BIRTH_DATES
    mother = evidence & {"same_mother", "similar_mother"}
    if not name:
        return None
    if (birth and (mother or "same_birth_date" in evidence)) or (mother and "same_phone" in evidence):
        return Strength.STRONG
    return Strength.POSSIBLE if birth or "same_mother" in evidence or "same_phone" in evidence else None


def _evidence(person: NewPerson, row: RowMapping | Mapping[str, Any]) -> set[str]:
    found = {f"same_{field}" for field in ("cpf", "cns", "phone") if _same(getattr(person, field), row[field])}
    names = [fold(person.full_name), fold(person.social_name)]
    likeness = max(alike(mine, theirs) for mine in names for theirs in (row["name_key"], row["social_key"]))
    if likeness != DIFFERENT:
        found.add("same_name" if likeness == SAME else "similar_name")
    mother = alike(fold(person.mother_name), row["mother_key"])
    if mother != DIFFERENT:
        found.add("same_mother" if mother == SAME else "similar_mother")
    return found | _birth_evidence(person.birth_date, date.fromisoformat(row["birth_date"]))


def _birth_evidence(mine: date | None, theirs: date) -> set[str]:
    if mine is None:
        return set()
    if mine == theirs:
        return {"same_birth_date"}
    if _swapped(mine) == theirs:
        return {"swapped_birth_date"}
    return {"close_birth_date"} if abs(mine - theirs) <= timedelta(days=_CLOSE_DAYS) else set()


def _swapped(day: date) -> date | None:
    """Day and month exchanged, where that is a date."""
    return day.replace(month=day.day, day=day.month) if day.day <= 12 else None


def _same(mine: str, theirs: str | None) -> bool:
    return bool(mine) and mine == theirs
