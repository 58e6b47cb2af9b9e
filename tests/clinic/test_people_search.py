"""Finding people as they are typed."""

import random
import unicodedata
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.clinic.people.model import PersonRecord
from app.clinic.people.query import MOST_WORDS
from app.clinic.people.service import PeopleService
from app.demo.crowd import insert_crowd
from app.kernel.actor import PROGRAM
from app.kernel.clock import FakeClock
from app.kernel.ids import SeededIds
from app.security.session import Session
from app.store.store import Store

CROWD = 400
Register = Callable[..., PersonRecord]


@pytest.fixture
def crowd(store: Store, fake_clock: FakeClock) -> list[tuple[str, str, str]]:
    """(id, name, birth date) of a few hundred synthetic people."""
    with store.write(PROGRAM) as writing:
        insert_crowd(writing.connection, SeededIds(fake_clock, 5), CROWD, 7, writing.at)
    with store.read() as connection:
        rows = connection.exec_driver_sql("SELECT id, full_name, birth_date FROM person").all()
    return [(row[0], row[1], row[2]) for row in rows]


def found(people: PeopleService, nurse: Session, typed: str, limit: int = 50) -> list[str]:
    return [hit.shown_name for hit in people.search(nurse, typed, limit).hits]


@given(data=st.data())
def test_everybody_is_found_by_any_beginnings_of_name_parts_in_any_order(
    data: st.DataObject, people: PeopleService, nurse: Session, crowd: list[tuple[str, str, str]]
) -> None:
    person_id, name, _ = data.draw(st.sampled_from(crowd))
    parts = data.draw(st.lists(st.sampled_from(name.split()), min_size=1, max_size=MOST_WORDS, unique=True))
    beginnings = [part[: data.draw(st.integers(1, len(part)))] for part in parts]
    typed = " ".join(_disguised(part, data.draw(st.randoms(use_true_random=False))) for part in beginnings)
    assert person_id in {hit.person_id for hit in people.search(nurse, typed, limit=CROWD).hits}


def _disguised(text: str, source: random.Random) -> str:
    """The same letters with other accents and other case."""
    plain = [c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)]
    accents = "\u0301", "\u0303", "\u0327", ""
    return "".join((c.upper() if source.random() < 0.5 else c.lower()) + source.choice(accents) for c in plain)


@given(data=st.data())
def test_everybody_is_found_by_a_name_part_with_the_birth_date_in_any_spelling(
    data: st.DataObject, people: PeopleService, nurse: Session, crowd: list[tuple[str, str, str]]
) -> None:
    person_id, name, birth = data.draw(st.sampled_from(crowd))
    year, month, day = birth.split("-")
    spellings = (birth, f"{day}/{month}/{year}", f"{day}{month}{year}", f"{day}/{month}", f"{month}/{year}", year)
    typed = [data.draw(st.sampled_from(spellings)), *data.draw(st.lists(st.sampled_from(name.split()), max_size=2))]
    hits = people.search(nurse, " ".join(data.draw(st.permutations(typed))), limit=CROWD).hits
    assert person_id in {hit.person_id for hit in hits}


@given(typed=st.text(max_size=300))
@example(typed='"')
@example(typed='" OR "maria"*')
@example(typed="NEAR(maria) AND NOT * ^ : -{}()")
@example(typed="\x00maria\x00")
@example(typed="😀 ´ ` ~")
@example(typed="person_search:maria")
def test_whatever_is_typed_is_answered(typed: str, people: PeopleService, nurse: Session, joana: PersonRecord) -> None:
    result = people.search(nurse, typed)
    assert len(result.hits) <= 1


def test_documents_are_found_by_their_first_digits_with_or_without_punctuation(
    people: PeopleService, nurse: Session, register: Register
) -> None:
    register(cpf="529.982.247-25")
    for typed in ("529", "529.9", "52998224725", "529.982.247-25", " 529.982.247-25 ", "joana 529"):
        assert found(people, nurse, typed) == ["Joana Fictícia da Silva"], typed
    assert found(people, nurse, "529982247250") == []
    assert found(people, nurse, "pedro 529") == []


def test_a_social_name_is_shown_and_found_and_so_is_the_registered_one(
    people: PeopleService, nurse: Session, register: Register
) -> None:
    register(full_name="Carlos Fictício Rocha", social_name="Luana Fictícia Rocha")
    assert found(people, nurse, "luana") == ["Luana Fictícia Rocha"]
    assert found(people, nurse, "carlos rocha") == ["Luana Fictícia Rocha"]


def test_own_names_come_before_mothers_names(people: PeopleService, nurse: Session, register: Register) -> None:
    register(full_name="Ana Fictícia Costa", mother_name="Zilda Fictícia Costa")
    register(full_name="Zilda Fictícia Souza", mother_name="Ana Fictícia Souza", birth_date=date(1960, 1, 1))
    assert found(people, nurse, "zilda") == ["Zilda Fictícia Souza", "Ana Fictícia Costa"]
    assert people.search(nurse, "zilda").hits[1].matched == ("mother",)


def test_names_that_begin_as_typed_come_first_in_alphabetical_order(
    people: PeopleService, nurse: Session, register: Register
) -> None:
    for name in ("Rita Maria Fictícia", "Mariana Fictícia", "Maria Zélia Fictícia", "Maria Ana Fictícia"):
        register(full_name=name, mother_name="", no_mother_reason="Não sabe")
    assert found(people, nurse, "maria") == [
        "Maria Ana Fictícia",
        "Maria Zélia Fictícia",
        "Mariana Fictícia",
        "Rita Maria Fictícia",
    ]


def test_more_says_that_the_list_was_cut(people: PeopleService, nurse: Session, register: Register) -> None:
    for number in range(3):
        register(full_name=f"Maria Fictícia {'ABC'[number]}a", birth_date=date(1990, 1, 1 + 9 * number))
    assert people.search(nurse, "maria", limit=3).more is False
    cut = people.search(nurse, "maria", limit=2)
    assert (len(cut.hits), cut.more) == (2, True)


def test_a_changed_name_is_found_at_once_and_the_old_one_no_more(
    people: PeopleService, nurse: Session, joana: PersonRecord
) -> None:
    people.change(nurse, joana.id, {"full_name": "Joana Fictícia Bezerra", "birth_date": date(1996, 9, 4)}, "Casou-se")
    assert found(people, nurse, "joana bezerra 04/09/1996") == ["Joana Fictícia Bezerra"]
    assert found(people, nurse, "joana 09/04") == []


def test_a_registration_that_fails_leaves_nothing_to_find(
    store: Store, people: PeopleService, nurse: Session, joana: PersonRecord
) -> None:
    with pytest.raises(RuntimeError, match="stop"), store.write(PROGRAM) as writing:
        insert_crowd(writing.connection, SeededIds(FakeClock(), 5), 20, 7, writing.at)
        raise RuntimeError("stop")
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM person_search('1* OR 2*')").scalar_one() == 1
