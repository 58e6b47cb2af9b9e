"""What was typed in the search is not typed twice."""

from datetime import date

import pytest

from app.clinic.people.model import NewPerson
from ui.papers.identity import cns_words, cpf_words, document_words, phone_words
from ui.reception.typed import begin_with

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("words", "person"),
    [
        ("maria da silva", NewPerson(full_name="Maria da Silva")),
        ("Ana d'Ávila", NewPerson(full_name="Ana d'Ávila")),
        ("529.982.247-25", NewPerson(cpf="52998224725")),
        ("700 0000 0000 4500", NewPerson(cns="700000000004500")),
        ("050396", NewPerson(birth_date=date(1996, 3, 5))),
        ("123", NewPerson()),
        ("", NewPerson()),
    ],
)
def test_the_words_of_the_search_begin_the_new_person(words: str, person: NewPerson) -> None:
    assert begin_with(words, TODAY) == person


def test_numbers_that_name_a_person_are_written_as_people_read_them() -> None:
    assert cpf_words("52998224725") == "529.982.247-25"
    assert cns_words("700000000004500") == "700 0000 0000 4500"
    assert document_words(None, None) == "sem documento"
    assert phone_words("+5584999991234") == "(84) 99999-1234"
    assert phone_words("+351912345678") == "+351912345678"
