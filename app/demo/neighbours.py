"""People of the demo unit who are no pregnant women of the cohort: they come to the reception like everybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from app.clinic.people.model import NewPerson, Sex
from app.clinic.people.rows import to_row
from app.demo.placed import ZONE
from app.kernel.clock import local_date, to_text
from app.store.tables import person
from app.store.writing import Writing

NO_DOCUMENT_REASON = "Dados sintéticos (demonstração)"


@dataclass(frozen=True)
class Neighbour:
    """Somebody written into the store, by the part played at the reception."""

    part: str
    person_id: str


@dataclass(frozen=True)
class _Sketch:
    part: str
    name: str
    mother: str
    sex: Sex
    days_old: int


_SKETCHES: Final = (
    _Sketch("ill", "Severina Jangada do Nascimento", "Josefa Jangada do Nascimento", Sex.FEMALE, 58 * 365 + 60),
    _Sketch("child", "Miguel Coqueiro Aurora", "Larissa Coqueiro Aurora", Sex.MALE, 6 * 365 + 140),
    _Sketch("man", "Antônio Maré de Oliveira", "Raimunda Maré de Oliveira", Sex.MALE, 41 * 365 + 20),
    _Sketch("gone", "Francisca Duna Pereira", "Maria Duna Pereira", Sex.FEMALE, 67 * 365 + 200),
)


def write_neighbours(writing: Writing, now: datetime, author: str) -> Sequence[Neighbour]:
    """Register them, as at the desk some weeks ago."""
    since = to_text(now - timedelta(days=60))
    ids = writing.create_many(
        person,
        [
            {**to_row(_person(one, local_date(now, ZONE))), "recorded_at": since, "recorded_by": author}
            for one in _SKETCHES
        ],
    )
    return tuple(Neighbour(one.part, person_id) for one, person_id in zip(_SKETCHES, ids, strict=True))


def _person(one: _Sketch, today: date) -> NewPerson:
    return NewPerson(
        full_name=one.name,
        mother_name=one.mother,
        birth_date=today - timedelta(days=one.days_old),
        sex=one.sex,
        no_document_reason=NO_DOCUMENT_REASON,
        municipality_code="2408102",
        municipality_name="Natal",
        synthetic=True,
    )
