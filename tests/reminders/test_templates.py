"""Templates are text and known placeholders; whatever else is in them is refused with its place."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clinic.dating import GestationalAge
from app.kernel.errors import KnownError
from app.reminders.placeholders import PLACEHOLDERS, Facts
from app.reminders.templates import (
    LONGEST_BODY,
    LONGEST_SUBJECT,
    read_body,
    read_subject,
    read_text,
    values_for,
)

NOBODY = Facts(patient_name="", unit_name="", today=date(2026, 3, 2))
JOANA = Facts(
    patient_name="Joana Fictícia da Silva",
    unit_name="UBS Fictícia",
    today=date(2026, 3, 2),
    unit_phone="+558633330000",
    event=datetime(2026, 3, 9, 14, 30, tzinfo=UTC),
    visit=datetime(2026, 3, 9, 14, 30, tzinfo=UTC),
    surgery=date(2026, 4, 1),
    age=GestationalAge(28, 3),
    due_date=date(2026, 5, 20),
    class_name="Risco habitual",
    treatment_phase="Retorno",
    way_out="https://central.example/out/x",
    preferences_page="https://central.example/preferences/x",
    confirm_page="https://central.example/confirm/x",
)


def problem_of(source: str) -> tuple[object, ...]:
    with pytest.raises(KnownError) as refused:
        read_text(source)
    values = refused.value.values
    return values["problem"], values["line"], values["column"], values["found"]


def test_placeholders_are_filled_with_what_is_known_of_her() -> None:
    text = read_text("Olá, {{first_name}}: sua consulta é {{ visit_date }} às {{visit_hour}}.")
    assert text.codes == {"first_name", "visit_date", "visit_hour"}
    assert text.fill(values_for(text.codes, JOANA)) == "Olá, Joana: sua consulta é 09/03/2026 às 14:30."


def test_every_placeholder_has_a_value_where_everything_is_known_and_none_where_nothing_is() -> None:
    assert {name.name for name in fields(Facts)} >= {"visit", "surgery"}
    for code, placeholder in PLACEHOLDERS.items():
        assert placeholder.value(JOANA), code
        assert placeholder.value(NOBODY) is None, code


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Olá {{nome}}", ("unknown", 1, 5, "{{nome}}")),
        ("Olá\n  {{nome}}, até logo", ("unknown", 2, 3, "{{nome}}, até logo")),
        ("{{}}", ("empty", 1, 1, "{{}}")),
        ("{{ patient_name", ("not_closed", 1, 1, "{{ patient_name")),
        ("patient_name }}", ("not_opened", 1, 14, "}}")),
        ("{{patient_name}} {{ {{visit_date}}", ("not_closed", 1, 18, "{{ {{visit_date}}")),
        ("{{patient_name|upper}}", ("unknown", 1, 1, "{{patient_name|upper}}")),
    ],
)
def test_what_is_no_placeholder_is_refused_with_its_place(source: str, found: tuple[str, int, int, str]) -> None:
    assert problem_of(source) == found


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(KnownError) as refused:
        read_text("{{a}} e {{b}}")
    problems = refused.value.values["problems"]
    assert isinstance(problems, tuple)
    assert [one.column for one in problems] == [1, 9]


def test_a_value_that_she_has_not_is_named() -> None:
    without = replace(JOANA, visit=None)
    with pytest.raises(KnownError, match=r"templates\.value_missing") as missing:
        values_for(frozenset({"first_name", "visit_hour"}), without)
    assert missing.value.values == {"placeholder": "visit_hour"}


@pytest.mark.parametrize("break_", ["\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_subject_is_one_line(break_: str) -> None:
    with pytest.raises(KnownError, match=r"templates\.refused"):
        read_subject(f"Lembrete{break_}Bcc: alguém")


def test_an_empty_or_endless_text_is_refused() -> None:
    for read, source in (
        (read_body, "  \n"),
        (read_body, "x" * (LONGEST_BODY + 1)),
        (read_subject, "x" * (LONGEST_SUBJECT + 1)),
    ):
        with pytest.raises(KnownError, match=r"templates\.refused"):
            read(source)


@given(st.text(alphabet="ab{} \n", max_size=60))
def test_any_text_is_either_refused_or_comes_out_as_it_went_in(source: str) -> None:
    try:
        text = read_text(source)
    except KnownError:
        assert "{{" in source or "}}" in source
        return
    assert text.fill({}) == source


@given(st.lists(st.sampled_from([*PLACEHOLDERS, "", " ", "Olá, "]), max_size=12))
def test_what_is_filled_in_is_never_read_again(parts: list[str]) -> None:
    source = "".join(f"{{{{{part}}}}}" if part in PLACEHOLDERS else part for part in parts)
    text = read_text(source)
    filled = text.fill(dict.fromkeys(text.codes, "{{patient_name}}"))
    assert filled.count("{{patient_name}}") == sum(part in PLACEHOLDERS for part in parts)
