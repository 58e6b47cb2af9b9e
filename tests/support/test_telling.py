"""What a log line carries, and what it never does."""

import ast
import json
import logging
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.clock import FakeClock
from app.kernel.errors import KnownError
from app.kernel.words import Word
from app.support.json_lines import JsonLines
from app.support.telling import ROOT, is_code, told

MARK = "Maria Sintética Marcada"
_CALLS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
_MAY_HOLD_WORDS = ("app.kernel.words", "app.support")


class _Step(StrEnum):
    SENT = "sent"


def _line(
    template: object, *values: object, name: str = "app.clinic.people", error: BaseException | None = None
) -> str:
    thrown = (type(error), error, error.__traceback__) if error is not None else None
    record = logging.LogRecord(name, logging.INFO, __file__, 1, template, values, thrown)
    return JsonLines(FakeClock()).format(record)


@given(st.text(min_size=4).filter(lambda text: not is_code(text)))
def test_no_text_that_is_filled_in_reaches_a_line(text: str) -> None:
    line = json.loads(_line("received %s from %r, %d", text, [text, {"name": text}], 3))
    assert line["message"] == "received <text> from '<text>, <dict>', 3"


@pytest.mark.parametrize(
    "value",
    [MARK, "529.982.247-25", 52998224725, "+5584999990000", "maria@example.org", "maria.silva", MARK.encode(), [MARK]],
)
def test_names_numbers_and_addresses_of_people_are_left_out(value: object) -> None:
    line = _line("what was said: %s", value)
    assert not any(part in line.lower() for part in ("maria", "52998", "529.9", "8499"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (7, 7),
        (1.5, 1.5),
        ("store.wrong_key", "store.wrong_key"),
        ("0199e6a0-0000-7000-8000-000000000001", "0199e6a0-0000-7000-8000-000000000001"),
        (_Step.SENT, "sent"),
        (KeyError, "KeyError"),
        (KnownError("store.wrong_key", path=MARK), "store.wrong_key"),
        (ValueError(MARK), "ValueError"),
        (Word("email"), "email"),
        (Path("/srv/maria/x"), "<path>"),
    ],
)
def test_numbers_codes_identifiers_and_words_of_the_program_pass(value: object, shown: object) -> None:
    assert told(value) == shown


def test_of_an_exception_only_type_code_and_places_are_told() -> None:
    try:
        try:
            raise ValueError(MARK)
        except ValueError as error:
            raise KnownError("store.wrong_key", name=MARK) from error
    except KnownError as error:
        text = _line("failed", error=error)
    line = json.loads(text)
    assert (line["code"], line["cause"]) == ("store.wrong_key", "ValueError")
    assert line["where"][-1].startswith("tests/support/test_telling.py:")
    assert "Maria" not in text


def test_of_libraries_only_the_sentence_that_they_keep_apart_from_its_values_is_told() -> None:
    assert json.loads(_line("told %s", MARK, name="urllib3"))["message"] == "told %s"
    assert "Maria" not in _line(f"told {MARK}", name="urllib3")
    assert "Maria" not in _line(ValueError(MARK), name="urllib3")


def _logging_calls() -> Iterator[tuple[str, ast.Call]]:
    for room in ("app", "ui"):
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if "getLogger" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                target = node.func.value
                if node.func.attr in _CALLS and isinstance(target, ast.Name) and "log" in target.id.lower():
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def test_every_sentence_of_our_logs_stands_in_the_code_as_it_is() -> None:
    calls = list(_logging_calls())
    assert len(calls) > 80
    loose = []
    for place, call in calls:
        sentence = call.args[1 if isinstance(call.func, ast.Attribute) and call.func.attr == "log" else 0]
        if not (isinstance(sentence, ast.Constant) and isinstance(sentence.value, str)):
            loose.append(place)
    assert not loose, "what is filled in must stand apart from the sentence, or nothing can leave it out"
