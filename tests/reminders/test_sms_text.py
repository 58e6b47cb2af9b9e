"""What a text costs as SMS."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.reminders.sms_text import GSM_BASIC, GSM_EXTENDED, Alphabet, segments

GSM_TEXTS = st.text(st.sampled_from(sorted(GSM_BASIC | GSM_EXTENDED)), max_size=700)


@pytest.mark.parametrize(
    ("text", "alphabet", "count", "left"),
    [
        ("", Alphabet.GSM, 0, 160),
        ("a" * 160, Alphabet.GSM, 1, 0),
        ("a" * 161, Alphabet.GSM, 2, 145),
        ("a" * 306, Alphabet.GSM, 2, 0),
        ("€" * 80, Alphabet.GSM, 1, 0),
        # An escape is not torn from its sign: septet 153 of the first part stays empty.
        ("a" * 152 + "€" + "a" * 10, Alphabet.GSM, 2, 141),
        ("é" * 160, Alphabet.GSM, 1, 0),
        # The small cedilla is no sign of the GSM alphabet, the large one is.
        ("Ç" * 160, Alphabet.GSM, 1, 0),
        ("ç" * 70, Alphabet.UCS2, 1, 0),
        ("ç" * 71, Alphabet.UCS2, 2, 63),
        ("🤰" * 35, Alphabet.UCS2, 1, 0),
        # 67 is odd: a pair that would straddle two parts moves whole.
        ("🤰" * 36, Alphabet.UCS2, 2, 61),
    ],
)
def test_parts_and_what_is_left_are_those_of_the_standard(text: str, alphabet: Alphabet, count: int, left: int) -> None:
    counted = segments(text)
    assert (counted.alphabet, counted.count, counted.left) == (alphabet, count, left)


def test_the_signs_that_make_a_text_dear_are_named_once_and_in_order() -> None:
    assert segments("Sua vacinação é amanhã, não falte").unfit == ("ç", "ã")


def test_the_alphabet_has_the_size_of_the_standard() -> None:
    # 128 positions of which one is the escape.
    assert (len(GSM_BASIC), len(GSM_EXTENDED), GSM_BASIC & GSM_EXTENDED) == (127, 10, frozenset())


@given(st.text(max_size=400) | GSM_TEXTS)
def test_the_parts_joined_are_the_text_and_none_is_too_long(text: str) -> None:
    counted = segments(text)
    assert "".join(counted.parts) == text
    many = counted.count > 1
    for part in counted.parts:
        assert part
        if counted.alphabet is Alphabet.GSM:
            assert sum(2 if sign in GSM_EXTENDED else 1 for sign in part) <= (153 if many else 160)
        else:
            assert len(part.encode("utf-16-be", "surrogatepass")) // 2 <= (67 if many else 70)


@given(GSM_TEXTS)
def test_a_text_of_the_gsm_alphabet_never_becomes_ucs2(text: str) -> None:
    assert segments(text).alphabet is Alphabet.GSM


@given(st.text(max_size=400), st.text(max_size=5))
def test_a_longer_text_never_costs_less(text: str, more: str) -> None:
    assert segments(text + more).count >= segments(text).count
