"""Lives beyond the cohort: earlier pregnancies, records entered twice, a woman of another unit, one merge to be undone.

All of it is made from women of the cohort, so that it looks like them.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from sqlalchemy import select

from app.clinic.text_keys import fold
from app.demo.neighbours import NO_DOCUMENT_REASON
from app.demo.placed import Placed, Row
from app.demo.prenatal import Followed
from app.kernel.clock import from_text, to_text
from app.store.tables import care_link, person
from app.store.writing import Writing

OTHER_UNIT = "0000001"
"""The CNES of a unit that does not exist."""
_EVERY: Final = 5
_ELSEWHERE = "Terezinha Enseada de Lima"


@dataclass(frozen=True)
class Doubles:
    """`past`: old pregnancies that came with them; `losing`, `surviving`: the pair that is merged afterwards."""

    past: tuple[Placed, ...]
    losing: str
    surviving: str


def write_doubles(writing: Writing, followed: Sequence[Followed], author: str) -> Doubles:
    """Four pairs that look like one woman, one for the merge, one woman whose record is not in this unit's care."""
    free = [(one.placed, _person_row(writing, one.placed)) for one in followed if one.goes_on][:120]
    for changes, fits in _DOUBLES:
        model, row = _take(free, fits)
        _copy(writing, model, {**row, **_named(changes(row))}, author)
    merged, row = _take(free, lambda row: bool(row["mother_name"]))
    losing = _copy(writing, merged, {**row, **_named(_typed_in_a_hurry(row))}, author)
    old = replace(_past(writing, merged, 1120), person_id=losing, author=author)
    return Doubles((old, _of_another_unit(writing, followed, author)), losing, merged.person_id)


def earlier_pregnancies(writing: Writing, followed: Sequence[Followed]) -> tuple[Placed, ...]:
    """Of every fifth woman who was pregnant before: an earlier pregnancy at this unit, years ago."""
    return tuple(
        _past(writing, one.placed, 900 + 13 * (one.placed.woman.number % 50))
        for one in followed
        if one.goes_on and one.placed.woman.number % _EVERY == 0 and _was_pregnant_as_an_adult(one.placed)
    )


def _was_pregnant_as_an_adult(one: Placed) -> bool:
    return one.woman.pregnancies_count >= 2 and (one.woman.form.age_years or 0) >= 22


def _take(free: list[tuple[Placed, Row]], fits: Callable[[Row], bool]) -> tuple[Placed, Row]:
    place = next(place for place, (_, row) in enumerate(free) if fits(row))
    return free.pop(place)


def _person_row(writing: Writing, one: Placed) -> Row:
    found = writing.connection.execute(select(person).where(person.c.id == one.person_id)).mappings().one()
    return {name: value for name, value in found.items() if name not in ("id", "number", "email")}


def _past(writing: Writing, one: Placed, days: int) -> Placed:
    """The same woman so many days earlier, with another pregnancy."""
    shift = timedelta(days=days)
    woman = replace(
        one.woman,
        number=one.woman.number + 10_000,
        lmp=one.woman.lmp - shift,
        pregnancies_count=max(1, one.woman.pregnancies_count - 1),
        wrong_weight_kg=None,
    )
    arrived = one.arrived - shift
    return replace(
        one, woman=woman, pregnancy_id=writing.new_id(), lmp=one.lmp - shift, arrived=arrived, classified=False
    )


def _copy(writing: Writing, one: Placed, row: Row, author: str) -> str:
    """The person once more, as somebody else typed her; returns the new identifier."""
    at = to_text(min(one.arrived + timedelta(days=2, minutes=17), from_text(writing.at) - timedelta(hours=2)))
    return writing.create(person, {**row, "recorded_at": at, "recorded_by": author})


def _named(changed: Row) -> Row:
    keys = {"full_name": "name_key", "mother_name": "mother_key"}
    return changed | {keys[name]: fold(str(value)) for name, value in changed.items() if name in keys}


def _mother_misspelt(row: Row) -> Row:
    """Same name and birth, the mother's name otherwise, no telephone."""
    return {"mother_name": str(row["mother_name"]).replace("a", "ha", 1), "phone": None, "cns": None, **_NONE}


def _day_for_month(row: Row) -> Row:
    """Day and month of birth exchanged."""
    born = date.fromisoformat(str(row["birth_date"]))
    return {"birth_date": born.replace(month=born.day, day=born.month).isoformat(), "phone": None, "cns": None, **_NONE}


def _married_name(row: Row) -> Row:
    """The same card number under another name."""
    words = str(row["full_name"]).split()
    return {"full_name": f"{words[0]} {words[-1]} Falésia", "phone": None}


def _same_telephone(row: Row) -> Row:
    """A letter otherwise, birth two days off, the same telephone and mother."""
    words = str(row["full_name"]).split()
    born = date.fromisoformat(str(row["birth_date"])) + timedelta(days=2)
    name = " ".join([*words[:-1], words[-1][:-1] + "s"])
    return {"full_name": name, "birth_date": born.isoformat(), "cns": None, **_NONE}


def _typed_in_a_hurry(row: Row) -> Row:
    """A second registration of the same woman."""
    return {"full_name": " ".join(str(row["full_name"]).split()[:2]), "phone": None, "cns": None, **_NONE}


def _swappable(row: Row) -> bool:
    born = date.fromisoformat(str(row["birth_date"]))
    return bool(row["mother_name"]) and born.day <= 12 and born.day != born.month


_NONE: Final[Row] = {"no_document_reason": NO_DOCUMENT_REASON}
_DOUBLES: Final[tuple[tuple[Callable[[Row], Row], Callable[[Row], bool]], ...]] = (
    (_mother_misspelt, lambda row: bool(row["mother_name"])),
    (_day_for_month, _swappable),
    (_married_name, lambda row: bool(row["cns"])),
    (_same_telephone, lambda row: bool(row["phone"] and row["mother_name"])),
)
"""What was typed otherwise, and of whom."""


def _of_another_unit(writing: Writing, followed: Sequence[Followed], author: str) -> Placed:
    """Registered elsewhere, last seen years ago: opening her record asks for a reason."""
    model = next(one.placed for one in followed if not one.goes_on and one.placed.woman.mother_name)
    past = _past(writing, model, 1300)
    since = to_text(past.arrived)
    by: Row = {"recorded_at": since, "recorded_by": author}
    row: Row = {**_person_row(writing, model), "cns": None, "phone": None, **_NONE}
    named = _named({"full_name": _ELSEWHERE, "mother_name": "Joana Enseada de Lima"})
    born = past.birth_date - timedelta(days=611)
    her_id = writing.create(person, {**row, **named, "birth_date": born.isoformat(), **by})
    writing.append(care_link, {"person_id": her_id, "ground": "registered", "unit": OTHER_UNIT, **by})
    return replace(past, person_id=her_id, author=author)
