"""Municipality codes of IBGE."""

import pytest

from app.clinic.municipalities import WITHOUT_CHECK_DIGIT, beginning_with, by_code, is_possible_code, listed


def test_every_listed_code_has_the_check_digit_of_ibge_and_stands_once() -> None:
    codes = [one.code for one in listed()]
    assert len(set(codes)) == len(codes)
    assert [code for code in codes if not is_possible_code(code) or code in WITHOUT_CHECK_DIGIT] == []


def test_every_listed_code_begins_with_its_state() -> None:
    prefixes = {one.state: one.code[:2] for one in listed()}
    assert len(prefixes) == len(set(prefixes.values())) == 27
    assert all(one.code.startswith(prefixes[one.state]) for one in listed())


@pytest.mark.parametrize(("code", "name"), [("2408102", "Natal"), ("3550308", "São Paulo"), ("5300108", "Brasília")])
def test_known_codes_have_their_names(code: str, name: str) -> None:
    found = by_code(code)
    assert found is not None
    assert found.name == name


def test_one_wrong_digit_anywhere_is_noticed() -> None:
    for place in range(7):
        wrong = [f"{'2408102'[:place]}{digit}{'2408102'[place + 1 :]}" for digit in "0123456789"]
        assert [code for code in wrong if is_possible_code(code)] == ["2408102"]


@pytest.mark.parametrize("code", ["", "24081020", "240810", "240810²", "natal"])
def test_what_is_no_seven_digits_is_no_code(code: str) -> None:
    assert not is_possible_code(code)


def test_names_are_found_by_their_beginning_without_accents() -> None:
    assert [one.name for one in beginning_with("moss")] == ["Mossoró"]
    assert "São Gonçalo do Amarante" in [one.name for one in beginning_with("SAO g")]
