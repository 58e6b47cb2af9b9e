"""The printed code is forgiving about how it is typed and exact about where it was mistyped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import KnownError
from app.security.keys import recovery

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@st.composite
def codes(draw: st.DrawFn) -> str:
    groups = draw(st.lists(st.lists(st.integers(0, 31), min_size=4, max_size=4), min_size=7, max_size=7))
    return "-".join(recovery._with_check(place, group) for place, group in enumerate(groups))


def test_a_code_holds_140_random_bits_in_7_groups_of_5() -> None:
    code = recovery.new_code()
    assert [len(group) for group in code.split("-")] == [5] * 7
    assert len(recovery.secret_of(code)) * 5 == 140
    assert recovery.new_code() != code


@given(codes())
def test_lower_case_spaces_dashes_and_look_alikes_mean_the_same_code(code: str) -> None:
    secret = recovery.secret_of(code)
    for typed in (
        code.lower(),
        code.replace("-", " "),
        code.replace("-", ""),
        f"  {code.replace('-', ' – ')}\n",
        code.replace("0", "O").replace("1", "l"),
        code.replace("0", "o").replace("1", "I"),
    ):
        assert recovery.secret_of(typed) == secret


@given(codes(), st.integers(0, 34), st.sampled_from(ALPHABET))
def test_one_wrong_symbol_is_always_found_in_its_group(code: str, position: int, wrong: str) -> None:
    symbols = list(code.replace("-", ""))
    if symbols[position] == wrong:
        return
    symbols[position] = wrong
    assert typo_group("".join(symbols)) == position // 5 + 1


@given(codes(), st.integers(0, 33))
def test_two_swapped_symbols_are_always_found(code: str, position: int) -> None:
    symbols = list(code.replace("-", ""))
    if symbols[position] == symbols[position + 1]:
        return
    symbols[position], symbols[position + 1] = symbols[position + 1], symbols[position]
    assert typo_group("".join(symbols)) in (position // 5 + 1, (position + 1) // 5 + 1)


@given(codes(), st.integers(0, 6), st.integers(0, 6))
def test_two_swapped_groups_are_always_found(code: str, one: int, other: int) -> None:
    groups = code.split("-")
    if one == other:
        return
    groups[one], groups[other] = groups[other], groups[one]
    assert typo_group("-".join(groups)) == min(one, other) + 1


def typo_group(typed: str) -> object:
    with pytest.raises(KnownError) as caught:
        recovery.secret_of(typed)
    assert caught.value.code == "keys.recovery_code_typo"
    return caught.value.values["group"]


def test_a_letter_outside_the_alphabet_is_found_in_its_group() -> None:
    groups = recovery.new_code().split("-")
    groups[3] = "U" + groups[3][1:]
    assert typo_group("-".join(groups)) == 4


@pytest.mark.parametrize("kept", [0, 6])
def test_a_missing_group_is_told_by_its_length(kept: int) -> None:
    typed = "-".join(recovery.new_code().split("-")[:kept])
    with pytest.raises(KnownError) as caught:
        recovery.secret_of(typed)
    assert caught.value.code == "keys.recovery_code_length"
    assert caught.value.values == {"symbols": kept * 5, "expected": 35}
