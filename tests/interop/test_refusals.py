"""Every reason for which something is not taken has its words, and shows nothing of a person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.interop.refusals import Why, shown
from ui.texts import error_text
from ui.texts.catalog import area_texts


def test_every_reason_has_its_text() -> None:
    texts = area_texts("error_ward")
    assert [one.value for one in Why if one.value not in texts] == []
    assert "48 bytes" in error_text("ward.datagram_length", {})


@given(st.text(st.characters(categories=("L", "Zs", "P")), min_size=1))
def test_of_words_only_the_length_is_shown(text: str) -> None:
    assert shown(text) == f"({len(text)} characters)"


@pytest.mark.parametrize("text", ["-100", "9999", "1e999", "MDC_DIM_MMHG", "20260302"])
def test_numbers_and_codes_are_shown(text: str) -> None:
    assert shown(text) == text
