"""One definition of "the same text"."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.text_keys import digits, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("João D'Ávila  (filho)", "joao d avila filho"),
        ("THAÍS Conceição", "thais conceicao"),
        ("e\u0301rica", "erica"),
        ("Łucja Ørsted Straße", "lucja orsted strasse"),
        ("Ana-Lúcia 2ª\x00", "ana lucia a"),
        ("", ""),
    ],
)
def test_accents_case_punctuation_and_digits_make_no_difference(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_a_folded_text_has_nothing_but_letters_and_single_spaces(text: str) -> None:
    folded = fold(text)
    assert all(word.isalpha() for word in folded.split())
    assert folded == " ".join(folded.split())


def test_only_ascii_digits_count_as_digits() -> None:
    assert digits("123.456-7 ٣²") == "1234567"
