"""docs/asvs.md: each requirement of levels 1 and 2 stands in it once, with a state and a test, or a reason."""

import ast
import re
from collections import Counter
from functools import cache

from tests.house.tree import ROOT

_PAGE = ROOT / "docs" / "asvs.md"
_STATES = {"yes", "partly", "no", "n/a"}
_SECTIONS = {
    **{"1.1": 7, "1.2": 4, "1.4": 5, "1.5": 4, "1.6": 4, "1.7": 2, "1.8": 2, "1.9": 2, "1.10": 1, "1.11": 2, "1.12": 2},
    **{"1.14": 6, "2.1": 12, "2.2": 3, "2.3": 3, "2.4": 6, "2.5": 7, "2.6": 3, "2.7": 6, "2.8": 7, "2.9": 3, "2.10": 4},
    **{"3.1": 1, "3.2": 4, "3.3": 4, "3.4": 5, "3.5": 3, "3.7": 1, "4.1": 5, "4.2": 2, "4.3": 3, "5.1": 5, "5.2": 8},
    **{"5.3": 10, "5.4": 3, "5.5": 4, "6.1": 3, "6.2": 6, "6.3": 2, "6.4": 2, "7.1": 4, "7.2": 2, "7.3": 4, "7.4": 3},
    **{"8.1": 4, "8.2": 3, "8.3": 8, "9.1": 3, "9.2": 4, "10.2": 2, "10.3": 3, "11.1": 8, "12.1": 3, "12.2": 1},
    **{"12.3": 6, "12.4": 2, "12.5": 2, "12.6": 1, "13.1": 5, "13.2": 6, "13.3": 2, "13.4": 2, "14.1": 4, "14.2": 6},
    **{"14.3": 3, "14.4": 7, "14.5": 4},
}
"""Section → the highest number of a requirement of level 1 or 2 in ASVS 4.0.3."""
_DELETED = {"1.4.2", "1.4.3", "1.12.1", "4.1.4", "7.3.2", "13.1.2", "13.2.4", "14.3.1"}


@cache
def _rows() -> tuple[tuple[str, ...], ...]:
    lines = [line for line in _PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d+\.", line)]
    return tuple(tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines)


def _wanted() -> set[str]:
    return {f"{section}.{number}" for section, most in _SECTIONS.items() for number in range(1, most + 1)} - _DELETED


def test_every_requirement_of_levels_one_and_two_is_answered_once() -> None:
    numbers = Counter(row[0] for row in _rows())
    assert numbers.keys() == _wanted()
    assert max(numbers.values()) == 1


def test_each_line_has_a_state_and_a_test_or_a_reason() -> None:
    wrong = [row[0] for row in _rows() if len(row) != 4 or row[2] not in _STATES or len(row[3]) < 12]
    assert wrong == []


def test_each_test_that_a_line_names_exists() -> None:
    missing = []
    for number, *_, proof in _rows():
        for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", proof):
            if not (ROOT / path).is_file() or (name and name not in _tests_of(path)):
                missing.append(f"{number} {path}::{name}")
    assert missing == []


def test_the_page_tells_how_many_lines_are_open() -> None:
    states = Counter(row[2] for row in _rows())
    told = re.search(
        r"\*\*(\d+) yes, (\d+) partly, (\d+) no, (\d+) not applicable\*\*", _PAGE.read_text(encoding="utf-8")
    )
    assert told is not None
    assert tuple(map(int, told.groups())) == tuple(states[one] for one in ("yes", "partly", "no", "n/a"))


@cache
def _tests_of(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
