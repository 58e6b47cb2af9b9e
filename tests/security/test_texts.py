"""Every refusal and every audit code of the program has its words in both languages."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.security.roles import Action, Role
from app.security.session import Status

ROOT = Path(__file__).parents[2]
CHAIN_CODES = {"chain_holds", "chain_missing", "chain_changed", "chain_cut_off", "chain_added"}


def texts(area: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((ROOT / "resources" / "texts" / f"{area}.toml").read_text(encoding="utf-8"))


def calls(folder: str, name: str) -> Iterator[tuple[str, ast.Call]]:
    """Calls of a function or method with this name below a folder, with the file they stand in."""
    for path in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name in (getattr(node.func, "attr", ""), getattr(node.func, "id", "")):
                yield str(path.relative_to(ROOT)), node


def possible_texts(node: ast.expr) -> list[str]:
    """The text constants that an argument may be, also behind `a if … else b`."""
    branches = [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]
    return [one.value for one in branches if isinstance(one, ast.Constant) and isinstance(one.value, str)]


def access_errors() -> dict[str, set[str]]:
    """Code without its area → the names of the values it carries."""
    found: dict[str, set[str]] = {}
    for _, call in calls("app/security", "KnownError"):
        for code in possible_texts(call.args[0]):
            area, _, what = code.partition(".")
            if area == "access":
                found.setdefault(what, {str(keyword.arg) for keyword in call.keywords})
    return found


def test_every_refusal_of_this_room_has_a_text_and_no_text_is_left_over() -> None:
    assert set(texts("error_access")) == set(access_errors())


@pytest.mark.parametrize(("code", "values"), sorted(access_errors().items()))
def test_a_refusals_text_asks_for_no_value_that_the_refusal_lacks(code: str, values: set[str]) -> None:
    for language in ("pt_BR", "en"):
        assert set(re.findall(r"{(\w+)}", texts("error_access")[code][language])) <= values


def test_every_role_action_and_status_has_a_label() -> None:
    wanted = [
        *(f"role_{one}" for one in Role),
        *(f"action_{one}" for one in Action),
        *(f"status_{one}" for one in Status),
    ]
    assert list(texts("roles")) and set(texts("roles")) == set(wanted)


def test_every_audit_code_of_the_program_has_its_words() -> None:
    """A new `w.audit("code", "kind", …)` anywhere in app/ brings `action_code` and `subject_kind` to audit.toml."""
    wanted = {
        f"{prefix}_{text}": file
        for file, call in calls("app", "audit")
        for prefix, argument in zip(("action", "subject"), call.args, strict=False)
        for text in possible_texts(argument)
    }
    missing = {key: file for key, file in wanted.items() if key not in texts("audit")}
    assert not missing


def test_every_state_of_the_chain_has_its_words() -> None:
    assert set(texts("audit")) >= CHAIN_CODES


@pytest.mark.parametrize("area", ["roles", "error_access", "audit"])
def test_every_text_stands_in_both_languages(area: str) -> None:
    for key, both in texts(area).items():
        assert set(both) == {"pt_BR", "en"}, key
        placeholders = [sorted(re.findall(r"{(\w+)}", text)) for text in both.values()]
        assert placeholders[0] == placeholders[1], key
        assert all(text.strip() == text and text for text in both.values()), key
