"""The texts: every key has its sentence in every language, and no sentence is left over."""

import ast
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from app.security.passwords import MIN_PASSWORD
from tests.conftest import ExpectedLogs
from ui.resources import RESOURCES
from ui.texts import LANGUAGES, choose_language, error_text, tr, tr_count
from ui.texts.catalog import area_texts, placeholders
from ui.texts.formats import show_age, show_date, show_instant, show_number

ROOT = Path(__file__).parents[3]
AREAS = sorted(path.stem for path in (RESOURCES / "texts").glob("*.toml"))


def _strings(*folders: str) -> tuple[set[str], set[str]]:
    """Every whole string of the code, and the beginnings of those put together at run time."""
    whole, begun = set(), set()
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    whole.add(node.value)
                if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                    begun.add(str(node.values[0].value))
    return whole, begun


_PROMISED = re.compile(r"`([a-z_]+\.[a-z_]+_)<")
"""A docstring may promise a text for every code: `people.evidence_<code>`."""
_BY_CODE = frozenset({"people", "pregnancies", "risk"})
"""Areas whose services answer by code: a text counts as used where its last words are a code or field of app/."""


def _asked(*folders: str) -> list[tuple[str, str]]:
    """(key, where) of every `tr("…")`, `tr_count("…")` with a literal key, outside the tests."""
    found = []
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                    continue
                first = node.args[0]
                if node.func.id in ("tr", "tr_count") and isinstance(first, ast.Constant):
                    key = str(first.value)
                    keys = [key] if node.func.id == "tr" else [f"{key}_one", f"{key}_many"]
                    found += [(key, f"{path.relative_to(ROOT)}:{node.lineno}") for key in keys]
    return found


def test_every_text_that_is_asked_for_exists() -> None:
    missing = [f"{where}: {key}" for key, where in _asked("ui") if not _exists(key)]
    assert missing == []


def _exists(key: str) -> bool:
    area, _, name = key.partition(".")
    return name in area_texts(area)


@pytest.mark.parametrize("area", AREAS)
def test_every_text_is_there_in_every_language_with_the_same_placeholders(area: str) -> None:
    for name, sentences in area_texts(area).items():
        assert set(sentences) == set(LANGUAGES), f"{area}.{name}"
        assert all(sentence.strip() for sentence in sentences.values()), f"{area}.{name}"
        asked = {language: placeholders(sentence) for language, sentence in sentences.items()}
        assert len(set(asked.values())) == 1, f"{area}.{name}: {asked}"


def test_no_text_is_left_over() -> None:
    whole, begun = _strings("ui", "app")
    promised = {start for text in whole for start in _PROMISED.findall(text)}
    begun = {start for start in begun if "." in start} | promised
    # Those of the telephones' page are said by its scripts: tests/phones/test_page_files.py looks there.
    keys = [key for key in _all_keys() if not key.startswith("phones.")]
    left = [key for key in keys if not _is_used(key, whole, begun)]
    assert left == []


def _all_keys() -> list[str]:
    return [f"{area}.{name}" for area in AREAS for name in area_texts(area)]


def _is_used(key: str, whole: set[str], begun: set[str]) -> bool:
    area, _, name = key.partition(".")
    spoken = key.removeprefix("error_") if area.startswith("error_") else key
    counted = spoken.removesuffix("_one").removesuffix("_many")
    tail = name.partition("_")[2]
    return (
        (area in _BY_CODE and (tail in whole or tail in _fields()))
        or spoken in whole
        or counted in whole
        or name in whole
        or any(spoken.startswith(start) for start in begun)
        or spoken.removesuffix("_hint") in whole
    )


@cache
def _fields() -> frozenset[str]:
    """The names of the annotated fields of app/'s dataclasses, and the codes of the data files."""
    data = (RESOURCES / "data").glob("*.toml")
    found = {word for path in data for word in re.findall(r"\w+", path.read_text(encoding="utf-8"))}
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    return frozenset(found)


def test_a_missing_text_shows_its_key_and_is_logged(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("ui.texts", "no text for 'common.nobody_wrote_this'")
    assert tr("common.nobody_wrote_this") == "[common.nobody_wrote_this]"


def test_a_missing_value_shows_the_sentence_and_is_logged(expected_logs: ExpectedLogs) -> None:
    expected_logs.expect("ui.texts", "does not fit its values")
    assert tr("common.ago_hours") == "há {hours} h"


def test_a_language_is_chosen_for_all_texts() -> None:
    choose_language("en")
    assert tr("common.yes") == "Yes"
    choose_language("nobody speaks this")
    assert tr("common.yes") == "Sim"


def test_an_error_code_names_its_text_and_numbers_are_grouped() -> None:
    assert "1.200 segundos" in error_text("access.wait", {"seconds": 1200})


@pytest.mark.parametrize(("count", "words"), [(1, "há 1 dia"), (2, "há 2 dias"), (1200, "há 1.200 dias")])
def test_a_quantity_chooses_its_form(count: int, words: str) -> None:
    assert tr_count("common.ago_days", count) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-27 * 3600, "em data futura (relógio atrasado?)"),
        (-60, "agora"),
        (5, "agora"),
        (61, "há 1 min"),
        (7300, "há 2 h"),
        (90_000, "há 1 dia"),
        (200_000, "há 2 dias"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(seconds: float, words: str) -> None:
    assert show_age(seconds) == words


def test_numbers_and_dates_are_written_as_in_the_language() -> None:
    assert show_number(Decimal("1234.5")) == "1.234,5"
    assert show_number(12.5, decimals=2) == "12,50"
    assert show_date(date(1996, 3, 5)) == "05/03/1996"
    assert show_instant(datetime(2026, 3, 2, 11, 0, tzinfo=UTC), "America/Fortaleza") == "02/03/2026 08:00"
    choose_language("en")
    assert show_number(Decimal("1234.5")) == "1,234.5"


@pytest.mark.parametrize("area", ["administration", "sign_in"])
def test_hints_for_a_new_password_say_the_length_that_is_asked_for(area: str) -> None:
    for sentence in area_texts(area)["password_hint"].values():
        assert re.findall(r"\d+", sentence) == [str(MIN_PASSWORD)]
