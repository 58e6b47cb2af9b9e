"""What somebody typed, understood."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.people.query import MOST_WORDS, Query, understand


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Maria da Silva", ("maria", "silva")),
        ("dos", ("dos",)),
        ("de da", ("de", "da")),
        ("m maria", ("maria",)),
        ("maria maria", ("maria",)),
        ('" OR "x"*', ("or", "x")),
    ],
)
def test_particles_and_words_that_demand_nothing_new_are_left_out(typed: str, words: tuple[str, ...]) -> None:
    assert understand(typed).words == words


@pytest.mark.parametrize(
    ("typed", "dates"),
    [
        ("12/03/1990", (("19900312",),)),
        ("12.03.1990", (("19900312",),)),
        ("1990-03-12", (("19900312",),)),
        ("1990-03", (("199003",),)),
        ("12/03", (("01203",),)),
        ("12/3", (("01203",),)),
        ("12/0", (("0120",),)),
        ("12/1", (("0121",), ("01201",))),
        ("03/1990", (("199003",),)),
        ("12/03/90", (("19900312",), ("20900312",))),
        ("12/03/19", (("01203", "19"), ("19190312",), ("20190312",))),
        ("12/03/199", (("01203", "199"),)),
        ("1/2/1990", (("19900201",),)),
        ("12031990", (("19900312",),)),
        ("1990", (("1990",),)),
        ("32/01/1990", ()),
        ("12/13/1990", ()),
    ],
)
def test_birth_dates_are_read_whole_and_in_part(typed: str, dates: tuple[tuple[str, ...], ...]) -> None:
    assert understand(typed).dates == dates


@pytest.mark.parametrize(
    ("typed", "document"),
    [
        ("123.456.789-09", "12345678909"),
        ("700 0000 0035 7100", "700000000357100"),
        ("12/03/1990", ""),
        ("maria 0", "0"),
    ],
)
def test_digits_may_begin_a_document(typed: str, document: str) -> None:
    assert understand(typed).document == document


@given(st.text())
def test_any_text_is_understood_and_leaves_only_letters_and_digits(typed: str) -> None:
    query = understand(typed)
    assert isinstance(query, Query)
    assert all(word.isalpha() for word in query.words)
    assert len(query.words) <= MOST_WORDS
    assert all(word.isdigit() for reading in query.dates for word in reading)
