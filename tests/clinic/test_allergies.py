"""Allergies are only appended; not asked is not "none"; what was taken off stays in the history."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.clinic.allergies.allergens import allergens
from app.clinic.allergies.model import (
    LONGEST_SUBSTANCE,
    AllergyKind,
    Certainty,
    ListState,
    NewAllergy,
    Severity,
    Source,
)
from app.clinic.allergies.service import AllergyService
from app.clinic.people.merges import DuplicateService
from app.clinic.people.model import PersonRecord
from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.security.roles import Role
from app.security.session import Session
from app.store.store import Store
from app.store.tables import allergy
from tests.clinic.conftest import TODAY, session_of

DIPYRONE = NewAllergy(AllergyKind.MEDICINE, "Dipirona", "dipyrone", "manchas na pele", Severity.MILD)
LATEX = NewAllergy(AllergyKind.LATEX, "Látex", severity=Severity.SEVERE, certainty=Certainty.CONFIRMED)


@pytest.fixture
def allergies(store: Store) -> AllergyService:
    return AllergyService(store)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as caught:
        call()
    return caught.value.code


def test_nobody_asked_is_not_the_same_as_none_known(
    allergies: AllergyService, nurse: Session, joana: PersonRecord
) -> None:
    assert allergies.of_person(nurse, joana.id).state is ListState.NOT_ASKED
    known = allergies.none_known(nurse, joana.id, Source.COMPANION)
    assert known.state is ListState.NONE_KNOWN
    assert known.none_known is not None
    assert (known.none_known.on, known.none_known.source, known.none_known.by) == (
        TODAY,
        Source.COMPANION,
        nurse.actor.name,
    )


def test_the_gravest_stands_first_and_says_who_wrote_it(
    allergies: AllergyService, nurse: Session, joana: PersonRecord
) -> None:
    allergies.add(nurse, joana.id, DIPYRONE)
    known = allergies.add(nurse, joana.id, replace(LATEX, substance="  Látex ", since=" desde criança "))
    assert [one.told.substance for one in known.entries] == ["Látex", "Dipirona"]
    assert known.entries[0].told.since == "desde criança"
    assert known.entries[1].told == DIPYRONE
    assert {one.by for one in known.entries} == {nurse.actor.name}


def test_an_allergy_ends_that_none_was_known_and_its_end_leaves_it_to_be_asked(
    allergies: AllergyService, nurse: Session, joana: PersonRecord
) -> None:
    allergies.none_known(nurse, joana.id)
    known = allergies.add(nurse, joana.id, DIPYRONE)
    assert (known.state, known.none_known) == (ListState.SOME, None)
    known = allergies.take_off(nurse, known.entries[0].id, joana.id, Certainty.REFUTED, "tomou sem reação")
    assert (known.state, known.none_known) == (ListState.NOT_ASKED, None)
    assert [one.told.certainty for one in known.past if one.superseded_by is None] == [Certainty.REFUTED]
    assert [one.on for one in known.asked_before] == [TODAY]
    assert allergies.none_known(nurse, joana.id).state is ListState.NONE_KNOWN


def test_asking_again_gives_the_statement_its_new_day(
    allergies: AllergyService, nurse: Session, joana: PersonRecord, fake_clock: FakeClock
) -> None:
    allergies.none_known(nurse, joana.id)
    fake_clock.advance(40 * 24 * 3600)
    known = allergies.none_known(nurse, joana.id)
    assert known.none_known is not None
    assert (known.none_known.on - TODAY).days == 40
    assert len(known.asked_before) == 2


def test_none_known_is_refused_while_something_is_listed(
    allergies: AllergyService, nurse: Session, joana: PersonRecord
) -> None:
    allergies.add(nurse, joana.id, DIPYRONE)
    assert refused(lambda: allergies.none_known(nurse, joana.id)) == "allergies.some_listed"


def test_a_correction_replaces_with_its_reason_and_keeps_what_was_written(
    allergies: AllergyService, nurse: Session, joana: PersonRecord, store: Store, fake_clock: FakeClock
) -> None:
    (first,) = allergies.add(nurse, joana.id, DIPYRONE).entries
    fake_clock.advance(60)
    worse = replace(DIPYRONE, severity=Severity.SEVERE, reaction="falta de ar")
    known = allergies.correct(nurse, first.id, joana.id, worse, " ela explicou melhor ")
    assert [one.told for one in known.entries] == [worse]
    assert known.entries[0].reason == "ela explicou melhor"
    assert [one.told for one in known.past] == [DIPYRONE]
    assert refused(lambda: allergies.correct(nurse, first.id, joana.id, worse, "x")) == "allergies.already_corrected"
    assert refused(lambda: allergies.correct(nurse, known.entries[0].id, joana.id, worse, " ")) == (
        "allergies.reason_missing"
    )
    with store.read() as connection:
        assert connection.execute(select(func.count()).select_from(allergy)).scalar_one() == 2


@pytest.mark.parametrize(
    ("new", "code"),
    [
        (replace(DIPYRONE, substance=" "), "allergies.substance_missing"),
        (replace(DIPYRONE, substance="x" * (LONGEST_SUBSTANCE + 1)), "allergies.text_too_long"),
        (replace(DIPYRONE, reaction="x" * 201), "allergies.text_too_long"),
        (replace(DIPYRONE, allergen="moonlight"), "allergies.unknown_allergen"),
        (replace(DIPYRONE, certainty=Certainty.REFUTED), "allergies.nothing_to_refute"),
        (replace(LATEX, substance="LATEX!"), "allergies.already_listed"),
    ],
    ids=["empty", "long", "long reaction", "unknown code", "refuted", "listed twice"],
)
def test_what_cannot_be_noted_is_refused_and_nothing_is_written(
    allergies: AllergyService, nurse: Session, joana: PersonRecord, new: NewAllergy, code: str
) -> None:
    before = allergies.add(nurse, joana.id, LATEX)
    assert refused(lambda: allergies.add(nurse, joana.id, new)) == code
    assert allergies.of_person(nurse, joana.id) == before


def test_substances_that_differ_in_a_figure_are_two(
    allergies: AllergyService, nurse: Session, joana: PersonRecord
) -> None:
    allergies.add(nurse, joana.id, replace(DIPYRONE, substance="Vitamina B1", allergen=None))
    known = allergies.add(nurse, joana.id, replace(DIPYRONE, substance="Vitamina B12", allergen=None))
    assert len(known.entries) == 2


def test_a_merged_person_has_what_was_noted_under_either_name_until_it_is_undone(
    allergies: AllergyService, nurse: Session, store: Store, register: Callable[..., PersonRecord]
) -> None:
    one, other = register(full_name="Maria Fictícia Lima"), register(full_name="Sônia Fictícia Prado")
    allergies.none_known(nurse, one.id)
    allergies.add(nurse, other.id, DIPYRONE)
    duplicates, coordinator = DuplicateService(store), session_of(Role.COORDINATOR)
    merge = duplicates.merge(coordinator, other.id, one.id, "a mesma pessoa")
    for known_as in (one.id, other.id):
        known = allergies.of_person(nurse, known_as)
        assert [entry.told for entry in known.entries] == [DIPYRONE]
    allergies.add(nurse, other.id, LATEX)
    assert len(allergies.of_person(nurse, one.id).entries) == 2
    duplicates.undo(coordinator, merge.id, "eram duas")
    assert [entry.told for entry in allergies.of_person(nurse, other.id).entries] == [DIPYRONE]
    assert [entry.told for entry in allergies.of_person(nurse, one.id).entries] == [LATEX]


def test_every_entry_of_the_short_list_has_its_words_and_its_source() -> None:
    assert len(allergens()) > 10
    for one in allergens().values():
        assert set(one.labels) == {"pt_BR", "en"}
        assert all(one.labels.values())
        assert len(max(one.labels.values(), key=len)) <= LONGEST_SUBSTANCE
