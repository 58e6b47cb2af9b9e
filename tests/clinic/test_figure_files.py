"""Files of figures are refused as a whole, naming the line: gaps, overlaps, unknown words, missing sources."""

import ast
import tomllib
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from app.clinic.figures import Mark, round_half_up
from app.clinic.scores import maternal, news2_file
from app.clinic.scores.maternal import load_maternal_criteria
from app.clinic.scores.news2_file import load_news2
from app.kernel.errors import KnownError

ROOT = Path(__file__).parents[2]
TEXTS = {
    **tomllib.loads((ROOT / "resources" / "texts" / "risk.toml").read_text(encoding="utf-8")),
    **tomllib.loads((ROOT / "resources" / "texts" / "figures.toml").read_text(encoding="utf-8")),
}
NEWS2 = news2_file.DEFAULT_FILE.read_text(encoding="utf-8")
MATERNAL = maternal.DEFAULT_FILE.read_text(encoding="utf-8")
Load = Callable[[bytes], object]


def refusal(load: Load, text: str) -> KnownError:
    with pytest.raises(KnownError, match=r"figures\.refused") as refused:
        load(text.encode())
    return refused.value


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{from: 9, to: 11, points: 1}", "{from: 10, to: 11, points: 1}", "gap"),
        ("{from: 9, to: 11, points: 1}", "{from: 8, to: 11, points: 1}", "overlap"),
        ("{from: 35.1, to: 36.0, points: 1}", "{from: 35.2, to: 36.0, points: 1}", "gap"),
        ("{from: 35.1, to: 36.0, points: 1}", "{from: 35.0, to: 36.0, points: 1}", "overlap"),
        ("{from: 35.1, to: 36.0, points: 1}", "{from: 35.15, to: 36.0, points: 1}", "off_step"),
        ("{from: 25, points: 3}", "{from: 25, to: 90, points: 3}", "open_above"),
        ("{to: 40, points: 3}", "{from: 1, to: 40, points: 3}", "open_below"),
        ("{from: 131, points: 3}", "{from: 131, points: 4}", "too_many_points"),
        ("{from: 131, points: 3}", "{from: 131, points: 2.5}", "not_whole"),
        ("{from: 131, points: 3}", "{above: 130, points: 3}", "unknown_key"),
        ("{from: 88, to: 92, points: 0}", "{from: 88, to: 91, points: 0}", "gap"),
        ("{value: voice, points: 3}", "{value: asleep, points: 3}", "unknown_value"),
        ("reading: pulse_bpm", "reading: puls_bpm", "unknown_reading"),
        ("{code: medium, from: 5,", "{code: medium, from: 6,", "gap"),
        ("{code: low, from: 0, to: 4,", "{code: lowest, from: 0, to: 4,", "unknown_code"),
        ("age_from: 16, source: rcp_2017", "age_from: 16, source: rcp_2012", "unknown_source"),
        ("{mark: second_hand,", "{mark: certain,", "unknown_mark"),
        ("single_points: 3", "single_points: three", "not_a_number"),
    ],
)
def test_a_wrong_line_of_the_news2_table_is_named(old: str, new: str, code: str) -> None:
    assert old in NEWS2
    error = refusal(load_news2, NEWS2.replace(old, new, 1))
    found = {problem.code: problem for problem in error.values["problems"]}  # type: ignore[attr-defined]  # `object`
    assert code in found
    # A gap or overlap is told at the higher band of the two; an open end, at the band that ends.
    assert abs(found[code].line - line_of(NEWS2, old)) <= 1


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{from: 90, to: 160}", "{above: 90, to: 160}", "gap"),
        ("{from: 90, to: 160}", "{from: 90, below: 160}", "gap"),
        ("{from: 90, to: 160}", "{from: 89, to: 160}", "overlap"),
        ("{above: 100, criterion: diastolic_high}", "{from: 100, criterion: diastolic_high}", "overlap"),
        ("{below: 35, criterion: urine_low}", "{below: 35, criterion: urine_lower}", "unknown_code"),
        ("[agitation, confusion,", "[agitation, confusing,", "unknown_reading"),
        ("reading: urine_ml_per_hour", "reading: urine", "unknown_reading"),
        ("reading: diastolic_mmhg", "reading: systolic_mmhg", "duplicate_code"),
    ],
)
def test_a_wrong_line_of_the_maternal_criteria_is_named(old: str, new: str, code: str) -> None:
    assert old in MATERNAL
    error = refusal(load_maternal_criteria, MATERNAL.replace(old, new, 1))
    assert code in [problem.code for problem in error.values["problems"]]  # type: ignore[attr-defined]  # `object`


@pytest.mark.parametrize("load", [load_news2, load_maternal_criteria])
@pytest.mark.parametrize("text", ["", "- 1", "version: 1", "a: [", "title: 3\nsources: 4\n"])
def test_what_is_no_such_file_is_refused_with_a_line(load: Load, text: str) -> None:
    assert refusal(load, text).values["line"] >= 1  # type: ignore[operator]  # values are `object`


def test_every_line_left_out_is_noticed() -> None:
    """No line of the table is there for nothing: without it the file is refused."""
    lines = NEWS2.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.lstrip().startswith("- {"):
            refusal(load_news2, "".join(lines[:number] + lines[number + 1 :]))


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [("36.05", 1, "36.1"), ("36.04", 1, "36.0"), ("36.15", 1, "36.2"), ("35.95", 1, "36.0"), ("8.5", 0, "9")],
)
def test_a_half_is_rounded_upwards(value: str, decimals: int, rounded: str) -> None:
    assert round_half_up(Decimal(value), decimals) == Decimal(rounded)


def problem_codes(tree: ast.Module) -> set[str]:
    """Codes given to `problems.add(line, code)`, `add_unknown(line, code, …)`, `known_code(entry, key, code, …)`."""
    places = {"add": 1, "add_unknown": 1, "known_code": 2}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            place = places.get(getattr(node.func, "attr", "") or getattr(node.func, "id", ""))
            if place is not None and len(node.args) > place and isinstance(node.args[place], ast.Constant):
                found.add(str(ast.literal_eval(node.args[place])))
    return found


def test_every_problem_and_mark_has_its_text() -> None:
    sources = [ROOT / "app" / "clinic" / "figures.py"]
    for room in ("scores", "danger_signs", "reception"):
        sources += (ROOT / "app" / "clinic" / room).glob("*.py")
    named = {code for path in sources for code in problem_codes(ast.parse(path.read_text(encoding="utf-8")))}
    assert {"not_whole", "off_step", "unknown_mark"} <= named
    assert {code for code in named if f"problem_{code}" not in TEXTS} == set()
    assert {mark for mark in Mark if f"mark_{mark}" not in TEXTS} == set()
