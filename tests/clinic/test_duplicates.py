"""Likely duplicates: who is already registered under another spelling, date or telephone."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.clinic.people.model import PersonRecord, Strength
from app.clinic.people.service import PeopleService
from app.clinic.people.similarity import DIFFERENT, SAME, SIMILAR, alike
from app.kernel.errors import KnownError
from app.security.session import Session
from tests.clinic.conftest import someone

CPF = "529.982.247-25"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("maria da silva", "maria silva", SAME),
        ("thais souza", "tays sousa", SIMILAR),
        ("maria aparecida silva", "maria a silva", SIMILAR),
        ("joana silva costa", "joana silva", SIMILAR),
        ("joana silva", "joanna silav", SIMILAR),
        ("maria silva", "marta souza", DIFFERENT),
        ("joana silva", "carla silva", DIFFERENT),
        ("", "maria", DIFFERENT),
    ],
)
def test_names_are_alike_through_particles_sound_initials_and_slips(one: str, other: str, expected: int) -> None:
    assert alike(one, other) == alike(other, one) == expected


@pytest.mark.parametrize(
    ("typed", "strength", "evidence"),
    [
        ({}, Strength.STRONG, ("same_name", "same_birth_date", "same_mother")),
        ({"full_name": "Joanna F da Silva"}, Strength.STRONG, ("similar_name", "same_birth_date", "same_mother")),
        ({"birth_date": date(1996, 9, 4)}, Strength.STRONG, ("same_name", "swapped_birth_date", "same_mother")),
        ({"birth_date": date(1996, 4, 11)}, Strength.STRONG, ("same_name", "close_birth_date", "same_mother")),
        ({"birth_date": date(1980, 1, 1)}, Strength.POSSIBLE, ("same_name", "same_mother")),
        (
            {"birth_date": date(1980, 1, 1), "phone": "84 99999-9999"},
            Strength.STRONG,
            ("same_name", "same_mother", "same_phone"),
        ),
        (
            {"full_name": "Outra Pessoa", "mother_name": "Alguém", "cpf": CPF},
            Strength.SAME,
            ("same_cpf", "same_birth_date"),
        ),
    ],
)
def test_evidence_and_strength_are_named(
    typed: dict[str, Any],
    strength: Strength,
    evidence: tuple[str, ...],
    people: PeopleService,
    nurse: Session,
    register: Callable[..., PersonRecord],
) -> None:
    known = register(cpf=CPF, phone="84 99999-9999")
    (found,) = people.likely_duplicates(nurse, someone(**typed))
    assert found.person.person_id == known.id
    assert (found.strength, found.evidence) == (strength, evidence)


@pytest.mark.usefixtures("joana")
def test_another_person_born_the_same_day_is_no_duplicate(people: PeopleService, nurse: Session) -> None:
    assert people.likely_duplicates(nurse, someone(full_name="Carla Fictícia Souza", mother_name="Ana Souza")) == ()


def test_an_unfinished_form_is_compared_as_far_as_it_goes(
    people: PeopleService, nurse: Session, joana: PersonRecord
) -> None:
    (found,) = people.likely_duplicates(nurse, someone(mother_name="", sex=None, municipality_code=""))
    assert found.person.person_id == joana.id


def test_strong_duplicates_must_have_been_shown_before_saving(
    people: PeopleService, nurse: Session, joana: PersonRecord
) -> None:
    with pytest.raises(KnownError) as refused:
        people.register(nurse, someone())
    assert (refused.value.code, refused.value.values["ids"]) == ("people.duplicates_not_seen", [joana.id])
    again = people.register(nurse, someone(), seen_duplicates=frozenset({joana.id}))
    assert again.id != joana.id


def test_a_document_that_belongs_to_somebody_is_refused_whatever_was_shown(
    people: PeopleService, nurse: Session, register: Callable[..., PersonRecord]
) -> None:
    known = register(cpf=CPF)
    other = someone(full_name="Outra Pessoa", birth_date=date(1970, 1, 1), mother_name="Alguém Souza", cpf=CPF)
    with pytest.raises(KnownError) as refused:
        people.register(nurse, other, seen_duplicates=frozenset({known.id}))
    assert (refused.value.code, refused.value.values["person_id"]) == ("people.document_taken", known.id)
