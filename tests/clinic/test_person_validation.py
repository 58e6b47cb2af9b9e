"""What makes a person acceptable: every problem at once, each boundary from both sides."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.people.model import NewPerson
from app.clinic.people.validation import check, validate
from tests.clinic.conftest import TODAY, someone


def codes(**changes: Any) -> list[str]:
    return [problem.code.removeprefix("people.") for problem in validate(someone(**changes), TODAY)]


def test_an_empty_form_names_all_that_is_missing() -> None:
    assert [(problem.field, problem.code) for problem in validate(NewPerson(), TODAY)] == [
        ("full_name", "people.name_missing"),
        ("birth_date", "people.birth_date_missing"),
        ("sex", "people.sex_missing"),
        ("mother_name", "people.mother_or_reason"),
        ("cpf", "people.document_or_reason"),
        ("municipality_code", "people.municipality_missing"),
    ]


def test_a_complete_person_has_no_problem() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("full_name", "Joana", ["name_needs_two_parts"]),
        ("full_name", "Jo Li", []),
        ("full_name", "Joana D'Ávila-Sá", []),
        ("full_name", "Joana 2", ["name_with_digits"]),
        ("full_name", "Joana Silva\x00", ["name_with_digits"]),
        ("full_name", "Jo " + "a" * 117, []),
        ("full_name", "Jo " + "a" * 118, ["name_too_long"]),
        ("social_name", "Lu", []),
        ("social_name", "L7", ["name_with_digits"]),
        ("mother_name", "Rosa", []),
        ("birth_date", TODAY, []),
        ("birth_date", date(2026, 3, 3), ["birth_date_in_future"]),
        ("birth_date", date(1920, 3, 3), []),
        ("birth_date", date(1920, 3, 2), ["unlikely_age"]),
        ("cpf", "529.982.247-25", []),
        ("cpf", "529.982.247-26", ["cpf_wrong"]),
        ("cpf", "111.111.111-11", ["cpf_wrong"]),
        ("cpf", "5299822472O", ["cpf_wrong"]),
        ("cns", "1", ["cns_wrong"]),
        ("municipality_code", "2408103", ["municipality_wrong"]),
        ("municipality_code", "240810", ["municipality_wrong"]),
        ("municipality_code", "2401305", ["municipality_name_missing"]),
        ("phone", "(84) 99999-9999", []),
        ("phone", "123", ["phone_wrong"]),
        ("phone", "abc", ["phone_wrong"]),
        ("email", "joana@example.org", []),
        ("email", "joana@", ["email_wrong"]),
        ("no_document_reason", "x" * 501, ["reason_too_long"]),
    ],
)
def test_every_field_is_checked_at_its_boundary(field: str, value: object, expected: list[str]) -> None:
    assert codes(**{field: value}) == expected


def test_120_years_are_accepted_on_confirmation_and_one_more_day_of_a_year_is_not() -> None:
    assert codes(birth_date=date(1906, 3, 2)) == ["unlikely_age"]
    assert codes(birth_date=date(1905, 3, 3)) == ["unlikely_age"]
    assert codes(birth_date=date(1905, 3, 2)) == ["birth_date_too_old"]


def test_a_reason_stands_for_a_missing_document_and_a_missing_mother() -> None:
    assert codes(no_document_reason="") == ["document_or_reason"]
    assert codes(mother_name="", no_mother_reason="Não sabe") == []


def test_what_is_stored_is_tidy() -> None:
    entered = someone(
        full_name="  Joana   Fictícia ", cpf="529.982.247-25", phone="84 99999-9999", email="Joana@EXAMPLE.org"
    )
    stored = check(entered, TODAY).person
    assert (stored.full_name, stored.cpf, stored.phone) == ("Joana Fictícia", "52998224725", "+5584999999999")
    assert (stored.email, stored.municipality_name) == ("Joana@example.org", "Natal")


@given(st.builds(NewPerson, *[st.text(max_size=30)] + [st.none(), st.none()] + [st.text(max_size=30)] * 10))
def test_anything_typed_is_judged_without_a_failure(entered: NewPerson) -> None:
    assert validate(entered, TODAY)
